"""Map sets: reading, crops, dropped detectors, and what is not a map set."""

import math
import tempfile
import unittest
from pathlib import Path

import numpy

from palimpsest import madeup, mapsets
from palimpsest.trouble import Trouble


class MapSetsTest(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        self.folder = madeup.write(Path(self.scratch.name) / "maps", 12)

    def read_fails(self, words):
        with self.assertRaises(Trouble) as caught:
            mapsets.read(self.folder)
        self.assertIn(words, str(caught.exception))
        self.assertNotIn("\n", str(caught.exception))

    def test_splits_and_labels_are_those_of_the_list(self):
        sets = mapsets.read(self.folder)
        self.assertEqual([len(sets[split]) for split in mapsets.SPLITS], [8, 4, 0])
        self.assertEqual(sum(s.altered for s in sets["train"] + sets["validation"]), 9)

    def test_missing_folder(self):
        self.folder = self.folder / "none"
        self.read_fails("holds no maps.csv")

    def test_missing_column(self):
        (self.folder / "maps.csv").write_text("file,split,kind\n", encoding="utf-8")
        self.read_fails("no column label")

    def test_unknown_split(self):
        (self.folder / "maps.csv").write_text("file,split,kind,label\na.npy,dev,x,forged\n", encoding="utf-8")
        self.read_fails("split dev")

    def test_missing_file(self):
        (self.folder / "set003.npy").unlink()
        self.read_fails("set003.npy cannot be read")

    def test_truncated_file(self):
        whole = (self.folder / "set003.npy").read_bytes()
        for length in (0, 5, 100, len(whole) - 1):
            (self.folder / "set003.npy").write_bytes(whole[:length])
            self.read_fails("set003.npy cannot be read")

    def test_wrong_channels(self):
        numpy.save(self.folder / "set003.npy", numpy.zeros((10, 30, 30), numpy.float16))
        self.read_fails("shape [10, 30, 30] instead of [11, h, w]")

    def test_wrong_type(self):
        numpy.save(self.folder / "set003.npy", numpy.zeros((11, 30, 30), numpy.float64))
        self.read_fails("float64 instead of float16")

    def test_pickled_objects_are_refused(self):
        numpy.save(self.folder / "set003.npy", numpy.array([{"a": 1}], dtype=object))
        self.read_fails("cannot be read")

    def test_values_out_of_range(self):
        for channel, value in ((0, math.nan), (7, 1.5), (4, -0.1), (10, 2.0)):
            values = numpy.zeros((11, 30, 30), numpy.float16)
            values[channel, 3, 3] = value
            numpy.save(self.folder / "set003.npy", values)
            self.read_fails("outside of [0, 1]")


class CropTest(unittest.TestCase):
    def setUp(self):
        self.values = numpy.zeros((11, 20, 40), numpy.float16)
        # Channel 0 numbers rows, channel 1 columns, so that a crop tells where it comes from.
        self.values[0] = numpy.arange(20)[:, None] / 64
        self.values[1] = numpy.arange(40)[None] / 64
        self.values[5:10] = 1

    def test_crop_is_a_part_of_the_picture_in_one_of_eight_positions(self):
        seen = set()
        for seed in range(60):
            result = mapsets.crop(self.values, numpy.random.default_rng(seed), 16, 0.0)
            rows, columns = result[0].astype(float) * 64, result[1].astype(float) * 64
            turned = rows[0, 0] == rows[1, 0]
            if turned:
                rows, columns = rows.T, columns.T
            down, right = numpy.diff(rows, axis=0), numpy.diff(columns, axis=1)
            self.assertTrue((abs(down) == 1).all() and (down == down[0, 0]).all())
            self.assertTrue((abs(right) == 1).all() and (right == right[0, 0]).all())
            self.assertTrue((numpy.diff(rows, axis=1) == 0).all())
            seen.add((turned, down[0, 0], right[0, 0]))
        self.assertEqual(len(seen), 8)

    def test_what_lies_outside_is_unknown_and_not_scored(self):
        result = mapsets.crop(self.values, numpy.random.default_rng(1), 64, 0.0)
        inside = result[5] > 0
        self.assertEqual(int(inside.sum()), 800)
        self.assertTrue((result[:10][:, ~inside] == 0).all())
        self.assertTrue((numpy.isnan(result[10]) == ~inside).all())

    def test_dropped_detectors_lose_map_and_reliability_but_never_all(self):
        self.values[:5] = 0.5
        dropped = numpy.zeros(5)
        for seed in range(400):
            result = mapsets.crop(self.values, numpy.random.default_rng(seed), 16, 0.3)
            for i in range(5):
                self.assertEqual(result[i].any(), result[5 + i].any())
            self.assertTrue(result[5:10].any())
            dropped += [not result[5 + i].any() for i in range(5)]
        self.assertTrue(((dropped > 80) & (dropped < 160)).all(), dropped)

    def test_the_only_known_detector_is_kept(self):
        self.values[:10] = 0
        self.values[2], self.values[7] = 0.5, 1
        for seed in range(50):
            self.assertTrue(mapsets.crop(self.values, numpy.random.default_rng(seed), 16, 0.9)[7].all())

    def test_batches_depend_on_seed_and_step_alone(self):
        sets = [mapsets.MapSet("a", "splice", True, self.values), mapsets.MapSet("b", "authentic", False, self.values)]
        crops = [mapsets.Crops(sets, seed, 16, 0.4, 0.15) for seed in (1, 1, 2)]
        crops[0].batch(3, 4)
        inputs = [c.batch(7, 4)[0] for c in crops]
        self.assertTrue((inputs[0] == inputs[1]).all())
        self.assertFalse((inputs[0] == inputs[2]).all())
        self.assertFalse((inputs[0] == crops[0].batch(8, 4)[0]).all())


if __name__ == "__main__":
    unittest.main()
