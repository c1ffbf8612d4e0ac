"""MSDS: widths and shapes from its table, reach, the transformer in plain loops, gradients, export, learning."""

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
from torch.nn import functional

from palimpsest import export, shards, train
from palimpsest.forge.synthetic import write_photographs
from palimpsest.nets.forensic import AlteredMap
from palimpsest.nets.msds import MULTI, SINGLE, MSDS, Transformer
from palimpsest.nets.u2net import RSU, RSU4F, halved
from palimpsest.recipes import recipe
from palimpsest.recipes.msds import supervision_loss
from palimpsest.trouble import Trouble

torch.set_num_threads(1)
# Of the paper: levels, input, middle and output channels; RSU-4F counts as four levels.
BLOCKS = [(7, 3, 32, 64), (6, 64, 32, 128), (5, 128, 32, 256), (4, 256, 128, 512), (4, 512, 256, 512),
          (4, 1024, 128, 256), (5, 512, 64, 128), (6, 256, 32, 64), (7, 128, 16, 64)]
SIDES = [256, 128, 64, 64]
# Without what another network sees, see test_evidence.
PLAIN = {"evidence": 0}
# Those of U2-Net and of its small sibling, and how many parameters they are known to have.
U2NET = ([(7, 3, 32, 64), (6, 64, 32, 128), (5, 128, 64, 256), (4, 256, 128, 512), (0, 512, 256, 512), (0, 512, 256, 512),
          (0, 1024, 256, 512), (4, 1024, 128, 256), (5, 512, 64, 128), (6, 256, 32, 64), (7, 128, 16, 64)],
         [512, 512, 256, 128, 64, 64], 44009869)
U2NETP = ([(7, 3, 16, 64), (6, 64, 16, 64), (5, 64, 16, 64), (4, 64, 16, 64), (0, 64, 16, 64), (0, 64, 16, 64),
           (0, 128, 16, 64), (4, 128, 16, 64), (5, 128, 16, 64), (6, 128, 16, 64), (7, 128, 16, 64)], [64] * 6, 1131181)


def count(module):
    return sum(p.numel() for p in module.parameters())


def conv(inputs, outputs, kernel=3):
    return kernel * kernel * inputs * outputs + outputs


def block(levels, inputs, middle, outputs):
    """Parameters of a residual U-block: a normalisation adds two for each channel."""
    pairs = ([(inputs, outputs), (outputs, middle)] + [(middle, middle)] * (levels - 1)
             + [(2 * middle, middle)] * (levels - 2) + [(2 * middle, outputs)])
    return sum(conv(a, b) + 2 * b for a, b in pairs)


def transformer(channels, grid):
    return 3 * conv(channels, channels, 1) + conv(channels, channels) + 2 * channels + channels * grid * grid


def parameters(width, transformed=True):
    """Of MSDS for pictures of 256 pixels a side, from its table."""
    blocks = sum(block(levels, *(c if c == 3 else int(c * width) for c in channels)) for levels, *channels in BLOCKS)
    sides = sum(conv(int(c * width), 1) for c in SIDES) + conv(4, 1, 1)
    return blocks + sides + (transformer(int(512 * width), 16) if transformed else 0)


def lived_in(network, seed=3):
    """The network, in evaluation mode, as if it had learnt: normalisations that have seen something, positions that are not
    zero."""
    torch.manual_seed(seed)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.2)
            module.running_var.uniform_(0.5, 2)
            module.weight.data.uniform_(0.5, 1.5)
            module.bias.data.normal_(0, 0.2)
        elif isinstance(module, Transformer):
            module.position.data.normal_(0, 0.3)
    return network.eval()


