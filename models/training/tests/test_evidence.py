"""Networks that read what TruFor's encoder sees: where it enters, that it is kept, what is kept of it, and what they begin
with."""

import contextlib
import io
import json
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import torch
from torch.nn import functional

from palimpsest import export, madeup, train
from palimpsest.beginning import weights_of
from palimpsest.forge.synthetic import write_photographs
from palimpsest.nets.forensic import AlteredMap, Evidence, Forensic, half_size
from palimpsest.nets.lstmendec import LSTMEnDec
from palimpsest.nets.msds import MSDS
from palimpsest.recipes import recipe
from palimpsest.recipes.msds import MSDSRecipe
from palimpsest.trouble import Trouble

torch.set_num_threads(1)
SMALL = {"pictures": 2, "smallest": 64, "largest": 90, "least": 64, "most": 90, "batch": 2, "warm": 0}
NETWORKS = (("msds", {"width": 0.0625}), ("lstm-endec", {}))


class EvidenceTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = Path(scratch.name)
        cls.photos = write_photographs(cls.folder / "photos", 8, 200, seed=27)
        # MSDS sees 128x128 pixels of 256x256 here.
        patch = mock.patch.object(MSDSRecipe, "side", 128)
        patch.start()
        cls.addClassCleanup(patch.stop)
        cls.teacher = madeup.trufor(cls.folder / "trufor-b0")

    def opened(self, name, **settings):
        torch.manual_seed(1)
        made = recipe(name, {**SMALL, **settings})
        made.open(None, [self.photos], 1, torch.device("cpu"))
        network = made.build()
        made.start(network, self.teacher)
        return made, network.train()

    def test_maps_are_at_the_sizes_of_the_halvings(self):
        encoder = Forensic().eval()
        with torch.no_grad():
            maps = encoder(torch.rand(1, 3, 512, 512))
        self.assertEqual([list(each.shape[1:]) for each in maps], [[32, 128, 128], [64, 64, 64], [160, 32, 32], [256, 16, 16]])
        joined = Evidence((8, 12, 20, 24))(maps, 256)
        self.assertEqual([list(each.shape[1:]) for each in joined], [[8, 128, 128], [12, 64, 64], [20, 32, 32], [24, 16, 16]])
        x = torch.arange(16.0).reshape(1, 1, 4, 4)
        self.assertEqual(half_size(x).flatten().tolist(), [2.5, 4.5, 10.5, 12.5])

    def test_each_map_is_added_after_its_halving(self):
        """Without joins the network is the one without evidence; a join that adds one number does so behind its halving."""
        for built, stages in ((lambda e: MSDS(1 / 16, evidence=e), lambda n: [*n.encoder[1:], n.bottom]),
                              (lambda e: LSTMEnDec("paper", e), lambda n: [*n.encoder[1:], n.top])):
            torch.manual_seed(3)
            plain, given = built(False).eval(), built(True).eval()
            given.load_state_dict(plain.state_dict(), strict=False)
            for join in given.evidence.joins:
                torch.nn.init.zeros_(join.weight)
                torch.nn.init.zeros_(join.bias)
            x, maps = torch.rand(1, 3, 256, 256), [torch.randn(1, c, s, s) for c, s in ((32, 128), (64, 64), (160, 32), (256, 16))]
            seen = {"plain": [], "given": []}
            for name, network in (("plain", plain), ("given", given)):
                for stage in stages(network):
                    stage.register_forward_pre_hook(lambda _, taken, name=name: seen[name].append(taken[0].clone()))
            with torch.no_grad():
                torch.testing.assert_close(given(x, maps), plain(x), rtol=0, atol=0)
                for k, join in enumerate(given.evidence.joins):
                    seen["plain"].clear()
                    seen["given"].clear()
                    join.bias.fill_(0.5)
                    plain(x)
                    given(x, maps)
                    for i in range(k):
                        torch.testing.assert_close(seen["given"][i], seen["plain"][i], rtol=0, atol=0)
                    torch.testing.assert_close(seen["given"][k], seen["plain"][k] + 0.5)
                    join.bias.zero_()
                # And the map's own values, through its convolution.
                torch.nn.init.constant_(given.evidence.joins[0].weight, 0.1)
                seen["given"].clear()
                given(x, maps)
                expected = seen["plain"][0] + 0.1 * maps[0].sum(dim=1, keepdim=True)
                torch.testing.assert_close(seen["given"][0], expected, rtol=1e-4, atol=1e-4)

    def test_the_encoder_is_kept_as_it_is(self):
        for name, settings in (*NETWORKS, ("msds-base", {"width": 0.0625})):
            made, network = self.opened(name, batch=1, **settings)
            own = {key: value for key, value in weights_of(self.teacher).items() if key in network.evidence.encoder.state_dict()}
            optimiser = made.optimiser(network)
            made.loss(network, made.batch(0)).backward()
            optimiser.step()
            for key, value in network.evidence.encoder.state_dict().items():
                self.assertTrue(torch.equal(value, own[key]), key)
            for join in network.evidence.joins:
                self.assertGreater(float(join.weight.grad.abs().sum()), 0)

    def test_what_is_kept_is_flipped_with_its_picture(self):
        made, network = self.opened("msds", width=0.0625, reuse=3)
        encoder, flipped = network.evidence.encoder, 0
        for step in range(4):
            pictures, _, numbers = made.batch(step)
            kept = made.once(encoder, encoder.shapes(256), pictures, numbers, encoder)
            for n, (picture, i) in enumerate(zip(pictures, numbers)):
                axes = made.batches.flips(i)
                with torch.no_grad():
                    own = [each[0].flip(axes) for each in encoder(picture.flip(axes)[None])]
                for one, other in zip(kept, own):
                    self.assertLess(float((one[n] - other).abs().max()), 2e-3 * float(other.abs().max()))
                flipped += bool(axes)
        self.assertGreater(flipped, 0)
        self.assertEqual([kept.there.tolist() for kept in made.kept], [[1, 1, 1]] * 4)

    def test_validation_says_what_the_exported_module_says(self):
        for name, settings in NETWORKS:
            made, network = self.opened(name, **settings)
            first, again = (made.validate(network.eval(), float("inf")) for _ in range(2))
            judged = made.judge(made.deployed(network))
            self.assertEqual(first["loss"], again["loss"])
            self.assertAlmostEqual(first["loss"], judged["loss"], 5)
            self.assertEqual(len(made.held_maps), 2)

    def test_small_pictures_are_seen_at_the_networks_own_side(self):
        """The network sees the picture as it is, and the encoder's maps of it enlarged to those of twice the side."""
        torch.manual_seed(6)
        x = torch.rand(1, 3, 256, 256)
        for network in (MSDS(1 / 16, evidence=True).eval(), LSTMEnDec(evidence=True).eval()):
            module = AlteredMap(network)
            with torch.no_grad():
                maps = network.evidence.encoder(x)
                enlarged = [functional.interpolate(each, scale_factor=2.0, mode="bilinear") for each in maps]
                expected = torch.sigmoid(network.logit(network(x, enlarged)))
                torch.testing.assert_close(module(x), expected, rtol=0, atol=1e-4)
                module = export.rounded(module)
                self.assertLess(export.difference(module, export.serialised(module), [x]), 1e-4)
        for small, sides in ((0.3, [256, 512]), (0.0, [512, 512])):
            made = recipe("lstm-endec", {"small": small})
            self.assertEqual([made.small(torch.rand(1, 3, *size)).shape[2] for size in ((256, 100), (90, 257))], sides)
            self.assertEqual(min(x.shape[2] for x in made.examples()), sides[0])
            self.assertEqual(made.card()["tiling"].get("small"), 256 if small else None)

    def test_squares_are_shown_as_small_pictures_with_what_the_encoder_saw_there(self):
        for small, side in ((1.0, 128), (0.0, 256)):
            made, network = self.opened("msds", width=0.0625, small=small)
            seen, batch = [], made.batch(0)
            encoded = network.evidence.encoder(batch[0])
            with mock.patch.object(made, "compared", lambda found, mask: seen.append(mask)), \
                    mock.patch.object(network, "forward", lambda *taken: seen.append(taken)):
                made.loss(network, batch)
            (own, maps), mask = seen
            self.assertEqual([list(part.shape[2:]) for part in (own, mask, *maps)],
                             [[128, 128], [128, 128], *[[side // s] * 2 for s in (4, 8, 16, 32)]])
            if small:
                places = [(y, x) for y in range(0, 129, 32) for x in range(0, 129, 32)
                          if torch.equal(batch[0][:, :, y:y + 128, x:x + 128], own)]
                self.assertEqual(len(places), 1)
                y, x = places[0]
                self.assertTrue(torch.equal(mask, batch[1][:, :, y:y + 128, x:x + 128]))
                for each, whole, s in zip(maps, encoded, (4, 8, 16, 32)):
                    part = whole[:, :, y // s:(y + 128) // s, x // s:(x + 128) // s]
                    torch.testing.assert_close(each, part, rtol=1e-3, atol=1e-3)

    def test_the_logit_of_two_classes_gives_their_softmax(self):
        found = torch.randn(2, 2, 5, 5)
        torch.testing.assert_close(torch.sigmoid(LSTMEnDec("fcn").logit(found)), torch.softmax(found, dim=1)[:, 1:])

    def test_deployed_map_is_enlarged_from_the_networks_own_size(self):
        network, x = MSDS(1 / 16, 128, evidence=True).eval(), torch.rand(1, 3, 256, 256)
        with torch.no_grad():
            logits = network(half_size(x), network.evidence.encoder(x))[:, :1]
            expected = torch.sigmoid(functional.interpolate(logits, [256, 256], mode="bilinear", align_corners=False))
            torch.testing.assert_close(AlteredMap(network)(x), expected, rtol=0, atol=1e-5)

    def test_it_begins_with_an_encoder_or_a_run_of_its_own(self):
        run, out = self.folder / "run", self.folder / "models" / "msds"
        settings = [word for name, value in {**SMALL, "width": 0.0625}.items() for word in ("--set", f"{name}={value}")]
        words = ["--net", "msds", "--data", self.photos, "--device", "cpu", "--threads", 1, "--steps", 1, *settings]
        self.assertIn("--from", self.command(train.main, *words, "--out", self.folder / "nothing", code=2))
        self.command(train.main, *words, "--out", run, "--from", self.teacher)
        self.command(export.main, "--net", "msds", "--from", run, "--out", out)
        card = json.loads((out / "card.json").read_text("utf-8"))
        self.assertEqual(card["tiling"], {"mode": "scaled", "size": 256})
        self.assertIn("no independent confirmation", card["comments"])
        self.assertTrue(card["training"]["notes"].startswith("trufor-b0 as it was: "))
        for source in (run, out):
            self.command(train.main, *words, "--out", self.folder / f"on-{source.name}", "--from", source)
        made = recipe("msds", {"width": 0.0625})
        network = made.build()
        made.start(network, out)
        for key, value in weights_of(self.teacher).items():
            if key in network.evidence.encoder.state_dict():
                torch.testing.assert_close(network.evidence.encoder.state_dict()[key], value, rtol=0, atol=0)
        with self.assertRaisesRegex(Trouble, "of other sizes"):
            made = recipe("msds", {"width": 0.125})
            made.start(made.build(), run)

    def test_msds_goes_on_from_its_base_as_that_base(self):
        run, settings = self.folder / "base", {**SMALL, "width": 0.0625}
        words = ["--net", "msds-base", "--data", self.photos, "--device", "cpu", "--threads", 1, "--steps", 1, "--from",
                 self.teacher, "--out", run]
        self.command(train.main, *words, *[word for name, value in settings.items() for word in ("--set", f"{name}={value}")])
        base, made = (recipe(name, settings) for name in ("msds-base", "msds"))
        plain, network = base.build().eval(), made.build().eval()
        base.start(plain, run)
        made.start(network, run)
        x = torch.rand(1, 3, 256, 256)
        with torch.no_grad():
            torch.testing.assert_close(AlteredMap(network)(x), AlteredMap(plain)(x), rtol=0, atol=0)
            torch.nn.init.ones_(network.transformer.mix[1].weight)
            self.assertGreater(float((AlteredMap(network)(x) - AlteredMap(plain)(x)).abs().max()), 1e-4)
        wider = recipe("msds", {**settings, "width": 0.125})
        with self.assertRaisesRegex(Trouble, "of other sizes"):
            wider.start(wider.build(), run)

    def test_transforensics_encoder_is_in_its_backbone(self):
        torch.manual_seed(5)
        folder, other = self.folder / "transforensics", recipe("transforensics").build().eval()
        folder.mkdir()
        (folder / "weights.pt").write_bytes(export.serialised(export.rounded(other)))
        (folder / "card.json").write_text(json.dumps({"name": "transforensics", "file": "weights.pt", "training": {"minutes": 0}}))
        made = recipe("lstm-endec")
        network = made.build()
        made.start(network, folder)
        for key, value in network.evidence.encoder.state_dict().items():
            torch.testing.assert_close(value, other.backbone.state_dict()[key].half().to(value.dtype), rtol=0, atol=0)

    def command(self, main, *words, code=0):
        errors = io.StringIO()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(errors):
            self.assertEqual(main([str(word) for word in words]), code, errors.getvalue())
        return errors.getvalue()


if __name__ == "__main__":
    unittest.main()
