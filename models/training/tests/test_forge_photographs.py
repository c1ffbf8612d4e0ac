"""Reading folders of pictures, and the split by source."""

import tempfile
import unittest
from pathlib import Path

import numpy as np
from PIL import Image

from palimpsest.forge.synthetic import write_micrographs, write_photographs
from palimpsest.photographs import Photographs, Unreadable, decode, group_of, micrograph_series, read_manifest, split_of


class PhotographsTest(unittest.TestCase):

    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.folder = Path(self.temporary.name)

    def test_a_group_is_on_one_side_and_the_sides_have_their_shares(self):
        rows = [{"image": f"{i}-{k}.jpg", "source_repo": f"a/{i}", "make": str(k)}
                for i in range(2000) for k in range(2)]
        sides = {}
        for row in rows:
            sides.setdefault(group_of(row), set()).add(split_of(row))
        self.assertEqual(2000, len(sides))
        self.assertTrue(all(len(side) == 1 for side in sides.values()))
        counts = [sum(side == {name} for side in sides.values()) for name in ("train", "validation", "test")]
        for count, share in zip(counts, (0.7, 0.1, 0.2)):
            self.assertAlmostEqual(count / 2000, share, delta=0.04)

    def test_groups(self):
        collection = "drewnoakes/metadata-extractor-images"
        first, second = ({"source_repo": collection, "make": "A", "model": model} for model in "XY")
        self.assertNotEqual(group_of(first), group_of(second))
        first, second = ({"source_repo": "a/series", "make": make, "model": ""} for make in "XY")
        self.assertEqual(group_of(first), group_of(second))

    def test_series_of_micrographs(self):
        for source, one, other, same in (
                ("bccd", "a/BloodImage_00000.jpg", "a/BloodImage_00024.jpg", True),
                ("bccd", "a/BloodImage_00024.jpg", "a/BloodImage_00025.jpg", False),
                ("neubias", "a/c_elegans_em_z0002.tif", "a/xy_8bit__em_fly_eye.tif", True),
                ("neubias", "a/c_elegans_em_z0002.tif", "a/xy_8bit__nucleus.tif", False),
                ("notebooks", "a/banana/banana0011.tif", "a/banana0020.tif", True),
                ("cellprofiler", "ExampleHuman/AS_09125_D03f00d1.tif", "ExamplePercent/AS_09125_D03f00d0.tif", True),
                ("cellprofiler", "a/fat_orig.png", "a/AS_09125.tif", False)):
            self.assertEqual(same, micrograph_series(source, one) == micrograph_series(source, other), (one, other))

    def test_pictures_of_a_split(self):
        folder = write_photographs(self.folder / "p", 12, 72)
        sides = [{item.name for item in Photographs([folder], split).items} if self.has(folder, split) else set()
                 for split in ("train", "validation", "test")]
        self.assertEqual(12, sum(map(len, sides)))
        self.assertEqual(12, len(set.union(*sides)))
        self.assertEqual(12, len(Photographs([folder])))

    @staticmethod
    def has(folder, split):
        return any(split_of(row) == split for row in read_manifest(folder))

    def test_sixteen_bits_are_stretched_and_channels_repeated(self):
        folder = write_micrographs(self.folder / "m", 3, 80)
        photographs = Photographs([folder])
        pixels = photographs.pixels(2)
        self.assertEqual((3, 80, 80), tuple(pixels.shape))
        self.assertTrue((pixels[0] == pixels[2]).all())
        self.assertGreaterEqual(int(pixels.max()), 250)
        self.assertLessEqual(int(pixels.min()), 5)
        self.assertIsNone(photographs.tables(0))

    def test_tables_are_those_of_the_file(self):
        photographs = Photographs([write_photographs(self.folder / "p", 1, 72)])
        with Image.open(self.folder / "p" / "p0.jpg") as image:
            self.assertEqual(list(image.quantization[0]), photographs.tables(0)[0])

    def test_the_cache_is_bounded(self):
        photographs = Photographs([write_photographs(self.folder / "p", 4, 72)], cache_bytes=2 * 3 * 72 * 72)
        values = [photographs.pixels(i).clone() for i in range(4)]
        self.assertLessEqual(len(photographs._cache), 2)
        self.assertTrue((photographs.pixels(0) == values[0]).all())

    def test_unreadable_tiny_and_missing_pictures_are_left_out(self):
        folder = write_photographs(self.folder / "p", 2, 72)
        (folder / "broken.jpg").write_bytes(b"no picture")
        (folder / "empty.jpg").write_bytes(b"")
        Image.fromarray(np.zeros((1, 1, 3), np.uint8)).save(folder / "tiny.png")
        with open(folder / "manifest.csv", "a", encoding="utf-8") as stream:
            for name in ("broken.jpg", "empty.jpg", "tiny.png", "missing.jpg", "."):
                stream.write(f"{name},someone/x,,\n")
        with self.assertLogs("palimpsest.photographs", "WARNING"):
            photographs = Photographs([folder])
        self.assertEqual(2, len(photographs))
        self.assertEqual(5, len(photographs.skipped))
        self.assertIn("1x1", photographs.skipped[2])

    def test_a_truncated_picture(self):
        folder = write_photographs(self.folder / "p", 1, 200)
        data = (folder / "p0.jpg").read_bytes()
        (folder / "p0.jpg").write_bytes(data[:len(data) // 2])
        with self.assertRaisesRegex(Unreadable, "p0.jpg"):
            Photographs([folder]).pixels(0)
        with self.assertRaises(Unreadable):
            decode(folder / "manifest.csv")

    def test_folders_without_manifest_or_pictures(self):
        with self.assertRaisesRegex(ValueError, "no manifest.csv"):
            Photographs([self.folder])
        (self.folder / "manifest.csv").write_text("name\nx\n")
        with self.assertRaisesRegex(ValueError, "no column 'image'"):
            Photographs([self.folder])
        (self.folder / "manifest.csv").write_text("image\n")
        with self.assertRaisesRegex(ValueError, "No readable picture"):
            Photographs([self.folder])
        with self.assertRaisesRegex(ValueError, "no split"):
            Photographs([self.folder], "all")


if __name__ == "__main__":
    unittest.main()
