"""The export: the file equals the network, holds half precision, and its card says so."""

import contextlib
import hashlib
import io
import json
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import torch

from palimpsest import export, madeup, shards, train
from palimpsest.recipes import recipe
from palimpsest.recipes.fusion import Probabilities

torch.set_num_threads(1)


class ExportTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.scratch.cleanup)
        folder = Path(cls.scratch.name)
        cls.maps, cls.run_folder = madeup.write(folder / "maps", 24, splits=("train", "validation", "test")), folder / "run"
        with contextlib.redirect_stdout(io.StringIO()):
            code = train.main(["--net", "owaf", "--maps", str(cls.maps), "--out", str(cls.run_folder), "--steps", "12",
                               "--set", "crop=32", "--batch", "4", "--device", "cpu"])
        assert code == 0

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.out = Path(scratch.name) / "owaf"

    def command(self, *more, net="owaf"):
        errors = io.StringIO()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(errors):
            code = export.main(["--net", net, "--from", str(self.run_folder), "--out", str(self.out), *map(str, more)])
        return code, errors.getvalue()

    def fails(self, expected, *more, net="owaf"):
        code, errors = self.command(*more, net=net)
        self.assertEqual(code, 2)
        self.assertIn(expected, errors)
        self.assertEqual(errors.count("\n"), 1, errors)
        self.assertFalse((self.out / "card.json").exists())

    def test_exported_file_gives_what_the_average_gives(self):
        self.assertEqual(self.command("--maps", self.maps)[0], 0)
        module = torch.jit.load(str(self.out / "weights.pt"))
        self.assertTrue(all(p.dtype == torch.float16 for p in module.parameters()))
        module = module.float()
        network = recipe("owaf").build()
        network.load_state_dict(shards.load(self.run_folder / "best")["average"])
        network.eval()
        for h, w in ((1, 1), (5, 3), (60, 41)):
            x = torch.rand(1, 10, h, w)
            with torch.no_grad():
                expected, found = torch.sigmoid(network(x)), module(x)
            self.assertEqual(list(found.shape), [1, 1, h, w])
            # Half precision keeps eleven bits of a weight.
            self.assertLess(float((found - expected).abs().max()), 5e-3)

    def test_a_model_that_is_as_good_is_kept(self):
        self.assertEqual(self.command("--maps", self.maps)[0], 0)
        (self.out / "card.json").write_text((self.out / "card.json").read_text("utf-8").replace('"1.0"', '"0.9"'), "utf-8")
        self.assertEqual(self.command("--maps", self.maps)[0], 0)
        self.assertEqual(json.loads((self.out / "card.json").read_text("utf-8"))["version"], "0.9")
        self.assertEqual(self.command("--maps", self.maps, "--replace")[0], 0)
        self.assertEqual(json.loads((self.out / "card.json").read_text("utf-8"))["version"], "1.0")

    def test_a_model_that_is_worse_is_replaced(self):
        self.assertEqual(self.command("--maps", self.maps)[0], 0)
        worse = torch.jit.script(Probabilities(recipe("owaf").build())).half()
        for parameter in worse.parameters():
            parameter.data.zero_()  # says 0.5 everywhere, which is not above it
        torch.jit.save(worse, str(self.out / "weights.pt"))
        with mock.patch.object(export, "score", side_effect=[{"score": 0.2}, {"score": 0.1}]), \
                mock.patch.object(export, "accuracy_of", return_value=[]):
            self.assertEqual(self.command("--maps", self.maps)[0], 0)
        card = json.loads((self.out / "card.json").read_text("utf-8"))
        self.assertEqual(hashlib.sha256((self.out / "weights.pt").read_bytes()).hexdigest(), card["sha256"])

    def test_card_says_what_the_file_is(self):
        measured = self.out.parent / "measured.json"
        measured.write_text('[{"set": "somewhere", "measure": "F1", "value": 0.5}]', encoding="utf-8")
        code, _ = self.command("--maps", self.maps, "--evaluation", measured, "--data", "made up", "--licence", "CC0-1.0")
        self.assertEqual(code, 0)
        text = (self.out / "card.json").read_text("utf-8")
        card, data = json.loads(text), (self.out / "weights.pt").read_bytes()
        self.assertEqual([card["sha256"], card["bytes"]], [hashlib.sha256(data).hexdigest(), len(data)])
        self.assertEqual(set(card), {"name", "title", "version", "network", "file", "sha256", "bytes", "precision", "inputs",
                                     "tiling", "outputs", "training", "licence", "paper", "accuracy", "comments"})
        self.assertEqual(card["inputs"], json.loads((self.maps / "inputs.json").read_text("utf-8")))
        self.assertEqual([card["name"], card["precision"], card["licence"]], ["owaf", "half", "CC0-1.0"])
        self.assertIsInstance(card["comments"], str)
        self.assertEqual(card["training"]["data"], "made up")
        self.assertIn("--set crop=32", card["training"]["command"])
        self.assertNotIn(self.scratch.name, text)
        sets = [entry["set"] for entry in card["accuracy"]]
        self.assertEqual(sets[-1], "somewhere")
        self.assertTrue(sets[0].startswith("test split, ") and sets[-2].startswith("validation split, "))

    def test_eff_b4_unet_equals_its_script(self):
        torch.manual_seed(6)
        made = recipe("eff-b4-unet")
        module = export.rounded(Probabilities(made.build().eval()))
        data = export.serialised(module)
        self.assertLess(len(data), export.LIMIT)
        self.assertLessEqual(export.difference(module, data, made.examples()), export.TOLERANCE)

    def test_difference_is_noticed(self):
        made = recipe("owaf")
        module = export.rounded(Probabilities(made.build().eval()))
        data = export.serialised(module)
        with torch.no_grad():
            module.network.last.bias += 0.01
        self.assertGreater(export.difference(module, data, made.examples()), 1e-4)
        with torch.no_grad():
            module.network.last.bias.fill_(float("nan"))
        self.assertEqual(export.difference(module, export.serialised(module), made.examples()), float("inf"))

    def test_weights_beyond_half_precision(self):
        network = recipe("owaf").build()
        with torch.no_grad():
            network.last.bias.fill_(1e5)
        with self.assertRaisesRegex(export.Trouble, "last.bias holds values beyond half precision"):
            export.rounded(network)

    def test_scales_before_a_normalisation_are_brought_within_half_precision(self):
        torch.manual_seed(4)
        for bias in (False, True):
            network = torch.nn.Sequential(torch.nn.Conv2d(2, 4, 3, bias=bias), torch.nn.BatchNorm2d(4)).eval()
            network[1].running_mean[:] = torch.tensor([0.5, 90000.0, -3.0, -200000.0])
            network[1].running_var[:] = torch.tensor([0.01, 190000.0, 300000.0, 8e6])
            network[0].weight.data *= network[1].running_var.sqrt()[:, None, None, None]
            network = torch.nn.Sequential(network)
            made, picture = export.rounded(network), torch.rand(1, 2, 8, 8)
            self.assertTrue(all(torch.isfinite(value.half()).all() for value in made.state_dict().values()))
            torch.testing.assert_close(made(picture), network(picture), rtol=2e-3, atol=0.05)
            torch.testing.assert_close(made[0][0].weight[0], network[0][0].weight[0].half().float())
            self.assertTrue((made[0][1].running_mean.abs() <= 2**15).all())

    def test_a_spread_too_small_for_its_mean_is_still_refused(self):
        network = torch.nn.Sequential(torch.nn.Conv2d(1, 1, 1), torch.nn.BatchNorm2d(1)).eval()
        network[1].running_mean[:] = 90000.0
        with self.assertRaisesRegex(export.Trouble, "running_mean holds values beyond half precision"):
            export.rounded(network)

    def test_what_is_wrong_is_said_in_one_sentence(self):
        self.fails("holds a run of owaf", net="eff-b4-unet")
        self.fails("missing.json is missing", "--evaluation", self.out / "missing.json")
        self.fails("should be a list", "--evaluation", self.run_folder / "checkpoint" / "index.json")
        with mock.patch.object(export, "LIMIT", 1000):
            self.fails("train a smaller network")
        self.fails("more than 0: train a smaller network", "--mib", 0.1)
        with mock.patch.object(export, "difference", lambda *_: 1e-3):
            self.fails("differs from the network by 0.001")
        scaling = self.run_folder / "inputs.json"
        kept = scaling.read_bytes()
        scaling.unlink()
        self.addCleanup(scaling.write_bytes, kept)
        self.fails("inputs.json is missing")

    def test_folder_that_is_no_run(self):
        with mock.patch.object(self, "run_folder", self.out):
            self.fails("holds no training run")


if __name__ == "__main__":
    unittest.main()
