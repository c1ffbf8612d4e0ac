"""Networks on scaled pictures: what they are fed with, and how their maps are scored."""

import tempfile
import unittest
from pathlib import Path

import numpy
import torch
from torch import nn

from palimpsest.feed import Feed
from palimpsest.forge import Forge
from palimpsest.forge.crops import Scaled as Pictures
from palimpsest.forge.synthetic import write_photographs
from palimpsest.photographs import Photographs
from palimpsest.recipes.scaled import Scaled

torch.set_num_threads(1)


class Tiny(Scaled):
    """One convolution."""

    name = "tiny"
    side = 32

    def build(self):
        return nn.Conv2d(3, 1, 3, padding=1)

    def loss(self, network, batch):
        pictures, masks = batch
        return nn.functional.binary_cross_entropy_with_logits(network(pictures), masks)

    def deployed(self, network):
        return nn.Sequential(network, nn.Sigmoid())


class ScaledTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.scratch.cleanup)
        cls.photos = write_photographs(Path(cls.scratch.name) / "photos", 8, 200, seed=27)
        cls.forge = Forge(Photographs([cls.photos], "train"), "cpu", 5, None, 0.0, 0.0)

    def test_batches_are_the_same_again_and_scaled(self):
        one, other = (Pictures(self.forge, 32, 3, 64, 96, 0.5, 1.0, 0) for _ in range(2))
        for part, again in zip(one.batch(4), other.batch(4)):
            numpy.testing.assert_array_equal(part, again)
        pictures, masks = one.batch(5)
        self.assertEqual((pictures.shape, masks.shape), ((3, 3, 32, 32), (3, 1, 32, 32)))
        self.assertEqual(set(numpy.unique(masks)), {0, 1})
        self.assertFalse(numpy.array_equal(pictures, one.batch(4)[0]))

    def test_a_picture_is_a_window_anywhere_in_its_forgery(self):
        corners = set()
        for i in range(6):
            made = Pictures(self.forge, 64, 1, 64, 64, 0.0, 1.5).make(i)
            self.assertEqual(made.shape, (4, 64, 64))
            # The forgery's size is drawn: one of these holds the window.
            found = [(side, top, left) for side in range(64, 97) for whole in [self.whole(i, side)]
                     for top in range(side - 63) for left in range(side - 63)
                     if numpy.array_equal(whole[:, top:top + 64, left:left + 64], made)]
            self.assertEqual(len(found), 1, i)
            corners.add(found[0])
        self.assertGreater(len(corners), 4)

    def whole(self, i, side):
        picture = self.forge.picture(i, side, side)
        return torch.cat([picture.saved(), picture.mask]).byte().numpy()

    def test_pictures_come_again_flipped_with_their_masks(self):
        made = Pictures(self.forge, 32, 1, 64, 96, 0.0, 1.0, 2)
        fresh = Pictures(self.forge, 32, 1, 64, 96, 0.0, 1.0, 0)
        flips = set()
        for step in range(12):
            picture, mask = (part[0] for part in made.batch(step))
            whole, truth = numpy.split(fresh.make(step % 2), [3])
            fits = [axes for axes in ((), (1,), (2,), (1, 2)) if numpy.array_equal(numpy.flip(whole, axes), picture)]
            self.assertEqual(len(fits), 1)
            numpy.testing.assert_array_equal(numpy.flip(truth, fits[0]), mask)
            flips.add(fits[0])
        self.assertGreater(len(flips), 2)
        self.assertEqual(list(made.kept.there), [1, 1])

    def test_what_one_process_made_another_needs_not_make(self):
        recipe = Tiny({"least": 64, "most": 70, "reuse": 4, "batch": 2, "pictures": 1, "smallest": 64, "largest": 70})
        recipe.open(None, [self.photos], 1, torch.device("cpu"))
        feed, made = Feed(recipe.feed.make, 2), recipe.feed.make.__self__
        batches = [feed.get(step) for step in range(6)]
        self.assertEqual(made.kept.there.sum(), 4)
        for step, (pictures, masks) in enumerate(batches):
            again = Pictures(made.forge, 32, 2, 64, 70, recipe.settings["compress"], recipe.settings["around"], 4).batch(step)
            numpy.testing.assert_array_equal(pictures, again[0])
            numpy.testing.assert_array_equal(masks, again[1])

    def test_what_is_kept_outlasts_a_run_and_serves_those_of_the_same_pictures(self):
        keep = Path(self.scratch.name) / "keep"
        keep.mkdir()
        one = Pictures(self.forge, 32, 2, 64, 70, 0.5, 1.0, 2, keep)
        pictures, _ = one.batch(0)
        again = Pictures(self.forge, 32, 1, 64, 70, 0.5, 1.0, 3, keep)
        self.assertEqual(list(again.kept.there), [1, 1, 0])
        again.batch(2)
        # A run of fewer pictures cuts nothing off.
        last = Pictures(self.forge, 32, 2, 64, 70, 0.5, 1.0, 2, keep)
        last.make = None
        for picture, whole in zip(pictures, (last.get(0), last.get(1))):
            numpy.testing.assert_array_equal(picture, whole[:3])
        self.assertEqual(list(Pictures(self.forge, 32, 1, 64, 70, 0.5, 1.0, 3, keep).kept.there), [1, 1, 1])
        seeded = Forge(Photographs([self.photos], "train"), "cpu", 6, None, 0.0, 0.0)
        for other in (Pictures(self.forge, 32, 1, 64, 70, 0.4, 1.0, 3, keep),
                      Pictures(seeded, 32, 1, 64, 70, 0.5, 1.0, 3, keep)):
            self.assertEqual(list(other.kept.there), [0, 0, 0])

    def test_a_map_is_scored_in_the_size_of_its_picture(self):
        recipe = Tiny({"pictures": 6, "smallest": 64, "largest": 90, "least": 64, "most": 90})
        recipe.open(None, [self.photos], 1, torch.device("cpu"))
        known = iter([torch.from_numpy(mask).float()[None] for _, mask in recipe.held])

        def oracle(small):
            self.assertEqual(list(small.shape), [1, 3, 32, 32])
            return nn.functional.interpolate(next(known), [32, 32], mode="bilinear", antialias=True, align_corners=False)
        result = recipe.judge(oracle)
        self.assertGreater(result["f1_best_mean"], 0.95)
        self.assertGreater(result["auc"], 0.99)
        self.assertEqual(result["image_auc"], 1.0)
        self.assertTrue(numpy.isnan(result["reliability_auc"]))
        self.assertTrue(result["whole"])
        blind = recipe.judge(lambda small: torch.full((1, 1, 32, 32), 0.3))
        self.assertEqual(blind["auc"], 0.5)
        self.assertEqual(blind["alarms"], 0.0)


if __name__ == "__main__":
    unittest.main()
