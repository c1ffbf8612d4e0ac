"""Synthesis: determinism, exact masks, kinds, authentic pictures, hostile input."""

import os
import re
import tempfile
import unittest
from pathlib import Path

import torch
import torch.nn.functional as F

from palimpsest.forge import KINDS, Forge
from palimpsest.forge.canvas import Canvas, Transform, sample, spread
from palimpsest.forge.draws import generator, noise
from palimpsest.forge.history import Jpeg, Resize, run, sizes_for
from palimpsest.forge.jpeg import tables_of
from palimpsest.forge.kinds import MICROGRAPH, PHOTOGRAPH
from palimpsest.forge.shapes import SHAPES, draw, segment
from palimpsest.forge.synthetic import picture, write_micrographs, write_photographs
from palimpsest.photographs import Photographs

torch.set_num_threads(1)
EDGE = 5
"""Reach in pixels of the softest edge beyond the outline."""


def grown(mask, reach):
    return F.max_pool2d(mask[None], 2 * reach + 1, stride=1, padding=reach)[0]


class ForgeTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.temporary.cleanup)
        folder = Path(cls.temporary.name)
        folders = [write_photographs(folder / "p", 6), write_micrographs(folder / "m", 6)]
        cls.photographs = Photographs(folders)
        cls.only_photographs = Photographs(folders[:1])

    def test_same_seed_same_batch(self):
        first, second = (Forge(self.photographs, seed=5).batch(6, 96) for _ in range(2))
        self.assertTrue(torch.equal(first["image"], second["image"]))
        self.assertTrue(torch.equal(first["mask"], second["mask"]))
        self.assertEqual(first["recipe"], second["recipe"])
        other = Forge(self.photographs, seed=6).batch(6, 96)
        self.assertNotEqual(first["recipe"], other["recipe"])

    def test_a_picture_depends_on_its_number_alone(self):
        forge = Forge(self.photographs, seed=5)
        whole = forge.batch(4, 96)
        forge.position = 3
        later = forge.batch(2, 96)
        self.assertTrue(torch.equal(whole["image"][3], later["image"][0]))
        self.assertFalse(torch.equal(whole["image"][3], later["image"][1]))

    def test_shapes_and_ranges(self):
        batch = Forge(self.photographs, seed=1).batch(10, (97, 131))
        self.assertEqual((10, 3, 97, 131), tuple(batch["image"].shape))
        self.assertEqual((10, 1, 97, 131), tuple(batch["mask"].shape))
        levels = batch["image"] * 255
        self.assertLess((levels - levels.round()).abs().max(), 1e-4)
        self.assertTrue(0 <= levels.min() and levels.max() <= 255)
        self.assertTrue(set(batch["mask"].unique().tolist()) <= {0.0, 1.0})
        self.assertEqual(batch["altered"].tolist(), [bool(mask.any()) for mask in batch["mask"]])
        self.assertEqual(batch["altered"].tolist(), [kind != "authentic" for kind in batch["kind"]])

    def test_every_kind_changes_what_its_mask_says_and_nothing_else(self):
        for kind in KINDS:
            forge = Forge(self.photographs, seed=2, kinds=[kind], authentic=0)
            for i in range(8):
                made = forge.picture(i, 128, 160)
                self.assertEqual(kind, made.kind)
                changed = (made.before != made.after).any(0, keepdim=True).float()
                self.assertGreater(float(made.region.sum()), 16, made.recipe)
                self.assertLess(float(made.region.mean()), 0.8, made.recipe)
                self.assertEqual(0, float((changed * (1 - grown(made.region, EDGE))).sum()), made.recipe)
                change = (made.after - made.before).abs().amax(0, keepdim=True)
                self.assertGreater(float((change * made.region).sum() / made.region.sum()), 2, made.recipe)

    def test_masks_follow_the_picture_through_what_comes_after(self):
        forge, moved = Forge(self.photographs, seed=3, kinds=["splice"], authentic=0), 0
        for i in range(40):
            made = forge.picture(i, 96, 96)
            if made.region.shape != made.mask.shape:
                moved += 1
                self.assertEqual((1, 96, 96), tuple(made.mask.shape))
                self.assertGreater(float(made.mask.sum()), 16)
        self.assertGreater(moved, 0)
        steps = (Jpeg(tables_of(90), True, 3, 5, ""), Resize(0.5, "bilinear"))
        sizes = sizes_for(steps, 20, 24)
        mask = torch.zeros((1, *sizes[0]))
        mask[:, 13:33, 15:35] = 1
        result = run(mask, steps, sizes, masks=True) > 0.5
        self.assertTrue(result[0, 5:15, 5:15].all() and result.sum() == 100)

    def test_authentic_pictures_are_untouched_and_have_histories(self):
        forge = Forge(self.photographs, seed=4, authentic=1)
        recipes = []
        for i in range(40):
            made = forge.picture(i, 96, 96)
            self.assertFalse(made.altered)
            self.assertEqual(0, float(made.mask.sum()))
            self.assertTrue(torch.equal(made.before, made.after))
            recipes.append(made.recipe)
        self.assertTrue(any("jpeg" in recipe.split("|")[0] and "save jpeg" in recipe for recipe in recipes))
        self.assertTrue(any("jpeg" not in recipe for recipe in recipes))
        self.assertTrue(any("save png" in recipe for recipe in recipes))

    def test_shares(self):
        forge = Forge(self.photographs, seed=7, micrographs=0.5)
        made = [forge.picture(i, 40, 40) for i in range(150)]
        self.assertAlmostEqual(sum(not m.altered for m in made) / 150, 0.35, delta=0.12)
        self.assertAlmostEqual(sum(m.domain == "micrograph" for m in made) / 150, 0.5, delta=0.13)
        for m in made:
            self.assertIn(m.kind, {"authentic", *(MICROGRAPH if m.domain == "micrograph" else PHOTOGRAPH)})
        self.assertGreater(len({m.kind for m in made}), 7)

    def test_areas_span_the_range(self):
        forge = Forge(self.only_photographs, seed=8, kinds=["splice"], authentic=0)
        areas = [float(forge.picture(i, 128, 128).mask.mean()) for i in range(60)]
        self.assertLess(min(areas), 0.025)
        self.assertGreater(max(areas), 0.2)
        self.assertGreater(min(areas), 0.002)

    def test_donors_are_other_pictures(self):
        forge = Forge(self.only_photographs, seed=9, kinds=["splice"], authentic=0)
        made = [forge.picture(i, 64, 64) for i in range(20)]
        self.assertTrue(all(m.donor != m.source for m in made))
        self.assertTrue(any(m.donor for m in made))

    def test_the_final_save_is_what_a_decoder_shows(self):
        forge = Forge(self.photographs, seed=10)
        made = [forge.picture(i, 64, 64) for i in range(12)]
        batch = forge.batch(12, 64)
        for k, m in enumerate(made):
            self.assertTrue(torch.equal(m.saved() / 255, batch["image"][k]))
            self.assertEqual(m.save.tables is None, torch.equal(m.saved(), m.image))

    def test_the_simple_case_is_among_them(self):
        forge = Forge(self.only_photographs, seed=12)
        made = [forge.picture(i, 40, 40) for i in range(60)]
        simple = [m for m in made if re.match(r"host at \S+( scaled \S+)?; jpeg q\d+ 4:\S+ at 0,0 \|", m.recipe)
                  and " then " not in m.recipe and m.save.tables]
        finer = [m for m in simple if m.save.tables[0][0] < tables_of(int(re.search(r"q(\d+)", m.recipe)[1]))[0][0]]
        self.assertGreater(len(finer), 8)
        self.assertTrue({True, False} <= {m.altered for m in finer})

    @unittest.skipUnless(torch.cuda.is_available(), "no GPU")
    def test_recipes_are_the_same_on_a_gpu(self):
        folder = self.photographs.items[0].path.parent
        here = Forge(self.only_photographs, seed=5).batch(12, 96)
        there = Forge(Photographs([folder], device="cuda"), "cuda", seed=5).batch(12, 96)
        again = Forge(Photographs([folder], device="cuda"), "cuda", seed=5).batch(12, 96)
        self.assertEqual(here["recipe"], there["recipe"])
        self.assertTrue(torch.equal(again["image"], there["image"]))
        self.assertGreater((here["mask"] == there["mask"].cpu()).float().mean(), 0.98)

    def test_wrong_use(self):
        for options, words in (({"kinds": ["melt"]}, "no kind"), ({"authentic": 2}, "between 0 and 1"),
                               ({"seed": -1}, "negative")):
            with self.assertRaisesRegex(ValueError, words):
                Forge(self.photographs, **options)
        with self.assertRaisesRegex(ValueError, "suits"):
            Forge(self.only_photographs, kinds=["gradient"])
        with self.assertRaisesRegex(ValueError, "too small"):
            Forge(self.photographs).batch(1, 8)
        with self.assertRaisesRegex(ValueError, "large enough"):
            Forge(self.photographs).batch(1, 1000)

    def test_an_undecodable_picture_is_passed_over(self):
        with tempfile.TemporaryDirectory() as name:
            folder = write_photographs(Path(name) / "p", 3, 200)
            data = (folder / "p1.jpg").read_bytes()
            (folder / "p1.jpg").write_bytes(data[:len(data) // 2])
            batch = Forge(Photographs([folder]), seed=1).batch(12, 64)
            self.assertTrue(all("p1.jpg" not in recipe.split("|")[0] for recipe in batch["recipe"]))
            for k in (0, 2):
                (folder / f"p{k}.jpg").write_bytes(data[:len(data) // 2])
            with self.assertRaisesRegex(RuntimeError, "could not be made"):
                Forge(Photographs([folder]), seed=1).batch(1, 64)

    @unittest.skipUnless(os.environ.get("PALIMPSEST_DATA"), "PALIMPSEST_DATA names no folders")
    def test_real_pictures(self):
        forge = Forge(Photographs(os.environ["PALIMPSEST_DATA"].split(os.pathsep), "train"), seed=1, authentic=0)
        for i in range(24):
            made = forge.picture(i, 256, 256)
            changed = (made.before != made.after).any(0, keepdim=True).float()
            self.assertEqual(0, float((changed * (1 - grown(made.region, EDGE))).sum()), made.recipe)


class ToolsTest(unittest.TestCase):

    def test_shapes_are_never_empty_and_repeat(self):
        for name in SHAPES:
            for seed in range(12):
                sides = (8 + 5 * seed, 60 - 4 * seed)
                mask = draw(generator(seed), name, *sides)
                self.assertEqual((sides, "bool"), (mask.shape, mask.dtype.name))
                self.assertTrue(mask.any())
                self.assertTrue((mask == draw(generator(seed), name, *sides)).all())

    def test_segments_follow_edges(self):
        small = torch.full((3, 40, 40), 200.0)
        small[:, 12:28, 12:28] = 30
        mask = segment(generator(1), small.numpy(), 80, 80)
        self.assertGreater(mask[28:52, 28:52].mean(), 0.9)

    def test_turning_back_gives_the_picture(self):
        image = torch.from_numpy(picture(1, 65, 65).transpose(2, 0, 1).copy()).float()
        quarter = sample(image, 0, 0, 65, 65, Transform(torch.pi / 2))
        self.assertTrue(torch.allclose(quarter, image.rot90(1, (1, 2)), atol=0.1)
                        or torch.allclose(quarter, image.rot90(-1, (1, 2)), atol=0.1))
        self.assertTrue(torch.equal(sample(image, 3, 4, 9, 8, Transform(mirror=True)), image[:, 3:12, 4:12].flip(2)))
        larger = sample(image, 16, 16, 33, 33, Transform(scale=2.0))
        self.assertLess((larger[:, 16, 16] - image[:, 32, 32]).abs().max(), 1)

    def test_spread_keeps_what_is_known_and_stays_within_it(self):
        values = torch.linspace(0, 100, 41).view(1, 1, 41).expand(3, 37, 41).contiguous()
        known = torch.ones((1, 37, 41))
        known[:, 10:25, 12:30] = 0
        filled = spread(values.masked_fill(known == 0, 1e6), known)
        self.assertTrue(torch.equal(filled * known, values * known))
        self.assertLess((filled - values).abs().max(), 12)

    def test_nothing_is_changed_outside_a_window(self):
        canvas = Canvas(torch.zeros((3, 30, 30)))
        window = canvas.window(draw(generator(3), "ellipse", 10, 12), 0, 18, 2.0)
        canvas.put(window, torch.full((3, window.height, window.width), 255.0))
        self.assertTrue(torch.equal(canvas.image[0] > 0, canvas.alpha > 0))
        self.assertTrue(torch.equal(canvas.image[0] > 127.5, canvas.mask()[0] > 0))

    def test_noise_repeats(self):
        self.assertTrue(torch.equal(noise((3, 4), 8, torch.device("cpu")), noise((3, 4), 8, torch.device("cpu"))))


if __name__ == "__main__":
    unittest.main()
