"""Maps that are blind to the picture."""

import contextlib
import io
import tempfile
import unittest
from pathlib import Path

import numpy
from PIL import Image

from palimpsest import middle
from palimpsest.forge.synthetic import write_photographs


class MiddleTest(unittest.TestCase):
    def test_every_picture_gets_a_map_that_is_highest_in_the_middle(self):
        with tempfile.TemporaryDirectory() as scratch:
            photos = write_photographs(Path(scratch) / "photos", 3, 64, seed=1)
            self.assertEqual(middle.main([str(photos), "--out", str(Path(scratch) / "maps")]), 0)
            files = sorted(Path(scratch, "maps", "photos").rglob("*.tif"))
            self.assertEqual(len(files), 3)
            with Image.open(files[0]) as image:
                values = numpy.array(image)
        self.assertEqual(values.dtype, numpy.float32)
        self.assertLess(values.max(), 0.5)
        self.assertGreater(values.min(), 0)
        half = len(values) // 2
        self.assertTrue((numpy.diff(values[half, half:]) < 0).all())
        numpy.testing.assert_allclose(values, values[::-1], rtol=1e-5)
        numpy.testing.assert_allclose(values, values.T, rtol=1e-5)

    def test_a_folder_without_a_manifest(self):
        errors = io.StringIO()
        with tempfile.TemporaryDirectory() as scratch, contextlib.redirect_stderr(errors):
            self.assertEqual(middle.main([scratch, "--out", scratch]), 2)
        self.assertIn("no manifest.csv", errors.getvalue())


if __name__ == "__main__":
    unittest.main()
