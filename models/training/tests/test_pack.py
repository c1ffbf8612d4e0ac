"""Packing pictures for another machine, and telling a script how long to train."""

import contextlib
import io
import tempfile
import time
import unittest
from pathlib import Path

from palimpsest import left, pack, shards
from palimpsest.forge.synthetic import write_micrographs, write_photographs
from palimpsest.photographs import group_of, read_manifest, split_of


class PackTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)

    def command(self, *words):
        errors = io.StringIO()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(errors):
            code = pack.main([str(word) for word in words])
        return code, errors.getvalue()

    def test_files_stay_as_they_are_within_the_limit(self):
        folders = [write_photographs(self.folder / "p", 12, 96), write_micrographs(self.folder / "m", 12, 96)]
        every = sum(file.stat().st_size for folder in folders for file in folder.iterdir())
        out = self.folder / "out"
        self.assertEqual(self.command(*folders, "--out", out, "--mib", every / 2 / 2**20)[0], 0)
        size = 0
        for folder in folders:
            rows = read_manifest(out / folder.name)
            self.assertTrue(rows)
            known = {row["image"]: row for row in read_manifest(folder)}
            for row in rows:
                self.assertEqual(row, known[row["image"]])
                self.assertIn(split_of(row), ("train", "validation"))
                data = (out / folder.name / row["image"]).read_bytes()
                self.assertEqual(data, (folder / row["image"]).read_bytes())
                size += len(data)
        self.assertLessEqual(size, every / 2)
        self.assertGreater(size, every / 4)

    def test_groups_take_turns(self):
        folder = write_photographs(self.folder / "p", 4, 96, seed=28)
        manifest = folder / "manifest.csv"
        lines = manifest.read_text("utf-8").splitlines()
        # The second picture again is of the first one's group.
        manifest.write_text("\n".join([*lines[:2], lines[2].replace("photographs29", "photographs28"), *lines[3:]]) + "\n")
        rows = read_manifest(folder)
        splits = {split_of(row) for row in rows}
        picked = [row for _, row in pack.chosen([folder], splits, 10**9)]
        self.assertEqual(len(picked), 4)
        self.assertEqual(len({group_of(row) for row in picked[:3]}), 3)
        self.assertEqual(group_of(picked[3]), group_of(picked[0]))

    def test_what_is_wrong_is_said_in_one_sentence(self):
        folder = write_photographs(self.folder / "p", 2, 96)
        for words, expected in (((folder, "--out", folder), "is not empty"),
                                ((folder, "--out", self.folder / "o", "--mib", 1e-5), "Nothing fits"),
                                ((self.folder, "--out", self.folder / "o"), "no manifest.csv")):
            code, errors = self.command(*words)
            self.assertEqual(code, 2)
            self.assertIn(expected, errors)
            self.assertEqual(errors.count("\n"), 1)

    def test_time_that_is_left(self):
        run = self.folder / "run"
        self.assertEqual(left.left(run, 3), "3.50")
        self.assertEqual(left.left(run, 3, time.time() + 65), "1.08")
        self.assertEqual(left.left(run, 3, time.time() + 5), "later")
        shards.save(run / "checkpoint", {"minutes": 2.0, "step": 5})
        self.assertEqual(left.left(run, 3), "1.50")
        self.assertEqual(left.left(run, 2.05), "done")


if __name__ == "__main__":
    unittest.main()
