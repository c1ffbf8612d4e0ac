"""TransForensics: sizes of the paper, the parts in plain numbers, pruning, losses, and from photographs to a model."""

import contextlib
import copy
import io
import json
import math
import subprocess
import sys
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from unittest import mock

import numpy
import torch
from torch import nn
from torch.nn import functional

from palimpsest import export, madeup, shards, train
from palimpsest.forge.synthetic import write_photographs
from palimpsest.nets import attention
from palimpsest.nets.attention import Encoder, Layer, SelfAttention, sine_positions
from palimpsest.nets.resnet import CHANNELS, ResNet
from palimpsest.nets.transforensics import BRANCHES, PAPER, SMALL, Forensic, Size, TransForensics
from palimpsest.nets.trufor import TruFor
from palimpsest.recipes import recipe
from palimpsest.recipes.transforensics import (LAMBDAS, TransForensicsPaper, TransForensicsRecipe, branch_loss, focal)

torch.set_num_threads(1)
PACKAGE = Path(train.__file__).resolve().parent.parent
TINY = Size(forensic=True, width=16, heads=2, layers=1, hidden=32)


def count(module):
    return sum(p.numel() for p in module.parameters())


def lived_in(network, seed=3):
    """The network in evaluation with normalisations that have seen something, and masks that are not all alike."""
    torch.manual_seed(seed)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.2)
            module.running_var.uniform_(0.5, 2)
            module.weight.data.uniform_(0.5, 1.0)
            module.bias.data.normal_(0, 0.2)
    for branch in network.branches:
        branch.mask.weight.data.normal_(0, 0.05)
        if isinstance(branch.gate, nn.Conv2d):
            branch.gate.weight.data.normal_(0, 0.2)
            branch.gate.bias.data.fill_(0.3)
    return network.eval()


def usual():
    """Names and shapes of the tensors of ResNet-50, from the description of its parts."""
    names = {}

    def layer(name, norm, inputs, outputs, kernel):
        names[f"{name}.weight"] = (outputs, inputs, kernel, kernel)
        for part in ("weight", "bias", "running_mean", "running_var"):
            names[f"{norm}.{part}"] = (outputs,)
        names[f"{norm}.num_batches_tracked"] = ()

    layer("conv1", "bn1", 3, 64, 7)
    inputs = 64
    for s, depth in enumerate((3, 4, 6, 3)):
        width = 64 * 2 ** s
        for i in range(depth):
            block, between = f"layer{s + 1}.{i}", [inputs, width, width, 4 * width]
            for k, kernel in enumerate((1, 3, 1)):
                layer(f"{block}.conv{k + 1}", f"{block}.bn{k + 1}", between[k], between[k + 1], kernel)
            if i == 0:
                layer(f"{block}.downsample.0", f"{block}.downsample.1", inputs, 4 * width, 1)
            inputs = 4 * width
    return names


