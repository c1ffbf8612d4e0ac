"""TruFor's training: what it is fed with, what it descends, and its three phases from a photograph to a model."""

import contextlib
import csv
import io
import json
import math
import tempfile
import unittest
from pathlib import Path

import numpy
import torch

from palimpsest import export, shards, train
from palimpsest.feed import Feed
from palimpsest.forge import Forge
from palimpsest.forge.crops import Crops, patchwork
from palimpsest.forge.draws import generator
from palimpsest.forge.patches import FAMILY, MEMBERS, Patches, sources_of
from palimpsest.forge.plan import draw_editing
from palimpsest.forge.synthetic import picture, write_photographs
from palimpsest.photographs import Photographs, split_of
from palimpsest.recipes import recipe
from palimpsest.recipes.losses import affinity_loss, detection_loss, dice, localisation_loss, reliability_loss
from palimpsest.recipes.noiseprint import contrast, distances
from palimpsest.schedule import Decay

torch.set_num_threads(1)


def series(folder, count, seed=50):
    """``count`` photographs of one camera, cut out at one place, in an existing folder of photographs."""
    from PIL import Image
    file = folder / "manifest.csv"
    with open(file, newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    for i in range(count):
        Image.fromarray(picture(seed + i, 300, 300)).save(folder / f"s{i}.jpg", quality=95)
        rows.append({"image": f"s{i}.jpg", "source_repo": "someone/series", "make": "maker", "model": "one",
                     "original_width": 900, "original_height": 600, "crop_x": 16, "crop_y": 32, "class": "camera"})
    with open(file, "w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[-1]), restval="")
        writer.writeheader()
        writer.writerows(rows)


class MakingTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.scratch.cleanup)
        cls.folder = write_photographs(Path(cls.scratch.name) / "photos", 6, 300)
        series(cls.folder, 5)
        cls.photographs = Photographs([cls.folder])

    def test_photographs_of_one_camera_at_one_place_are_one_source(self):
        sizes = sorted(len(source.indices) for source in sources_of(self.photographs))
        self.assertEqual(sizes, [1] * 6 + [5])

    def test_a_batch_depends_on_its_number_alone(self):
        one, two = Patches(self.photographs, 4, 2), Patches(self.photographs, 4, 2)
        one.batch(0)
        for x, y in zip(one.batch(3), two.batch(3)):
            self.assertTrue((x == y).all())
        self.assertFalse((two.batch(3)[0] == two.batch(4)[0]).all())

    def test_families(self):
        patches, labels = Patches(self.photographs, 4, 3).batch(1)
        self.assertEqual([patches.shape, labels.shape], [(3 * FAMILY, 3, 64, 64), (3 * FAMILY, 3)])
        rows, counts = numpy.unique(labels, axis=0, return_counts=True)
        self.assertTrue((counts == MEMBERS).all())
        self.assertEqual(sorted(set(labels[:, 1])), [0, 1])
        # No two patches are the same picture, not even where only the history differs.
        self.assertEqual(len(numpy.unique(patches.reshape(len(patches), -1), axis=0)), len(patches))

    def test_patches_of_a_family_agree_in_the_grid_of_their_compression(self):
        """Photographs compressed strongly, patches of single ones without further editing: the steps between columns show
        the same phase for all four."""
        maker = Patches(self.photographs, 4, 1)
        single = next(s for s in maker.sources if len(s.indices) == 1)
        rng = generator(7)
        for _ in range(5):
            places = maker._places(rng, single, [()])
            tops, lefts = zip(*((top % 16, left % 16) for _, top, left in places))
            self.assertEqual([len(set(tops)), len(set(lefts)), len(set(places))], [1, 1, MEMBERS])
            spread = [max(p[k] for p in places) - min(p[k] for p in places) for k in (1, 2)]
            self.assertTrue(all(80 <= s <= 160 for s in spread), spread)

    def test_series_are_taken_at_the_same_position(self):
        maker = Patches(self.photographs, 4, 1)
        many = next(s for s in maker.sources if len(s.indices) > 1)
        found = [maker._places(generator(k), many, [()]) for k in range(12)]
        across = [places for places in found if len({p[0] for p in places}) == MEMBERS]
        self.assertGreater(len(across), 5)
        self.assertTrue(all(len({p[1:] for p in places}) == 1 for places in across))

    def test_histories_are_many(self):
        drawn = {str([str(step) for step in draw_editing(generator(i), self.photographs)]) for i in range(300)}
        self.assertGreater(len(drawn), 200)

    def test_crops(self):
        forge = Forge(self.photographs, seed=2)
        images, masks = Crops(forge, 64, 6, 1.0, 1.0, 0.5, 1.5).batch(2)
        self.assertEqual([images.shape, masks.shape], [(6, 3, 64, 64), (6, 1, 64, 64)])
        self.assertEqual(set(numpy.unique(masks)), {0, 1})
        again = Crops(Forge(self.photographs, seed=2), 64, 6, 1.0, 1.0, 0.5, 1.5).batch(2)
        self.assertTrue((images == again[0]).all() and (masks == again[1]).all())
        plain = Crops(forge, 64, 6, 0.0, 0.0)
        expected = forge.picture(13, 64, 64)
        self.assertTrue((plain.batch(2)[0][1] == expected.saved().byte().numpy()).all())
        self.assertTrue((plain.batch(2)[1][1] == expected.mask.byte().numpy()).all())

    def test_crops_lie_anywhere_in_larger_forgeries(self):
        forge = Forge(self.photographs, seed=2, authentic=0.0)
        middle = edge = count = 0
        crops = Crops(forge, 64, 1, 0.0, 0.0, 0.0, 2.0)
        for i in range(40):
            mask = crops.make(i)[3]
            count += not mask.any()
            middle += mask[16:48, 16:48].mean()
            edge += (mask.sum() - mask[16:48, 16:48].sum()) / (mask.size - 32 * 32)
        whole = [Crops(forge, 64, 1, 0.0, 0.0).make(i)[3] for i in range(40)]
        centred = sum(mask[16:48, 16:48].mean() for mask in whole)
        outside = sum((mask.sum() - mask[16:48, 16:48].sum()) / (mask.size - 32 * 32) for mask in whole)
        self.assertGreater(count, 0)
        self.assertLess(middle / edge, centred / outside)

    def test_patchwork_is_one_picture_under_two_histories(self):
        shares = []
        for number in range(12):
            image, mask = patchwork(generator(3, number), self.photographs, 64)
            self.assertEqual((image.shape, mask.shape), ((3, 64, 64), (1, 64, 64)))
            self.assertTrue(torch.equal(image, image.round().clamp(0, 255)))
            self.assertEqual(set(mask.unique().tolist()), {0.0, 1.0})
            shares.append(float(mask.mean()))
            again, _ = patchwork(generator(3, number), self.photographs, 64)
            self.assertTrue(torch.equal(image, again))
        self.assertIsNone(patchwork(generator(3), self.photographs, 400))
        self.assertGreater(min(shares), 0.04)
        self.assertLess(max(shares), 0.46)
        self.assertGreater(numpy.std(shares), 0.05)

    def test_feed_gives_the_same_with_and_without_processes(self):
        maker = Patches(self.photographs, 4, 1)
        alone, beside = Feed(maker.batch), Feed(maker.batch, 2)
        state = torch.get_rng_state()
        for step in (5, 6, 7, 2):
            for x, y in zip(alone.get(step), beside.get(step)):
                self.assertTrue((x == y).all())
        for x, y in zip(alone.all(3), beside.all(3)):
            self.assertTrue((x[0] == y[0]).all())
        self.assertTrue(torch.equal(state, torch.get_rng_state()))


class LossTest(unittest.TestCase):
    def test_contrast_in_plain_numbers(self):
        prints = torch.tensor([[0.0, 0.0], [1.0, 0.0], [0.0, 2.0], [1.0, 1.0]])
        apart = distances(prints)
        expected = [[float(((a - b) ** 2).sum()) for b in prints] for a in prints]
        self.assertTrue(torch.allclose(apart, torch.tensor(expected)))
        family = [0, 0, 0, 1]
        total = []
        for i in range(3):
            alike = sum(math.exp(-expected[i][j]) for j in range(3) if j != i)
            every = sum(math.exp(-expected[i][j]) for j in range(4) if j != i)
            total.append(-math.log(alike / every))
        mine = contrast(apart[:, :], torch.tensor(family))
        self.assertTrue(math.isinf(float(mine)))  # the last one has nobody alike: batches never hold such
        pairs = contrast(apart, torch.tensor([0, 0, 1, 1]))
        wanted = numpy.mean([-math.log(math.exp(-expected[i][i ^ 1]) /
                                       sum(math.exp(-expected[i][j]) for j in range(4) if j != i)) for i in range(4)])
        self.assertAlmostEqual(float(pairs), wanted, 5)

    def test_localisation_in_plain_numbers(self):
        classes = torch.tensor([[[[0.0, 2.0]], [[1.0, -1.0]]]])
        mask = torch.tensor([[[[1.0, 0.0]]]])
        p = [1 / (1 + math.exp(-1)), 1 / (1 + math.exp(3))]
        entropy = (2.5 * -math.log(p[0]) + 0.5 * -math.log(1 - p[1])) / 3
        overlap = 1 - 2 * p[0] / (p[0]**2 + p[1]**2 + 1 + 1e-5)
        self.assertAlmostEqual(float(localisation_loss(classes, mask)), 0.3 * entropy + 0.7 * overlap, 6)
        self.assertAlmostEqual(float(dice(torch.zeros(2, 1, 3, 3), torch.zeros(2, 1, 3, 3))), 1.0)

    def test_affinity_tells_parts_from_each_other_whichever_was_altered(self):
        mask = torch.zeros(2, 1, 8, 8)
        mask[0, :, :, :4] = 1
        mask[1, :, :, 4:] = 1
        # Four places of each picture, the left ones with one feature and the right ones with another.
        apart = torch.zeros(2, 2, 2, 5)
        apart[:, :, 0, 1] = 3.0
        apart[:, :, 1, 2] = 0.2
        one, other = math.log(1 + math.exp(-4.0)), math.log(1 + math.exp(-4.0))
        self.assertAlmostEqual(float(affinity_loss(apart, mask)), 0.5 * (one + other), places=5)
        self.assertAlmostEqual(float(affinity_loss(apart, 1 - mask)), 0.5 * (one + other), places=5)
        alike = torch.ones(2, 2, 2, 5)
        self.assertAlmostEqual(float(affinity_loss(alike, mask)), 0.5 * (one + 4.0 + one), places=5)
        # Places on the outline belong to neither part.
        mask[:, :, 0, 1] = 1 - mask[:, :, 0, 1]
        mask[:, :, 1, 5] = 1 - mask[:, :, 1, 5]
        mask[:, :, 5, 1:3] = 1 - mask[:, :, 5, 1:3]
        mask[:, :, 5, 5:7] = 1 - mask[:, :, 5, 5:7]
        self.assertEqual(float(affinity_loss(alike, mask)), 0.0)

    def test_reliability_leaves_the_border_out(self):
        mask = torch.zeros(1, 1, 60, 60)
        mask[:, :, 15:45, 15:45] = 1
        classes = torch.zeros(1, 2, 60, 60)
        classes[:, 1] = 3 * mask[:, 0]
        right = torch.sigmoid(torch.tensor(3.0))
        confidence = torch.where(mask > 0, torch.tensor(3.0), torch.tensor(0.0))
        self.assertAlmostEqual(float(reliability_loss(classes, confidence, mask)), 0.0, 6)
        confidence[:, :, 14, 30] = 9
        self.assertAlmostEqual(float(reliability_loss(classes, confidence, mask)), 0.0, 6)
        confidence[:, :, 30, 30] = 0
        counted = 16 * 16 + 60 * 60 - 40 * 40
        self.assertAlmostEqual(float(reliability_loss(classes, confidence, mask)), float(right - 0.5)**2 / counted, 6)

    def test_detection_weighs_both_kinds(self):
        masks = torch.zeros(2, 1, 4, 4)
        masks[0, 0, 1, 1] = 1
        loss = float(detection_loss(torch.zeros(2, 1), masks, 0.3))
        self.assertAlmostEqual(loss, math.log(2) * (0.5 / 0.7 + 0.5 / 0.3) / 2, 6)

    def test_score_that_knows_nothing_is_what_is_taken_for_granted(self):
        masks = torch.zeros(10, 1, 4, 4)
        masks[:7, 0, 1, 1] = 1
        logit = torch.zeros(1, requires_grad=True)
        descent = torch.optim.LBFGS([logit], line_search_fn="strong_wolfe")

        def loss():
            descent.zero_grad()
            value = detection_loss(logit.expand(10, 1), masks, 0.3, 0.1)
            value.backward()
            return value
        descent.step(loss)
        self.assertAlmostEqual(float(torch.sigmoid(logit)), 0.1, 4)

    def test_rates(self):
        decay = Decay(100, 0.0, 10)
        self.assertAlmostEqual(decay.factor(0), 0.1)
        self.assertAlmostEqual(decay.factor(50), 0.5**0.9)
        self.assertAlmostEqual(decay.factor(1000), 0.01)
        timed = Decay(0, 4.0, 0)
        timed.minutes = 1.0
        self.assertAlmostEqual(timed.factor(10**6), 0.75**0.9)
        self.assertEqual(Decay(0, 0.0, 0).factor(12345), 1.0)


class PhasesTest(unittest.TestCase):
    """From photographs through all phases to a model, with a stop in each."""

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.scratch.cleanup)
        cls.folder = Path(cls.scratch.name)
        # With these names, two of the eight fall to the validation.
        cls.photos = write_photographs(cls.folder / "photos", 8, 300, seed=27)
        with open(cls.photos / "manifest.csv", newline="", encoding="utf-8") as stream:
            assert {split_of(row) for row in csv.DictReader(stream)} >= {"train", "validation"}

    def train(self, net, out, steps, *more, code=0):
        words = ["--net", net, "--data", self.photos, "--out", self.folder / out, "--device", "cpu", "--threads", 1,
                 "--steps", steps, "--every-steps", steps, *more]
        errors = io.StringIO()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(errors):
            self.assertEqual(train.main([str(word) for word in words]), code, errors.getvalue())
        return errors.getvalue()

    def readings(self, out, event, column="loss"):
        with open(self.folder / out / "log.csv", newline="", encoding="utf-8") as stream:
            return [float(row[column]) for row in csv.DictReader(stream) if row["event"] == event and row[column]]

    def falls(self, made, steps, network=None):
        """Descends on one and the same batch; gives the loss before and after."""
        torch.manual_seed(1)
        made.open(None, [self.photos], 1, torch.device("cpu"))
        network = network or made.build()
        network.train()
        batch, optimiser, losses = made.batch(0), made.optimiser(network), []
        for _ in range(steps):
            loss = made.loss(network, batch)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            losses.append(float(loss))
        return losses[0], min(losses[-3:])

    def test_losses_fall_on_a_tiny_set(self):
        small = {"crop": 64, "batch": 4, "pictures": 1, "smallest": 64, "largest": 80, "authentic": 0.0, "drop": 0.0,
                 "scale": 0.0}
        first, last = self.falls(recipe("noiseprint", {"batch": 16, "pictures": 1, "rate": 2e-4}), 6)
        self.assertLess(last, 0.85 * first)
        first, last = self.falls(recipe("trufor-b0-localisation", {**small, "rate": 2e-3, "affinity": 0.5}), 15)
        self.assertLess(last, 0.8 * first)
        made = recipe("trufor-b0", {**small, "authentic": 0.5, "rate": 1e-2})
        network = made.build()
        # A map that is sure of itself, and often wrong: what reliability has to tell.
        torch.nn.init.normal_(network.decode_head.linear_pred.weight, 0, 0.3)
        before = {name: value.clone() for name, value in network.state_dict().items()}
        first, last = self.falls(made, 15, network)
        self.assertLess(last, 0.7 * first)
        moved = {name.split(".")[0] for name, value in network.state_dict().items() if not torch.equal(value, before[name])}
        self.assertEqual(moved, {"decode_head_conf", "detection"})

    def test_fingerprints_of_crops_that_come_again_are_kept(self):
        small = {"crop": 64, "batch": 2, "pictures": 1, "smallest": 64, "largest": 80}
        fresh, made = (recipe("trufor-b0-localisation", {**small, "reuse": reuse}) for reuse in (0, 3))
        for one in (fresh, made):
            one.open(None, [self.photos], 1, torch.device("cpu"))
        torch.manual_seed(2)
        network = fresh.build().eval()
        torch.nn.init.normal_(network.decode_head.linear_pred.weight, 0, 0.3)
        with torch.no_grad():
            first, plain = made.fingerprints(network, *made.batch(0)[::2]), fresh.fingerprints(network, *fresh.batch(0)[::2])
            torch.testing.assert_close(first, plain, rtol=1e-3, atol=1e-4)
            self.assertEqual(list(made.kept[0].there), [1, 1, 0])
            network.dncnn[-1].weight.zero_()
            # Step 3 shows crops 6 and 7, which are 0 and 1 again.
            self.assertTrue(torch.equal(made.fingerprints(network, *made.batch(3)[::2]), first))
            # Another extractor is noticed where it can be another: when the network is scored.
            made.validate(network, float("inf"))
            self.assertFalse(torch.allclose(made.fingerprints(network, *made.batch(3)[::2]), first))

    def test_fingerprints_of_another_precision_are_others(self):
        small = {"crop": 64, "batch": 2, "pictures": 1, "smallest": 64, "largest": 80, "reuse": 2}
        network = recipe("trufor-b0-localisation", small).build().eval()
        (self.folder / "prints").mkdir()
        for half, again in ((True, False), (False, False), (True, True)):
            made = recipe("trufor-b0-localisation", small)
            made.keep = self.folder / "prints"
            made.open(None, [self.photos], 1, torch.device("cpu"))
            if again:
                network.fingerprint = None
            pictures, _, numbers = made.batch(0)
            with torch.autocast("cpu", torch.bfloat16, enabled=half):
                made.fingerprints(network, pictures, numbers)
        self.assertEqual(len(list(made.keep.glob("*.values"))), 3)

    def test_crops_that_come_again_are_turned_with_all_that_belongs_to_them(self):
        small = {"crop": 64, "batch": 2, "pictures": 1, "smallest": 64, "largest": 80}
        made = recipe("trufor-b0-localisation", {**small, "reuse": 3})
        made.open(None, [self.photos], 1, torch.device("cpu"))
        picture = torch.arange(3 * 4 * 4.0).reshape(1, 3, 4, 4)
        seen = set()
        for i in range(64):
            one, other = made.turned([i], picture, picture[:, :1] + 1)
            torch.testing.assert_close(one[:, :1] + 1, other)
            seen.add(tuple(one[0, 0].flatten().tolist()))
        self.assertEqual(len(seen), 8)
        fresh = recipe("trufor-b0-localisation", small)
        fresh.open(None, [self.photos], 1, torch.device("cpu"))
        self.assertIs(fresh.turned([5], picture)[0], picture)

    def test_three_phases_each_stopped_and_resumed(self):
        small = [word for name, value in (("crop", 64), ("pictures", 5), ("smallest", 64), ("largest", 96), ("warm", 0))
                 for word in ("--set", f"{name}={value}")]
        prints = ["--batch", 16, "--set", "pictures=1"]
        self.train("noiseprint", "whole", 2, *prints)
        self.train("noiseprint", "n", 1, *prints)
        self.train("noiseprint", "n", 1, "--resume")
        one, two = shards.load(self.folder / "whole" / "checkpoint"), shards.load(self.folder / "n" / "checkpoint")
        self.assertEqual(two["step"], 2)
        for name, value in one["network"].items():
            self.assertTrue(torch.equal(value, two["network"][name]), name)

        self.assertIn("begins from a run of noiseprint", self.train("trufor-b0-localisation", "l", 1, code=2))
        self.assertIn("begins from nothing", self.train("noiseprint", "m", 1, "--from", self.folder / "n", code=2))
        self.assertIn("is large enough for 2000x2000", self.train("trufor-b0-localisation", "l", 1, "--set", "crop=1000",
                                                                  "--from", self.folder / "n", code=2))
        self.train("trufor-b0-localisation", "l", 3, "--batch", 3, *small, "--from", self.folder / "n")
        self.train("trufor-b0-localisation", "l", 3, "--resume")
        self.assertEqual(len(self.readings("l", "validation", "f1_best_mean")), 2)
        self.assertIn("holds noiseprint: give --from", self.train("trufor-b0", "t", 1, "--from", self.folder / "n", code=2))
        self.train("trufor-b0", "t", 3, "--batch", 3, *small, "--from", self.folder / "l")
        self.train("trufor-b0", "t", 3, "--resume")
        self.assertEqual(len(self.readings("t", "validation", "reliability_auc")), 2)

        kept = shards.load(self.folder / "l" / "best")["average"]
        prints = shards.load(self.folder / "n" / "best")["average"]
        last = shards.load(self.folder / "t" / "checkpoint")["network"]
        for name, value in kept.items():
            if not name.startswith(("decode_head_conf", "detection")):
                self.assertTrue(torch.equal(value, last[name]), name)
            if name.startswith("dncnn"):
                self.assertTrue(torch.equal(value, prints[name]), name)

        self.exported_and_only_replaced_by_better_ones()

    def exported_and_only_replaced_by_better_ones(self):
        words = ["--net", "trufor-b0", "--from", str(self.folder / "t"), "--out", str(self.folder / "model"), "--better",
                 str(self.photos)]
        with contextlib.redirect_stdout(io.StringIO()):
            self.assertEqual(export.main(words), 0)
        card = json.loads((self.folder / "model" / "card.json").read_text("utf-8"))
        self.assertEqual([o["name"] for o in card["outputs"]], ["probability", "reliability", "fingerprint", "integrity"])
        self.assertEqual([i["name"] for i in card["inputs"]], ["red", "green", "blue"])
        self.assertEqual(card["training"]["command"].count("palimpsest.train"), 3)
        module = torch.jit.load(str(self.folder / "model" / "weights.pt")).float()
        maps, scores = module(torch.rand(1, 3, 50, 41))
        self.assertEqual([list(maps.shape), list(scores.shape)], [[1, 3, 50, 41], [1, 1]])
        before = (self.folder / "model" / "weights.pt").read_bytes()
        with contextlib.redirect_stdout(io.StringIO()) as said:
            self.assertEqual(export.main(words), 0)
        self.assertIn("it is kept", said.getvalue())
        self.assertEqual((self.folder / "model" / "weights.pt").read_bytes(), before)
        self.goes_on_from_a_model(module, card)

    def goes_on_from_a_model(self, module, card):
        small = [word for setting in ("crop=64", "pictures=2", "smallest=64", "largest=96", "warm=40")
                 for word in ("--set", setting)]
        self.train("trufor-b0-localisation", "again", 1, "--batch", 3, *small, "--rate", 1e-7, "--from", self.folder / "model")
        begun = shards.load(self.folder / "again" / "checkpoint")["network"]
        for name, value in module.named_parameters():
            torch.testing.assert_close(begun[name], value, rtol=0, atol=1e-6)
        self.train("trufor-b0", "whole-again", 1, "--batch", 3, *small, "--from", self.folder / "again")
        with contextlib.redirect_stdout(io.StringIO()):
            self.assertEqual(export.main(["--net", "trufor-b0", "--from", str(self.folder / "whole-again"), "--out",
                                          str(self.folder / "next")]), 0)
        later = json.loads((self.folder / "next" / "card.json").read_text("utf-8"))["training"]
        self.assertTrue(later["command"].startswith(card["training"]["command"]))
        self.assertEqual(later["command"].count("palimpsest.train"), 5)
        self.assertIn(card["training"]["notes"], later["notes"])
        self.assertGreaterEqual(later["minutes"], card["training"]["minutes"])
        self.the_score_alone_learns(module, small)
        (self.folder / "model" / "card.json").write_text("{}", encoding="utf-8")
        self.assertIn("is no card of a model", self.train("trufor-b0-localisation", "none", 1, "--from", self.folder / "model",
                                                          code=2))

    def the_score_alone_learns(self, module, small):
        alone = [*small, "--set", "confidence=0", "--set", "reuse=4"]
        self.train("trufor-b0", "score", 5, "--batch", 2, *alone, "--rate", 1e-2, "--from", self.folder / "model")
        learnt = shards.load(self.folder / "score" / "checkpoint")["network"]
        moved = {name.split(".")[0] for name, value in module.named_parameters() if not torch.equal(learnt[name], value)}
        self.assertEqual(moved, {"detection"})
        self.assertIn("has no confidence yet", self.train("trufor-b0", "none", 1, *alone, "--from", self.folder / "l", code=2))

    def test_what_a_score_is_made_of_is_computed_once_for_each_crop(self):
        small = {"crop": 64, "batch": 2, "pictures": 1, "smallest": 64, "largest": 80, "confidence": 0}
        kept, fresh = (recipe("trufor-b0", {**small, "reuse": reuse}) for reuse in (3, 0))
        for one in (kept, fresh):
            one.open(None, [self.photos], 1, torch.device("cpu"))
        torch.manual_seed(2)
        network = kept.build()
        torch.nn.init.normal_(network.decode_head.linear_pred.weight, 0, 0.3)
        first = [kept.statistics(network, kept.batch(step)) for step in (0, 1)]
        integrity = kept.parts(network.eval(), kept.batch(0))[2]
        torch.testing.assert_close(network.detection(first[0]), integrity, rtol=1e-4, atol=1e-5)
        self.assertEqual(sorted(kept.pooled), [0, 1, 2])
        # Crop 3 is the first again, and step 3 shows crops 6 and 7, which are 0 and 1.
        self.assertTrue(torch.equal(first[1][1], first[0][0]))
        network.decode_head.linear_pred.weight.data.zero_()
        self.assertTrue(torch.equal(kept.statistics(network, kept.batch(3)), first[0]))
        self.assertFalse(torch.allclose(fresh.statistics(network, fresh.batch(0)), first[0]))
        self.assertFalse(first[0].requires_grad)


if __name__ == "__main__":
    unittest.main()