class TableTest(unittest.TestCase):

    def test_blocks_are_those_of_u2net(self):
        for blocks, sides, known in (U2NET, U2NETP):
            have = sum(count(RSU(levels, *widths) if levels else RSU4F(*widths)) for levels, *widths in blocks)
            self.assertEqual(have + sum(conv(c, 1) for c in sides) + conv(6, 1, 1), known)

    def test_parameters_are_as_many_as_the_table_says(self):
        for name, width, transformed, known in (("msds-paper", 1, True, 24353417), ("msds", 0.5, True, 6130249),
                                                ("msds-base", 0.5, False, parameters(0.5, False)),
                                                ("msds-base-trans", 0.5, True, 6130249)):
            self.assertEqual(count(recipe(name, PLAIN).build()), known)
            self.assertEqual(parameters(width, transformed), known)
        self.assertEqual(count(recipe("msds", {**PLAIN, "width": 0.25}).build()), parameters(0.25))

    def test_shapes_of_the_stages(self):
        network, seen = lived_in(MSDS(1 / 16)), []
        for stage in [*network.encoder, network.bottom, network.transformer, *network.decoder, *network.sides]:
            stage.register_forward_hook(lambda _, taken, given: seen.append((list(taken[0].shape[1:]), list(given.shape[1:]))))
        with torch.no_grad():
            self.assertEqual(list(network(torch.rand(1, 3, 256, 256)).shape), [1, 5, 256, 256])
        sizes = [256, 128, 64, 32, 16, 16, 32, 64, 128, 256]
        blocks = [row[1:] for row in BLOCKS]
        blocks.insert(5, (512, 0, 512))
        expected = [([3 if a == 3 else a // 16, s, s], [b // 16, s, s]) for s, (a, _, b) in zip(sizes, blocks)]
        # A side output follows its stage.
        for k, (channels, size) in enumerate(zip(SIDES, sizes[6:])):
            expected.insert(7 + 2 * k, ([channels // 16, size, size], [1, size, size]))
        self.assertEqual(seen, expected)


class BlockTest(unittest.TestCase):

    def test_odd_and_tiny_sizes(self):
        for made in (RSU(7, 3, 2, 5), RSU(4, 3, 2, 5), RSU4F(3, 2, 5)):
            with torch.no_grad():
                for h, w in ((1, 1), (33, 65), (97, 2)):
                    self.assertEqual(list(made.eval()(torch.rand(1, 3, h, w)).shape), [1, 5, h, w])
        x = torch.rand(1, 1, 5, 3)
        self.assertEqual(list(halved(x).shape), [1, 1, 3, 2])
        self.assertEqual(float(halved(x)[0, 0, 2, 1]), float(x[0, 0, 4, 2]))
        network = MSDS(1 / 16, divisions=())
        with torch.no_grad():
            self.assertEqual(list(network.eval()(torch.rand(1, 3, 45, 1)).shape), [1, 5, 45, 1])

    def test_rsu_is_the_plain_order_of_its_layers(self):
        made, x = lived_in(RSU(5, 3, 4, 6)), torch.rand(2, 3, 21, 13)

        def layer(part, y, dilation=1):
            c, b = part[0], part[1]
            y = functional.conv2d(y, c.weight, c.bias, padding=dilation, dilation=dilation)
            return torch.relu(functional.batch_norm(y, b.running_mean, b.running_var, b.weight, b.bias, eps=1e-5))

        def up(y, size):
            return functional.interpolate(y, size, mode="bilinear", align_corners=False)
        x0 = layer(made.first, x)
        x1 = layer(made.down[0], x0)
        x2 = layer(made.down[1], functional.max_pool2d(x1, 2, ceil_mode=True))
        x3 = layer(made.down[2], functional.max_pool2d(x2, 2, ceil_mode=True))
        x4 = layer(made.down[3], functional.max_pool2d(x3, 2, ceil_mode=True))
        self.assertEqual([list(y.shape[2:]) for y in (x1, x2, x3, x4)], [[21, 13], [11, 7], [6, 4], [3, 2]])
        y = layer(made.up[0], torch.cat([layer(made.bottom, x4, 2), x4], 1))
        y = layer(made.up[1], torch.cat([up(y, [6, 4]), x3], 1))
        y = layer(made.up[2], torch.cat([up(y, [11, 7]), x2], 1))
        y = layer(made.up[3], torch.cat([up(y, [21, 13]), x1], 1))
        self.assertTrue(torch.allclose(made(x), y + x0, atol=1e-6))

    def test_reach_is_the_calculated_one(self):
        """Which pixels of a row a pixel depends on: counted back through the layers, and by gradients."""
        for levels, length, known in ((7, 1024, 480), (4, 128, 56)):
            # Through the layers of the deepest way; each enlargement reaches the two pixels around.
            low = high = at = length // 2 - 12
            for _ in range(levels - 2):
                low, high = low - 1, high + 1
                low, high = math.floor((low + 0.5) / 2 - 0.5), math.floor((high + 0.5) / 2 - 0.5) + 1
            low, high = low - 1 - 2, high + 1 + 2
            for _ in range(levels - 2):
                low, high = 2 * (low - 1), 2 * (high + 1) + 1
            low, high = low - 2, high + 2
            self.assertEqual(high - low + 1, known)
            made = RSU(levels, 1, 1, 1).double().eval()
            for parameter in made.parameters():
                # Nothing is negative, so that no rectifier blocks the way.
                parameter.data.fill_(0.5)
            # The larger pixel of a pair alone has a gradient, so many rows are tried.
            x = torch.rand(800, 1, 1, length, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
            x.requires_grad_(True)
            made(x)[:, 0, 0, at].sum().backward()
            reached = torch.nonzero(x.grad.abs().amax(dim=[0, 1, 2]))
            self.assertEqual([int(reached.min()), int(reached.max())], [low, high])

    def test_reach_of_rsu_4f(self):
        made = RSU4F(1, 1, 1).double().eval()
        for parameter in made.parameters():
            parameter.data.fill_(0.5)
        x = torch.rand(1, 1, 1, 101, dtype=torch.float64, requires_grad=True)
        made(x)[0, 0, 0, 50].backward()
        reach = 1 + (1 + 2 + 4 + 8) + (4 + 2 + 1)
        self.assertEqual(torch.nonzero(x.grad[0, 0, 0])[[0, -1], 0].tolist(), [50 - reach, 50 + reach])
        made.up1[1].weight.data.zero_()
        self.assertTrue(torch.allclose(made(x), made.first(x) + made.up1[1].bias))


def attended(layer, x, divisions):
    """What the transformer's attention gives, patch by patch and group by group."""
    n, channels, grid, _ = x.shape
    placed = x + layer.position.detach().numpy()

    def linear(part):
        weight, bias = part.weight.detach().numpy()[:, :, 0, 0], part.bias.detach().numpy()
        return numpy.einsum("oc,nchw->nohw", weight, placed) + bias[None, :, None, None]
    q, k, v = linear(layer.query), linear(layer.key), linear(layer.value)
    result, size = numpy.zeros_like(x), channels // len(divisions)
    for i in range(n):
        for group, division in enumerate(divisions):
            chosen, side = slice(group * size, (group + 1) * size), grid // division
            places = [(slice(r * side, (r + 1) * side), slice(c * side, (c + 1) * side))
                      for r in range(division) for c in range(division)]
            for rows, columns in places:
                query = q[i, chosen, rows, columns]
                scores = numpy.array([(query * k[i, chosen, r, c]).sum() for r, c in places]) / math.sqrt(query.size)
                weights = numpy.exp(scores - scores.max())
                weights /= weights.sum()
                for weight, (r, c) in zip(weights, places):
                    result[i, chosen, rows, columns] += weight * v[i, chosen, r, c]
    return torch.from_numpy(result)


class TransformerTest(unittest.TestCase):

    def test_equals_plain_loops(self):
        for divisions in (MULTI, SINGLE, (1, 4)):
            layer = lived_in(Transformer(8, 16, divisions)).double()
            x = torch.randn(2, 8, 16, 16, dtype=torch.float64)
            with torch.no_grad():
                found = layer(x)
                c, b = layer.mix[0], layer.mix[1]
                y = functional.conv2d(attended(layer, x.numpy(), divisions), c.weight, c.bias, padding=1)
                y = functional.batch_norm(y, b.running_mean, b.running_var, b.weight, b.bias)
                self.assertTrue(torch.allclose(found, x + functional.leaky_relu(y, 0.2), atol=1e-12))

    def test_patches_of_the_paper(self):
        layer, x = Transformer(16, 16, MULTI), torch.rand(1, 16, 16, 16)
        tokens = [list(layer.tokens(x, group).shape[1:]) for group in range(4)]
        self.assertEqual(tokens, [[1, 4 * 16 * 16], [4, 4 * 8 * 8], [16, 4 * 4 * 4], [64, 4 * 2 * 2]])

    def test_what_cannot_be_divided_is_refused(self):
        with self.assertRaisesRegex(ValueError, "cannot be divided"):
            Transformer(6, 16, MULTI)
        with self.assertRaisesRegex(ValueError, "cannot be divided"):
            MSDS(1 / 16, 192)


class NetworkTest(unittest.TestCase):

    def test_gradient_reaches_all_parameters_that_can_matter(self):
        network = lived_in(MSDS(0.25, 128)).double()
        x = torch.rand(2, 3, 128, 128, dtype=torch.float64)
        (network(x) * torch.randn(2, 5, 128, 128, dtype=torch.float64)).sum().backward()
        without = {name for name, p in network.named_parameters() if not p.grad.abs().max() > 1e-9}
        # A number that is added to all keys alike changes no softmax.
        self.assertEqual(without, {"transformer.key.bias"})
        # Nor has a group of a single patch any choice.
        quarter = 512 // 4 // 4
        for part in (network.transformer.query, network.transformer.key):
            rows = part.weight.grad.abs().amax(dim=[1, 2, 3])
            self.assertEqual(float(rows[:quarter].max()), 0.0)
            self.assertGreater(float(rows[quarter:].min()), 1e-9)

    def test_fused_map_is_that_of_the_sides(self):
        network, x, seen = lived_in(MSDS(1 / 16, 128)), torch.rand(2, 3, 128, 128), []
        for part in (network.encoder[0], *network.sides):
            part.register_forward_hook(lambda _, taken, given: seen.append((taken[0], given)))
        with torch.no_grad():
            maps = network(x)
            sides = [functional.interpolate(given, [128, 128], mode="bilinear", align_corners=False) for _, given in seen[1:]]
            fused = network.fuse.bias + sum(weight * side for weight, side in zip(network.fuse.weight[0, :, 0, 0], sides[::-1]))
            # The decoder gives the coarsest first.
            self.assertTrue(torch.allclose(maps, torch.cat([fused, *sides[::-1]], 1), atol=1e-5))
            self.assertTrue(torch.allclose(AlteredMap(network)(x), torch.sigmoid(fused), atol=1e-6))
        # ImageNet's means and deviations.
        expected = torch.stack([(x[:, 0] - 0.485) / 0.229, (x[:, 1] - 0.456) / 0.224, (x[:, 2] - 0.406) / 0.225], 1)
        self.assertTrue(torch.allclose(seen[0][0], expected, atol=1e-5))
        self.assertGreater(float(maps.std(dim=[2, 3]).min()), 1e-3)

    def test_transformer_carries_what_is_far_away(self):
        """A change in one corner tells in the opposite one only by attention where the reach of all else is cut off."""
        layer, x = lived_in(Transformer(8, 16, MULTI)), torch.rand(1, 8, 16, 16)
        other = x.clone()
        other[:, 4:, 0, 0] += 5
        with torch.no_grad():
            self.assertGreater(float((layer(x) - layer(other))[..., 12:, 12:].abs().max()), 1e-4)

    def test_exported_equals_eager(self):
        made = recipe("msds", {**PLAIN, "width": 0.125})
        module = export.rounded(lived_in(made.deployed(made.build())))
        data = export.serialised(module)
        self.assertLessEqual(export.difference(module, data, made.examples()), export.TOLERANCE)
        with torch.no_grad():
            maps = [module(x) for x in made.examples()]
        self.assertTrue(all(list(m.shape) == [1, 1, 256, 256] and 0 <= float(m.min()) <= float(m.max()) <= 1 for m in maps))
        self.assertGreater(float(maps[0].std()), 1e-3)

    def test_scripted_ablations_equal_eager(self):
        for divisions in ((), SINGLE):
            network, x = lived_in(AlteredMap(MSDS(1 / 16, 128, divisions))), torch.rand(2, 3, 128, 128)
            with torch.no_grad(), torch.jit.optimized_execution(False):
                self.assertTrue(torch.allclose(torch.jit.script(network)(x), network(x), atol=1e-6))

    def test_loss_in_plain_numbers(self):
        logits = torch.tensor([[0.0, 2.0], [1.0, -1.0], [0.0, 0.0], [3.0, 0.5], [-9.0, 80.0]]).reshape(1, 5, 1, 2)
        mask = torch.tensor([1.0, 0.0]).reshape(1, 1, 1, 2)
        expected = sum((math.log1p(math.exp(-a)) + math.log1p(math.exp(b))) / 2 for a, b in logits.reshape(5, 2).tolist())
        self.assertAlmostEqual(float(supervision_loss(logits, mask)), expected, 4)


class RecipeTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.scratch.cleanup)
        cls.folder = Path(cls.scratch.name)
        # With these names, two of the eight fall to the validation.
        cls.photos = write_photographs(cls.folder / "photos", 8, 200, seed=27)

    def test_it_learns_one_batch_by_heart(self):
        torch.manual_seed(1)
        made = recipe("msds", {**PLAIN, "width": 0.125, "rate": 5e-3})
        network = MSDS(0.125, 128)
        x = torch.rand(2, 3, 128, 128, generator=torch.Generator().manual_seed(4))
        mask = torch.zeros(2, 1, 128, 128)
        mask[0, :, 20:70, 30:100] = mask[1, :, 60:120, 10:50] = 1
        # What is altered has less noise.
        x = torch.where(mask > 0, 0.5 + 0.3 * (x - 0.5), x)
        optimiser, losses = made.optimiser(network), []
        for _ in range(40):
            loss = made.loss(network, (x, mask, range(2)))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            losses.append(float(loss))
        self.assertLess(losses[-1], 0.3 * losses[0])
        fused = torch.sigmoid(network(x)[:, :1]) > 0.5
        self.assertGreater(2 * float((fused * mask).sum()) / float(fused.sum() + mask.sum()), 0.9)

    def test_schedules(self):
        paper, quick = recipe("msds-paper"), recipe("msds", PLAIN)
        optimiser = paper.optimiser(torch.nn.Conv2d(1, 1, 3))
        self.assertIsInstance(optimiser, torch.optim.SGD)
        group = optimiser.param_groups[0]
        self.assertEqual([group["lr"], group["momentum"], group["weight_decay"]], [5e-4, 0.9, 5e-4])
        self.assertEqual([paper.settings["batch"], paper.settings["width"], paper.side], [10, 1.0, 256])
        self.assertEqual([paper.schedule().factor(step) for step in (0, 10**6)], [1.0, 1.0])
        self.assertIsInstance(quick.optimiser(torch.nn.Conv2d(1, 1, 3)), torch.optim.AdamW)
        with self.assertRaisesRegex(Exception, "width is 0.3: give a multiple of 0.0625"):
            recipe("msds", {"width": 0.3})

    def command(self, main, *words):
        errors = io.StringIO()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(errors):
            self.assertEqual(main([str(word) for word in words]), 0, errors.getvalue())

    def test_trained_and_exported_by_the_commands(self):
        small = [word for name, value in (("width", 0.0625), ("evidence", 0), ("pictures", 3), ("smallest", 64),
                                          ("largest", 96), ("least", 64), ("most", 96), ("reuse", 4)) for word in ("--set", f"{name}={value}")]
        run, out = self.folder / "run", self.folder / "models" / "msds"
        words = ["--net", "msds", "--data", self.photos, "--out", run, "--device", "cpu", "--threads", 1, "--every-steps", 2]
        self.command(train.main, *words, "--batch", 2, "--steps", 2, *small)
        self.command(train.main, *words, "--steps", 1, "--resume")
        with open(run / "log.csv", newline="", encoding="utf-8") as stream:
            rows = [row for row in csv.DictReader(stream) if row["event"] == "validation"]
        self.assertEqual([row["step"] for row in rows], ["2", "3"])
        self.assertTrue(all(math.isfinite(float(row["loss"])) for row in rows))
        self.command(export.main, "--net", "msds", "--from", run, "--out", out)
        card = json.loads((out / "card.json").read_text("utf-8"))
        self.assertEqual(card["tiling"], {"mode": "scaled", "size": 256})
        self.assertEqual(card["outputs"], [{"name": "probability", "kind": "map"}])
        self.assertIn("U2-Net: 64", card["comments"])
        self.assertIn("0.0625 times the paper's channels", card["comments"])
        self.assertIn("--set width=0.0625", card["training"]["command"])
        module = torch.jit.load(str(out / "weights.pt")).float()
        network = recipe("msds", {**PLAIN, "width": 0.0625}).build()
        network.load_state_dict(shards.load(run / "best")["average"])
        x = torch.rand(1, 3, 256, 256)
        with torch.no_grad():
            expected, found = AlteredMap(network.eval())(x), module(x)
        self.assertEqual(list(found.shape), [1, 1, 256, 256])
        # Half precision keeps eleven bits of a weight.
        self.assertLess(float((found - expected).abs().max()), 5e-3)

        # Runs go on from a run or a model, of the same sizes.
        for source, weights in ((run, network.state_dict()), (out, module.network.state_dict())):
            begun = recipe("msds", {**PLAIN, "width": 0.0625})
            other = begun.build()
            begun.start(other, source)
            for name, value in weights.items():
                torch.testing.assert_close(other.state_dict()[name], value, rtol=0, atol=0)
        self.command(train.main, "--net", "msds", "--data", self.photos, "--out", self.folder / "on", "--from", out,
                     "--device", "cpu", "--threads", 1, "--batch", 2, "--steps", 1, *small)
        self.command(export.main, "--net", "msds", "--from", self.folder / "on", "--out", self.folder / "models" / "on")
        further = json.loads((self.folder / "models" / "on" / "card.json").read_text("utf-8"))["training"]
        self.assertTrue(further["notes"].startswith("msds as it was: "), further["notes"])
        wider = recipe("msds", {**PLAIN, "width": 0.125})
        with self.assertRaisesRegex(Trouble, "of other sizes"):
            wider.start(wider.build(), run)


if __name__ == "__main__":
    unittest.main()
