"""The JPEG simulation against Pillow's encoder and decoder."""

import io
import os
import unittest
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from palimpsest.forge import jpeg
from palimpsest.forge.synthetic import picture
from palimpsest.photographs import decode, read_manifest

torch.set_num_threads(1)


def simulated(pixels, tables, half):
    image = torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1)))[None].float()
    return jpeg.simulate(image, [tables], half)[0].numpy().transpose(1, 2, 0)


def pillow(pixels, half, **options):
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", subsampling=2 if half else 0, **options)
    with Image.open(stream) as image:
        return np.array(image).astype(np.float32), image.quantization


class JpegTest(unittest.TestCase):

    def compare(self, pictures, quality, half):
        """Over all pixels of the pictures: a block here and there differs by a step, where a coefficient is a tie."""
        differences = []
        for pixels in pictures:
            expected, tables = pillow(pixels, half, quality=quality)
            self.assertEqual([list(table) for table in tables.values()][:2], list(jpeg.tables_of(quality)))
            differences.append(np.abs(simulated(pixels, jpeg.tables_of(quality), half) - expected).ravel())
        difference = np.concatenate(differences)
        self.assertLess(difference.mean(), 0.4, (quality, half))
        self.assertGreater((difference <= 1).mean(), 0.9, (quality, half))

    def test_equals_pillow(self):
        pictures = [picture(k, *sides) for k, sides in enumerate(((64, 80), (67, 93), (129, 40), (16, 17), (200, 150)))]
        for quality in (30, 50, 75, 90, 100):
            for half in (False, True):
                self.compare(pictures, quality, half)

    def test_equals_pillow_on_what_was_compressed_before(self):
        first, _ = pillow(picture(5, 128, 128), True, quality=90)
        for quality in (60, 75, 95):
            self.compare([first.astype(np.uint8)], quality, True)

    @unittest.skipUnless(os.environ.get("PALIMPSEST_DATA"), "PALIMPSEST_DATA names no folder of photographs")
    def test_equals_pillow_on_photographs(self):
        folder = Path(os.environ["PALIMPSEST_DATA"].split(os.pathsep)[0])
        pictures = [decode(folder / row["image"])[8:213, 16:333] for row in read_manifest(folder)[::60]]
        for quality in (50, 75, 92):
            self.compare(pictures, quality, quality != 92)

    def test_every_picture_of_a_batch_has_its_own_tables(self):
        pictures = [picture(seed, 48, 48) for seed in (1, 2)]
        batch = torch.stack([torch.from_numpy(p.transpose(2, 0, 1).copy()).float() for p in pictures])
        tables = [jpeg.tables_of(40), jpeg.tables_of(95)]
        together = jpeg.simulate(batch, tables, True)
        for k, p in enumerate(pictures):
            alone = simulated(p, tables[k], True)
            self.assertTrue(np.array_equal(together[k].numpy().transpose(1, 2, 0), alone))
        self.assertGreater((together[0] - batch[0]).abs().mean(), (together[1] - batch[1]).abs().mean())

    def test_saving_twice_with_the_same_tables_changes_little(self):
        once = simulated(picture(3, 64, 64), jpeg.tables_of(70), False)
        twice = simulated(once.astype(np.uint8), jpeg.tables_of(70), False)
        self.assertLess(np.abs(twice - once).mean(), 0.2)

    def test_wrong_quality(self):
        for quality in (0, 101):
            with self.assertRaisesRegex(ValueError, "no JPEG quality"):
                jpeg.tables_of(quality)


if __name__ == "__main__":
    unittest.main()
