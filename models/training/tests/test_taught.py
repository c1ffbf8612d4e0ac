"""Phases in which a network learns from TruFor: what they compare, what is kept, and from the teacher to the network."""

import contextlib
import io
import json
import tempfile
import unittest
from pathlib import Path

import torch

from palimpsest import export, madeup, shards, train
from palimpsest.forge.synthetic import write_photographs
from palimpsest.nets.imagenet import normalised
from palimpsest.recipes import RECIPES, recipe
from palimpsest.recipes.taught import SPREAD, Pupil, features
from palimpsest.trouble import Trouble

torch.set_num_threads(1)
SMALL = {"pictures": 2, "smallest": 64, "largest": 90, "least": 64, "most": 90, "reuse": 3, "batch": 2, "warm": 0}


def options(**settings):
    return [word for name, value in settings.items() for word in ("--set", f"{name}={value}")]


class TaughtTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = Path(scratch.name)
        cls.photos = write_photographs(cls.folder / "photos", 8, 200, seed=27)
        cls.teacher = madeup.trufor(cls.folder / "trufor-b0")

    def opened(self, name, **settings):
        torch.manual_seed(1)
        made = recipe(name, {**SMALL, **settings})
        made.open(None, [self.photos], 1, torch.device("cpu"))
        network = made.build()
        made.start(network, self.teacher)
        return made, network.train()

    def test_the_teacher_is_kept_as_it_is(self):
        made, network = self.opened("msds-hints", width=0.0625, reuse=0)
        before = {key: value.clone() for key, value in network.teacher.state_dict().items()}
        optimiser = made.optimiser(network)
        held = {id(p) for group in optimiser.param_groups for p in group["params"]}
        self.assertFalse(held & {id(p) for p in network.teacher.parameters()})
        made.loss(network, made.batch(0)).backward()
        optimiser.step()
        self.assertTrue(all(torch.equal(value, before[key]) for key, value in network.teacher.state_dict().items()))
        for name, parameter in network.named_parameters():
            if not name.startswith("teacher") and "transformer" not in name:
                self.assertGreater(float(parameter.grad.abs().sum()), 0, name)

    def test_hints_are_the_decoders_features(self):
        _, network = self.opened("msds-hints", width=0.0625)
        teacher, x = network.teacher, torch.rand(2, 3, 96, 64)
        found = features(teacher, x)
        self.assertEqual(list(found.shape), [2, 256, 12, 8])
        # The last layer of the decoder makes the classes of them.
        with torch.no_grad():
            maps = teacher.backbone(normalised(x * (255 / 256)), teacher.fingerprint(x).expand(-1, 3, -1, -1))
            logits = teacher.decode_head(maps)
            expected = torch.nn.functional.avg_pool2d(logits, 2)
            self.assertLess(float((teacher.decode_head.linear_pred(found) - expected).abs().max()), 1e-5)

    def test_loss_is_that_of_the_network_and_what_is_left_unexplained(self):
        for name, plain in (("msds-hints", "msds"), ("lstm-endec-hints", "lstm-endec")):
            settings = {"width": 0.0625} if plain == "msds" else {}
            made, network = self.opened(name, hint=2.0, reuse=0, **settings)
            batch = made.batch(0)
            # With a head that says nothing, nothing but the mean is explained, which is not nothing.
            torch.nn.init.zeros_(network.head.weight)
            with torch.no_grad():
                wanted = torch.cat([features(network.teacher, picture[None]) for picture in batch[0]])
                network.head.bias.copy_(wanted.mean(dim=(0, 2, 3)))
                whole = float(made.loss(network, batch))
                own = recipe(plain, {**SMALL, **settings})
                own.device = torch.device("cpu")
                self.assertAlmostEqual(whole, float(own.loss(network.learner, batch[:2])) + 2.0, 4)

    def test_what_is_kept_is_flipped_with_its_picture(self):
        made, network = self.opened("msds-fingerprint", width=0.0625)
        teacher, flipped = network.teacher, 0
        for step in range(4):
            pictures, _, numbers = made.batch(step)
            kept = made.once(teacher.dncnn, (1, 256, 256), pictures, numbers, teacher.fingerprint)
            for one, picture, i in zip(kept, pictures, numbers):
                axes = made.batches.flips(i)
                with torch.no_grad():
                    own = teacher.fingerprint(picture.flip(axes)[None])[0].flip(axes)
                self.assertLess(float((one - own).abs().max()), 2e-3 * float(own.abs().max()))
                flipped += bool(axes)
        self.assertGreater(flipped, 0)
        self.assertTrue(all(made.kept.there))

    def test_the_first_stage_learns_a_fingerprint(self):
        made, network = self.opened("msds-fingerprint", width=0.125, rate=1e-2, crop=64)
        # A teacher whose fingerprint is one step of a derivative.
        for parameter in network.teacher.dncnn.parameters():
            parameter.data.zero_()
        first, *others = [layer for layer in network.teacher.dncnn if isinstance(layer, torch.nn.Conv2d)]
        first.weight.data[0, 0, 1, 1:] = first.weight.data[1, 0, 1, 1:] = torch.tensor([1.0, -1.0])
        first.weight.data[1] *= -1
        for layer in network.teacher.dncnn:
            if isinstance(layer, torch.nn.BatchNorm2d):
                layer.weight.data.fill_(1.0)
        for layer in others[:-1]:
            layer.weight.data[0, 0, 1, 1] = layer.weight.data[1, 1, 1, 1] = 1.0
        others[-1].weight.data[0, 0, 1, 1], others[-1].weight.data[0, 1, 1, 1] = 1.0, -1.0
        x = torch.rand(1, 3, 64, 64)
        with torch.no_grad():
            expected = (x[:, :1] - torch.nn.functional.pad(x[:, :1], [0, 1])[..., 1:]) * (255 / 256)
            self.assertLess(float((network.teacher.fingerprint(x) - expected).abs().max()), 1e-4)
        batch, optimiser, losses = made.batch(0), made.optimiser(network), []
        for _ in range(60):
            torch.manual_seed(3)
            loss = made.loss(network, batch)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            losses.append(float(loss.detach()))
        self.assertLess(losses[-1], 0.3 * losses[0])

    def test_what_is_explained(self):
        """A pupil that always says the same explains nothing, and less than that if it is wrong on the average."""
        made, network = self.opened("msds-fingerprint", width=0.0625)
        network.eval()
        torch.nn.init.zeros_(network.head.weight)
        shares = []
        with torch.no_grad():
            made.held = made.held[:1]
            picture = made.small(torch.from_numpy(made.held[0][0]).float()[None] / 255)
            wanted = network.teacher.fingerprint(picture) / SPREAD
            for off in (0.0, 2.0):
                network.head.bias.fill_(float(wanted.mean()) + off)
                shares.append(made.validate(network, float("inf"))["explained"])
        self.assertAlmostEqual(shares[0], 0.0, 3)
        self.assertAlmostEqual(shares[1], -4.0 / float(wanted.var()), 2)

    def command(self, main, *words):
        errors = io.StringIO()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(errors):
            self.assertEqual(main([str(word) for word in words]), 0, errors.getvalue())

    def test_from_the_teacher_to_the_network(self):
        """Three phases of a step each; the second resumed."""
        words = ["--data", self.photos, "--device", "cpu", "--threads", 1, "--steps", 1]
        settings = {key: value for key, value in SMALL.items() if key != "batch"}
        small = ["--batch", 2, *options(**settings, width=0.0625)]
        runs = {name: self.folder / name for name in ("msds-fingerprint", "msds-hints", "msds")}
        source = self.teacher
        for name, run in runs.items():
            self.command(train.main, "--net", name, *words, "--out", run, "--from", source, *small)
            if name == "msds-hints":
                self.command(train.main, "--net", name, *words, "--out", run, "--resume")
            source = run
        stage, hints, network = (shards.load(run / "best")["average"] for run in runs.values())
        teacher = torch.jit.load(str(self.teacher / "weights.pt")).float().state_dict()
        for state in (stage, hints):
            for key, value in teacher.items():
                self.assertTrue(torch.equal(state[f"teacher.{key}"], value), key)
        self.assertEqual({key[8:] for key in hints if key.startswith("learner.")}, set(network))

        # Each begins with what the one before has learnt.
        made = recipe("msds-hints", {"width": 0.0625})
        begun = made.build()
        made.start(begun, runs["msds-fingerprint"])
        for key, value in begun.learner.encoder[0].state_dict().items():
            self.assertTrue(torch.equal(value, stage[f"learner.{key}"]), key)
        made = recipe("msds", {"width": 0.0625})
        begun = made.build()
        made.start(begun, runs["msds-hints"])
        for key, value in begun.state_dict().items():
            self.assertTrue(torch.equal(value, hints[f"learner.{key}"]), key)
        with self.assertRaisesRegex(Trouble, "another width"):
            made = recipe("msds-hints", {"width": 0.125})
            made.start(made.build(), runs["msds-fingerprint"])

        self.command(export.main, "--net", "msds", "--from", runs["msds"], "--out", self.folder / "model")
        card = json.loads((self.folder / "model" / "card.json").read_text("utf-8"))
        self.assertIn("msds-hints", card["training"]["command"] + card["training"]["notes"])

    def test_features_of_a_quarter_of_the_size_are_compared(self):
        for name, made in RECIPES.items():
            if name.endswith("-hints"):
                one = made({"width": 0.0625} if "msds" in name else {})
                network = one.build().eval()
                self.assertIsInstance(network, Pupil)
                seen = []
                layer, width = one.layer(network.learner)
                layer.register_forward_hook(lambda *given: seen.append(list(given[2].shape)))
                with torch.no_grad():
                    network.learner(torch.rand(1, 3, 256, 256))
                self.assertEqual(seen, [[1, width, 64, 64]], name)
                self.assertEqual(network.head.in_channels, width)


if __name__ == "__main__":
    unittest.main()