class SizeTest(unittest.TestCase):
    def test_the_residual_network_has_the_usual_tensors(self):
        network = ResNet()
        self.assertEqual({name: tuple(value.shape) for name, value in network.state_dict().items()}, usual())
        self.assertEqual(count(network), 25557032 - 2049000)

    def test_parameters_of_the_paper(self):
        layer = 4 * (256 * 256 + 256) + 256 * 2048 + 2048 + 2048 * 256 + 256 + 4 * 256
        projections = (512 + 1024 + 2048) * 256 + 3 * 256
        masks, gates = 4 * (9 * 256 + 1), 3 * (256 + 1)
        network = TransForensics(PAPER)
        self.assertEqual(count(network), 23508032 + 4 * 6 * layer + projections + masks + gates)
        self.assertEqual(count(network), 55998023)
        self.assertEqual(count(network) // 10**6, 55)
        self.assertEqual([count(branch.encoder) for branch in network.branches], [6 * layer] * 4)

    def test_maps_have_strides_of_4_to_32(self):
        with torch.no_grad():
            for backbone, widths in ((ResNet(), CHANNELS), (Forensic(), Forensic.channels)):
                maps = backbone.eval()(torch.rand(1, 3, 64, 90))
                self.assertEqual([list(x.shape) for x in maps], [[1, c, -(-64 // s), -(-90 // s)]
                                                                 for c, s in zip(widths, (4, 8, 16, 32))])

    def test_the_shipped_size_fits(self):
        network = recipe("transforensics").build()
        self.assertEqual([count(network), count(network.backbone)], [13010192, 11352969])
        self.assertLess(2 * count(network), export.LIMIT)
        self.assertEqual({name.split(".")[0] for name, p in network.named_parameters() if p.requires_grad},
                         {"backbone", "branches"})
        self.assertFalse(any(p.requires_grad for p in network.backbone.dncnn.parameters()))

    def test_the_backbone_makes_what_trufor_makes(self):
        torch.manual_seed(6)
        whole, backbone, seen, x = TruFor("b0").eval(), Forensic().eval(), [], torch.rand(1, 3, 64, 96)
        backbone.load_state_dict({key: value for key, value in whole.state_dict().items() if key in backbone.state_dict()})
        whole.backbone.register_forward_hook(lambda *given: seen.extend(given[2]))
        with torch.no_grad():
            whole(x)
            for mine, other in zip(backbone(x), seen):
                self.assertTrue(torch.equal(mine, other.permute(0, 3, 1, 2)))

    def test_ablations_leave_out_what_their_names_say(self):
        whole, cnn, plain = (recipe(name).build() for name in ("transforensics", "transforensics-cnn", "transforensics-plain"))
        self.assertEqual(count(whole) - count(cnn), sum(count(branch.encoder) for branch in whole.branches))
        self.assertEqual(count(whole) - count(plain), 3 * (SMALL.width + 1))


class AttentionTest(unittest.TestCase):
    def test_positions(self):
        found = sine_positions(3, 5, 8, torch.zeros(1))[0].numpy()
        self.assertEqual(found.shape, (8, 3, 5))
        for y in range(3):
            for x in range(5):
                for axis, place in enumerate((2 * math.pi * (y + 1) / 3, 2 * math.pi * (x + 1) / 5)):
                    for i in range(2):
                        angle = place / 10000 ** (2 * i / 4)
                        self.assertAlmostEqual(float(found[4 * axis + 2 * i, y, x]), math.sin(angle), 5)
                        self.assertAlmostEqual(float(found[4 * axis + 2 * i + 1, y, x]), math.cos(angle), 5)

    def test_attention_equals_the_formula(self):
        torch.manual_seed(2)
        module = SelfAttention(6, 2).double().eval()
        x = torch.randn(1, 7, 6, dtype=torch.float64)
        qkv = (x[0] @ module.qkv.weight.t() + module.qkv.bias).detach().numpy()
        result = numpy.zeros((7, 6))
        for head in range(2):
            q, k, v = (qkv[:, 6 * part + 3 * head:6 * part + 3 * head + 3] for part in range(3))
            for i in range(7):
                weights = numpy.array([math.exp(q[i] @ k[j] / math.sqrt(3)) for j in range(7)])
                result[i, 3 * head:3 * head + 3] = (weights[:, None] * v).sum(0) / weights.sum()
        result = result @ module.out.weight.detach().numpy().T + module.out.bias.detach().numpy()
        self.assertLess(numpy.abs(module(x)[0].detach().numpy() - result).max(), 1e-12)

    def test_a_layer_equals_that_of_pytorch(self):
        torch.manual_seed(2)
        mine, other = Layer(8, 2, 20, 0.1).eval(), nn.TransformerEncoderLayer(8, 2, 20, 0.1, batch_first=True).eval()
        for parameter in mine.parameters():
            parameter.data.normal_(0, 0.5)
        names = {"self_attn.qkv.weight": "self_attn.in_proj_weight", "self_attn.qkv.bias": "self_attn.in_proj_bias",
                 "self_attn.out.weight": "self_attn.out_proj.weight", "self_attn.out.bias": "self_attn.out_proj.bias"}
        other.load_state_dict({names.get(name, name): value for name, value in mine.state_dict().items()})
        x = torch.randn(2, 9, 8)
        self.assertTrue(torch.allclose(mine(x), other(x), atol=1e-5))

    def test_blocks_of_rows_give_what_the_whole_matrix_gives(self):
        torch.manual_seed(2)
        encoder = Encoder(32, 4, 2, 64, 0.1).eval()
        small = copy.deepcopy(encoder)
        for module in small.modules():
            if isinstance(module, SelfAttention):
                module.block = 4 * 943 * 17 + 5
                self.assertEqual(module.rows(torch.zeros(1, 4, 943, 8)), 17)
        x = torch.randn(1, 32, 23, 41)
        with torch.no_grad():
            self.assertLess(float((encoder(x) - small(x)).abs().max()), 1e-5)

    def test_gradients_of_blocks_are_those_of_the_whole_matrix(self):
        torch.manual_seed(2)
        module = SelfAttention(8, 2).double().train()
        module.block = 2 * 2 * 30 * 7
        x = torch.randn(2, 30, 8, dtype=torch.float64)
        results = []
        for forward in (module.learning, lambda qkv: self.plain(qkv)):
            with mock.patch.object(module, "learning", forward):
                module.zero_grad()
                y = module(x)
                (y * y).sum().backward()
                results.append([y.detach(), *[p.grad.clone() for p in module.parameters()]])
        for one, other in zip(*results):
            self.assertTrue(torch.allclose(one, other, atol=1e-10))

    @staticmethod
    def plain(qkv):
        matrix = torch.softmax(qkv[0] @ qkv[1].transpose(2, 3) / math.sqrt(qkv.size(4)), dim=3)
        return matrix @ qkv[2]

    def test_the_matrix_is_never_held_whole(self):
        """8,192 tokens of 4 heads: 1 GiB in single precision."""
        words = ("import resource, torch; from palimpsest.nets.attention import SelfAttention; torch.set_num_threads(1)\n"
                 "module = SelfAttention(16, 4).eval(); x = torch.rand(1, 8192, 16)\n"
                 "with torch.no_grad():\n"
                 "    module(x[:, :64]); before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
                 "    module(x); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)")
        said = subprocess.run([sys.executable, "-c", words], cwd=PACKAGE, stdout=subprocess.PIPE, check=True).stdout
        self.assertLess(int(said), 150 * 1024)
        self.assertLessEqual(attention.BLOCK * 4, 64 * 2**20)


class NetworkTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.network = lived_in(TransForensics(TINY))

    def test_branches_compute_only_what_they_need(self):
        x = torch.rand(1, 3, 64, 96)
        for network, needed in ((self.network, lambda k: [j for j in range(4) if j >= k]),
                                (lived_in(TransForensics(replace(TINY, dense=False))), lambda k: [k])):
            run, hooks = [], []
            for i, branch in enumerate(network.branches):
                hooks.append(branch.encoder.register_forward_hook(lambda *_, level=3 - i: run.append(level)))
            with torch.no_grad():
                masks = network.masks(network.backbone(x))
                self.assertEqual(sorted(run), [0, 1, 2, 3])
                self.assertEqual([list(m.shape) for m in masks], [[1, 1, 64 // s, 96 // s] for s in (4, 8, 16, 32)])
                for k in range(4):
                    run.clear()
                    found = network(x, torch.tensor([k]))
                    self.assertEqual(sorted(run), needed(k))
                    expected = functional.interpolate(masks[k], [64, 96], mode="bilinear", align_corners=False)
                    self.assertTrue(torch.allclose(found, torch.sigmoid(expected), atol=1e-6))
            for hook in hooks:
                hook.remove()

    def test_maps_are_as_large_as_the_picture_and_differ(self):
        with torch.no_grad():
            for h, w in ((33, 64), (65, 100)):
                x = torch.rand(2, 3, h, w)
                maps = [self.network(x, torch.tensor([k])) for k in range(4)]
                for one in maps:
                    self.assertEqual(list(one.shape), [2, 1, h, w])
                    self.assertTrue(bool(((one >= 0) & (one <= 1)).all()))
                for one, other in zip(maps, maps[1:]):
                    self.assertGreater(float((one - other).abs().max()), 1e-3)

    def test_correction_equals_the_formula(self):
        branch = self.network.branches[1]
        x, coarser = torch.randn(1, 160, 4, 6), 4 * torch.randn(1, 16, 2, 3)
        with torch.no_grad():
            plain, _ = branch(x, torch.zeros(0))
            s = torch.einsum("nchw,c->nhw", coarser, branch.gate.weight[0, :, 0, 0])[:, None] + branch.gate.bias
            s = torch.sigmoid(functional.interpolate(s, [4, 6], mode="bilinear", align_corners=False))
            self.assertTrue(bool((s > 0.5).any() and (s < 0.5).any()))
            expected = plain * torch.where(s > 0.5, s, torch.zeros_like(s))
            corrected, mask = branch(x, coarser)
            self.assertTrue(torch.allclose(corrected, expected, atol=1e-5))
            self.assertTrue(torch.allclose(mask, functional.conv2d(expected, branch.mask.weight, branch.mask.bias, padding=1),
                                           atol=1e-5))

    def test_corrections_begin_open(self):
        for branch in TransForensics(SMALL).branches[1:]:
            self.assertAlmostEqual(float(torch.sigmoid(branch.gate(torch.zeros(1, 128, 1, 1)))), 0.8808, 4)

    def test_gradient_reaches_all_parameters(self):
        for size in (TINY, replace(TINY, attention=False), replace(TINY, dense=False), replace(TINY, forensic=False)):
            network = lived_in(TransForensics(size)).train()
            sum((mask ** 2).sum() for mask in network.masks(network.backbone(torch.rand(2, 3, 64, 64)))).backward()
            for name, parameter in network.named_parameters():
                self.assertIsNotNone(parameter.grad, name)
                self.assertGreater(float(parameter.grad.abs().sum()), 0, name)

    def test_exported_equals_eager_for_all_branches(self):
        with mock.patch.object(TransForensicsRecipe, "side", 64):
            made = recipe("transforensics")
            examples = made.examples()
            self.assertEqual({int(choice) for _, choice in examples}, {0, 1, 2, 3})
            module = export.rounded(lived_in(made.build()))
        data = export.serialised(module)
        self.assertLess(len(data), 30 * 2**20)
        self.assertLessEqual(export.difference(module, data, examples), export.TOLERANCE)
        with torch.no_grad():
            module.branches[0].mask.bias += 0.1
        self.assertGreater(export.difference(module, data, [e for e in examples if int(e[1]) == 3]), 1e-3)
        self.assertLessEqual(export.difference(module, data, [e for e in examples if int(e[1]) == 1]), export.TOLERANCE)


class LossTest(unittest.TestCase):
    def test_loss_of_a_branch_in_plain_numbers(self):
        torch.manual_seed(4)
        logits, mask = 2 * torch.randn(2, 1, 2, 3), (torch.rand(2, 1, 8, 12) > 0.6).float()
        dice, focals = [], []
        for n in range(2):
            over = squares = 0.0
            for y in range(8):
                for x in range(12):
                    p, t = 1 / (1 + math.exp(-float(logits[n, 0, y // 4, x // 4]))), float(mask[n, 0, y, x])
                    over, squares = over + p * t, squares + p * p + t * t
                    focals.append(-0.25 * (1 - p) ** 2 * math.log(p) if t else -0.75 * p ** 2 * math.log(1 - p))
            dice.append(1 - 2 * over / squares)
        self.assertAlmostEqual(float(branch_loss(logits, mask)), numpy.mean(dice) + numpy.mean(focals), 5)
        large = functional.interpolate(logits, [8, 12])
        self.assertAlmostEqual(float(focal(large, mask)), numpy.mean(focals), 5)

    def test_sure_and_right_costs_nothing_and_sure_and_wrong_is_finite(self):
        mask = torch.zeros(1, 1, 8, 8)
        mask[:, :, :4] = 1
        self.assertLess(float(branch_loss(200 * mask - 100, mask)), 1e-5)
        wrong = (100 - 200 * mask).requires_grad_()
        loss = branch_loss(wrong, mask)
        loss.backward()
        self.assertTrue(math.isfinite(float(loss)) and bool(torch.isfinite(wrong.grad).all()))

    def test_branches_weigh_more_the_deeper_they_are(self):
        totals = []
        masks = [torch.zeros(1, 1, 64 // s, 64 // s, requires_grad=True) for s in (4, 8, 16, 32)]
        network = mock.Mock(spec=["masks"], masks=lambda _, finest: masks[finest:])
        self.assertEqual(sorted(LAMBDAS), [0.1, 0.2, 0.3, 0.4])
        recipe("transforensics").descended(network, None, torch.ones(1, 1, 64, 64), 0).backward()
        totals = [float(mask.grad.sum()) for mask in masks]
        for k in range(4):
            self.assertAlmostEqual(totals[k] / totals[0], k + 1, 4)

    def test_steps_without_the_finest_branch(self):
        torch.manual_seed(5)
        made = recipe("transforensics", {"fine": 0.25})
        seen = [made.finest() for _ in range(200)]
        self.assertEqual(set(seen), {0, 1})
        self.assertTrue(0.1 < seen.count(0) / 200 < 0.4)

    def test_windows_of_pictures_and_of_their_maps(self):
        torch.manual_seed(5)
        place = torch.arange(512 * 512).reshape(1, 1, 512, 512).float().expand(2, 1, -1, -1)
        parts, made, corners = [place[:, :, ::s, ::s] for s in (1, 4, 8, 16, 32)], recipe("transforensics", {"crop": 80}), set()
        for _ in range(100):
            windows = made.window(1, *parts)
            self.assertEqual([list(x.shape) for x in windows], [[2, 1, 64 // s, 64 // s] for s in (1, 4, 8, 16, 32)])
            self.assertEqual(len({float(x[0, 0, 0, 0]) for x in windows}), 1)
            self.assertEqual(float(windows[0][0, 0, 63, 63] - windows[0][0, 0, 0, 0]), 63 * 513)
            corners.add(float(windows[0][0, 0, 0, 0]))
        self.assertGreater(len(corners), 60)
        self.assertEqual([x.size(2) for x in recipe("transforensics", {"crop": 256}).window(0, *parts)], [128, 32, 16, 8, 4])
        self.assertTrue(torch.equal(recipe("transforensics").window(0, place)[0], place))

    def test_optimisers(self):
        paper, small = recipe("transforensics-paper"), recipe("transforensics")
        network = TransForensics(TINY)
        self.assertIs(type(paper.optimiser(network)), torch.optim.Adam)
        self.assertEqual([paper.settings["rate"], paper.settings["batch"], paper.schedule().factor(10**6)], [1e-4, 2, 1.0])
        self.assertIs(type(small.optimiser(network)), torch.optim.AdamW)
        self.assertLess(small.schedule().factor(0), 0.01)


class RecipeTest(unittest.TestCase):
    """From photographs to a model, on pictures scaled to 64x64."""

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.scratch.cleanup)
        cls.folder = Path(cls.scratch.name)
        cls.photos = write_photographs(cls.folder / "photos", 8, 200, seed=27)
        for kind, name, value in ((TransForensicsPaper, "side", 64), (TransForensicsRecipe, "size", TINY)):
            patch = mock.patch.object(kind, name, value)
            patch.start()
            cls.addClassCleanup(patch.stop)

    def command(self, main, *words):
        errors = io.StringIO()
        with contextlib.redirect_stdout(io.StringIO()) as said, contextlib.redirect_stderr(errors):
            self.assertEqual(main([str(word) for word in words]), 0, errors.getvalue())
        return said.getvalue()

    def test_kept_fingerprints_are_those_of_the_pictures(self):
        made = recipe("transforensics", {"batch": 2, "least": 64, "most": 96, "pictures": 1, "smallest": 64, "largest": 80,
                                         "reuse": 4})
        made.open(None, [self.photos], 1, torch.device("cpu"))
        flipped = 0
        backbone = lived_in(made.build()).backbone
        for step in range(8):
            pictures, mask, numbers = made.batch(step)
            kept, = made.once(backbone.dncnn, [(1, 64, 64)], pictures, numbers, lambda x: [backbone.fingerprint(x)])
            for one, picture, i in zip(kept, pictures, numbers):
                # The extractor does not see the same in a mirror.
                axes = made.batches.flips(i)
                with torch.no_grad():
                    own = backbone.fingerprint(picture.flip(axes)[None])[0].flip(axes)
                self.assertLess(float((one - own).abs().max()), 5e-3 * float(own.abs().max()))
                flipped += bool(axes)
        self.assertTrue(all(made.kept[0].there))
        self.assertTrue(0 < flipped < 16)

    def test_the_encoder_learns_at_its_own_rate(self):
        made = recipe("transforensics", {"rate": 1e-3, "encoder": 0.1})
        network = made.build()
        rates = {id(p): group["lr"] for group in made.optimiser(network).param_groups for p in group["params"]}
        for name, parameter in network.named_parameters():
            if "dncnn" in name:
                self.assertNotIn(id(parameter), rates)
            else:
                self.assertAlmostEqual(rates[id(parameter)], 1e-4 if name.startswith("backbone") else 1e-3, 9, name)

    def test_without_a_rate_the_encoder_is_kept_whole(self):
        for encoder, learns in ((0.0, False), (0.2, True)):
            torch.manual_seed(1)
            made = recipe("transforensics", {"batch": 2, "least": 64, "most": 96, "pictures": 1, "smallest": 64, "largest": 80,
                                             "encoder": encoder})
            made.open(None, [self.photos], 1, torch.device("cpu"))
            network = made.build().train()
            before, optimiser = copy.deepcopy(network.state_dict()), made.optimiser(network)
            made.loss(network, made.batch(0)).backward()
            optimiser.step()
            changed = {name.split(".")[1] for name, value in network.state_dict().items()
                       if name.startswith("backbone") and not torch.equal(value, before[name])}
            self.assertEqual(changed, {"backbone"} if learns else set())

    def test_loss_falls_on_a_tiny_set(self):
        torch.manual_seed(1)
        made = recipe("transforensics", {"batch": 4, "least": 64, "most": 96, "pictures": 1, "smallest": 64, "largest": 80,
                                         "authentic": 0.0, "rate": 3e-3})
        made.open(None, [self.photos], 1, torch.device("cpu"))
        network = made.build().train()
        batch, optimiser, losses = made.batch(0), made.optimiser(network), []
        for _ in range(40):
            loss = made.loss(network, batch)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            losses.append(float(loss.detach()))
        self.assertLess(losses[-1], 0.6 * losses[0])

    def test_train_stop_resume_and_export(self):
        small = [word for name, value in (("pictures", 5), ("smallest", 64), ("largest", 90), ("least", 64), ("most", 90),
                                          ("reuse", 8), ("warm", 0)) for word in ("--set", f"{name}={value}")]
        words = ["--net", "transforensics", "--data", self.photos, "--device", "cpu", "--threads", 1, "--batch", 2]
        begin = ("--from", madeup.trufor(self.folder / "trufor-b0"))
        self.command(train.main, *words, "--out", self.folder / "whole", "--steps", 2, *begin, *small)
        self.command(train.main, *words, "--out", self.folder / "run", "--steps", 1, *begin, *small)
        self.command(train.main, *words, "--out", self.folder / "run", "--steps", 1, "--resume")
        one, two = (shards.load(self.folder / run / "checkpoint")["network"] for run in ("whole", "run"))
        for name, value in one.items():
            self.assertTrue(torch.equal(value, two[name]), name)

        words = ["--net", "transforensics", "--from", self.folder / "run", "--out", self.folder / "model", "--better",
                 self.photos]
        self.command(export.main, *words)
        card = json.loads((self.folder / "model" / "card.json").read_text("utf-8"))
        self.assertEqual(card["tiling"], {"mode": "scaled", "size": 64})
        self.assertEqual(card["choices"], [{"name": "branch", "values": list(BRANCHES), "default": "C3"}])
        self.assertEqual(card["outputs"], [{"name": "probability", "kind": "map"}])
        self.assertIn("temperature 10000", card["comments"])
        module = torch.jit.load(str(self.folder / "model" / "weights.pt")).float()
        maps = [module(torch.rand(1, 3, 64, 64), torch.tensor([k])) for k in range(4)]
        self.assertEqual([list(one.shape) for one in maps], [[1, 1, 64, 64]] * 4)
        self.assertIn("it is kept", self.command(export.main, *words))


if __name__ == "__main__":
    unittest.main()
