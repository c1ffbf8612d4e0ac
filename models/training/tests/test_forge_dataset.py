"""The data set writer: true files, manifest, resuming, hostile input."""

import contextlib
import csv
import io
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from palimpsest.forge import Forge
from palimpsest.forge.__main__ import main
from palimpsest.forge.dataset import size_of
from palimpsest.forge.synthetic import write_photographs
from palimpsest.photographs import Photographs, read_manifest, split_of

torch.set_num_threads(1)


def call(*arguments):
    """(exit code, stdout, stderr)."""
    out, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        code = main([str(argument) for argument in arguments])
    return code, out.getvalue(), errors.getvalue()


def contents(folder):
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


class DatasetTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.folder = Path(cls.temporary.name)
        cls.data = write_photographs(cls.folder / "p", 10, 160)
        cls.common = ("--data", cls.data, "--split", "train", "--seed", 3, "--sizes", 60, 120)
        code, _, errors = call(*cls.common, "--count", 24, "--out", cls.folder / "whole")
        assert code == 0, errors

    def rows(self, name="whole"):
        with open(self.folder / name / "manifest.csv", newline="", encoding="utf-8") as stream:
            return list(csv.DictReader(stream))

    def test_files_and_manifest_agree(self):
        rows, folder = self.rows(), self.folder / "whole"
        self.assertEqual(24, len(rows))
        listed = {row["image"] for row in rows} | {row["mask"] for row in rows if row["mask"]}
        self.assertEqual(listed, {name for name in contents(folder) if "/" in name})
        train = {f"p/{row['image']}" for row in read_manifest(self.data) if split_of(row) == "train"}
        sides = []
        for row in rows:
            self.assertEqual("train", row["split"])
            self.assertIn(row["source"], train)
            self.assertIn(row["donor"], train | {""})
            with Image.open(folder / row["image"]) as image:
                size, image_format = image.size, image.format
                tables = getattr(image, "quantization", None)
                sides += size
            self.assertTrue(60 <= min(size) and max(size) <= 120 and 0.58 < size[0] / size[1] < 1.75, size)
            self.assertEqual(row["image"].endswith(".jpg"), image_format == "JPEG")
            self.assertEqual(tables is None, "save png" in row["recipe"])
            if row["label"] == "forged":
                with Image.open(folder / row["mask"]) as mask:
                    self.assertEqual((size, "L"), (mask.size, mask.mode))
                    self.assertEqual({0, 255}, set(np.unique(np.array(mask)).tolist()))
            else:
                self.assertEqual(("authentic", "", "authentic"), (row["label"], row["mask"], row["kind"]))
        self.assertTrue(any(side % 8 for side in sides))

    def test_files_are_the_forge_s_pictures(self):
        forge = Forge(Photographs([self.data], "train"), seed=3)
        kinds = set()
        for i, row in enumerate(self.rows()):
            made = forge.picture(i, *size_of(3, i, 60, 120))
            kinds.add(Path(row["image"]).suffix)
            with Image.open(self.folder / "whole" / row["image"]) as image:
                pixels = np.array(image).astype(np.float32)
                if made.save.tables:
                    self.assertEqual([list(table) for table in made.save.tables],
                                     [list(image.quantization[k]) for k in (0, 1)])
                    self.assertEqual(2 if made.save.half_chroma else 1, image.layer[0][1])
            difference = np.abs(made.saved().permute(1, 2, 0).numpy() - pixels)
            self.assertLess(difference.mean(), 0.4 if made.save.tables else 1e-6, row["recipe"])
        self.assertEqual({".jpg", ".png"}, kinds)

    def test_resuming_gives_the_same_files(self):
        target = self.folder / "resumed"
        self.assertEqual(0, call(*self.common, "--count", 9, "--out", target)[0])
        rows = self.rows("resumed")
        (target / rows[4]["image"]).unlink()
        (target / "images" / ".000011.jpg.part").write_bytes(b"half")
        code, out, _ = call(*self.common, "--count", 24, "--out", target, "--resume")
        self.assertEqual(0, code)
        self.assertIn("16 pictures made", out)
        (target / "images" / ".000011.jpg.part").unlink(missing_ok=True)
        self.assertEqual(contents(self.folder / "whole"), contents(target))
        before = contents(target)
        code, out, _ = call(*self.common, "--count", 24, "--out", target, "--resume")
        self.assertIn("0 pictures made", out)
        self.assertEqual(before, contents(target))

    def test_other_settings_are_not_mixed(self):
        whole = self.folder / "whole"
        before = contents(whole)
        for arguments, words in ((self.common, "not empty"),
                                 ((*self.common, "--resume", "--authentic", "0.5"), "other settings (authentic)")):
            code, _, errors = call(*arguments, "--count", 30, "--out", whole)
            self.assertEqual(2, code)
            self.assertIn(words, errors)
        self.assertEqual(before, contents(whole))

    def test_none_and_no_time(self):
        code, out, _ = call(*self.common, "--count", 0, "--out", self.folder / "none")
        self.assertEqual((0, []), (code, self.rows("none")))
        code, out, _ = call(*self.common, "--count", 500, "--minutes", "0.02", "--out", self.folder / "brief")
        self.assertEqual(0, code)
        self.assertTrue(0 < len(self.rows("brief")) < 500)

    def test_hostile_input(self):
        (self.folder / "bare").mkdir(exist_ok=True)
        (self.folder / "file").write_text("x")
        (self.folder / "other").mkdir(exist_ok=True)
        (self.folder / "other" / "thing").write_text("x")
        data, out = ("--data", self.data), ("--split", "train", "--out", self.folder / "new")
        for arguments, words in (
                (("--data", self.folder / "bare", *out, "--count", 1), "no manifest.csv"),
                ((*data, *out, "--count", -1), "negative"),
                ((*data, *out, "--count", 1, "--sizes", 90, 20), "not possible"),
                ((*data, *out, "--count", 1, "--size", 100000), "not possible"),
                ((*data, *out, "--count", 1, "--size", 2000), "large enough"),
                ((*data, *out, "--count", 1, "--kinds", "melt"), "no kind"),
                ((*data, "--split", "train", "--out", self.folder / "file", "--count", 1), "no folder"),
                ((*data, "--split", "train", "--out", self.folder / "other", "--count", 1, "--resume"), "forge.json")):
            code, _, errors = call(*arguments)
            self.assertEqual(2, code, arguments)
            self.assertIn(words, errors)
            self.assertNotIn("Traceback", errors)


if __name__ == "__main__":
    unittest.main()
