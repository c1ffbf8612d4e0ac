"""LSTM-EnDec: the resampling features and the curve against plain numbers, sizes of all layers, training, export."""

import contextlib
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
from palimpsest.nets import hilbert
from palimpsest.nets.forensic import AlteredMap
from palimpsest.nets.lstmendec import CONFIGURATIONS, Enlarge, Lstm, LSTMEnDec, PictureNorm, Stream
from palimpsest.nets.resampling import ResamplingFeatures, levels
from palimpsest.recipes import recipe
from palimpsest.recipes.lstmendec import elementwise, weighted

torch.set_num_threads(1)
NAMES = {"lstm-endec-paper": "paper", "lstm-endec-as-coded": "as-coded", "lstm-endec-cnn": "cnn", "lstm-endec-fcn": "fcn"}
WIDTHS = (32, 64, 128, 256)
# Without what another network sees, see test_evidence.
PLAIN = {"evidence": 0}
# The reference's table: when the LSTM reads the patch at each row and column.
ORDER = [[0, 1, 14, 15, 16, 19, 20, 21], [3, 2, 13, 12, 17, 18, 23, 22], [4, 7, 8, 11, 30, 29, 24, 25],
         [5, 6, 9, 10, 31, 28, 27, 26], [58, 57, 54, 53, 32, 35, 36, 37], [59, 56, 55, 52, 33, 34, 39, 38],
         [60, 61, 50, 51, 46, 45, 40, 41], [63, 62, 49, 48, 47, 44, 43, 42]]


def formula():
    """A picture of whole levels that Java can make too: [3, 256, 256]."""
    y, x = numpy.mgrid[:256, :256]
    return numpy.stack([(x * x + 3 * x * y + 7 * y * (c + 1)) // 5 % 256 for c in range(3)])


def scenery(seed):
    """A smooth picture with noise and a level part, as in a figure: whole levels [3, 256, 256]."""
    random = numpy.random.default_rng(seed)
    y, x = numpy.mgrid[:256, :256]
    picture = 120 + 60 * numpy.sin(x / 9 + y / 23) + random.normal(0, 4, (3, 256, 256)).cumsum(2) / 8
    picture[:, 40:100, 60:250] = 255
    return picture.clip(0, 255).astype(int)


def described(patch):
    """The 240 features of one patch, levels [3, 32, 32], as plainly as their description reads."""
    canvas = numpy.zeros((46, 46))
    for channel in patch.astype(float):
        for y in range(32):
            for x in range(32):
                around = sum(channel[min(max(y + j, 0), 31), min(max(x + i, 0), 31)]
                             for j, i in ((-1, 0), (1, 0), (0, -1), (0, 1)))
                canvas[y + 7, x + 7] += math.sqrt(abs(around - 4 * channel[y, x])) / 3
    spectra = []
    for k in range(10):
        cos, sin = math.cos(math.radians(18 * k)), math.sin(math.radians(18 * k))
        sums = numpy.zeros(46)
        for column in range(46):
            for row in range(46):
                x = cos * column + sin * row - 23 * (cos + sin - 1)
                y = -sin * column + cos * row - 23 * (cos - sin - 1)
                for j in (math.floor(y), math.floor(y) + 1):
                    for i in (math.floor(x), math.floor(x) + 1):
                        if 0 <= i < 46 and 0 <= j < 46:
                            sums[column] += (1 - abs(x - i)) * (1 - abs(y - j)) * canvas[j, i]
        spectra.append(numpy.abs(numpy.fft.rfft(sums)))
    mean = sum(spectra) / 10
    return numpy.concatenate([spectrum / (mean + 1e-16) - 1 for spectrum in spectra])


def tensor(picture):
    return torch.from_numpy(numpy.ascontiguousarray(picture))[None].float() / 255


def lived_in(configuration, seed=3):
    """The network with normalisations that have seen something."""
    torch.manual_seed(seed)
    network = LSTMEnDec(configuration)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.2)
            module.running_var.uniform_(0.5, 2)
            module.weight.data.uniform_(0.5, 1.5)
        if isinstance(module, (torch.nn.BatchNorm2d, PictureNorm)):
            module.bias.data.normal_(0, 0.2)
    return network.eval()


class FeaturesTest(unittest.TestCase):
    def test_they_equal_their_description(self):
        for picture, places in ((formula(), (0, 13, 63)), (scenery(1), (8, 11, 50))):
            found = ResamplingFeatures()(tensor(picture))[0].numpy()
            for place in places:
                y, x = place // 8 * 32, place % 8 * 32
                expected = described(picture[:, y:y + 32, x:x + 32])
                self.assertLess(numpy.abs(found[place] - expected).max(), 1e-6)

    def test_they_equal_those_of_java(self):
        """Numbers that io.palimpsest.signal.RadonFeatures gave for the same picture."""
        found = ResamplingFeatures()(tensor(formula()))[0].double()
        self.assertEqual(list(found.shape), [64, 240])
        for place, feature, expected in ((0, 0, 6.251799639134248e-05), (0, 25, -0.045501264935386754),
                                         (9, 100, -0.496626386063458), (27, 143, -0.08853812467297018),
                                         (63, 239, 0.04556399546683143)):
            self.assertAlmostEqual(float(found[place, feature]), expected, 6)
        self.assertAlmostEqual(float(found.abs().sum()), 12037.31446983596, 3)

    def test_level_patches_have_no_direction_however_they_were_scaled(self):
        x = torch.full((1, 3, 256, 256), 200 / 255) + 3e-6 * torch.randn(1, 3, 256, 256)
        self.assertTrue(bool((ResamplingFeatures()(x) == -1).all()))

    def test_levels_are_whole_and_kept(self):
        whole = torch.arange(256.0)
        self.assertTrue(torch.equal(levels(whole / 255), whole))
        self.assertEqual(levels(torch.tensor([10.49, 10.49999, 10.5, 10.51]) / 255).tolist(), [10, 11, 11, 11])


class PartsTest(unittest.TestCase):
    def test_curve_is_that_of_the_table(self):
        self.assertEqual(hilbert.steps(8), ORDER)
        places = sorted((value, y, x) for y, row in enumerate(hilbert.steps(16)) for x, value in enumerate(row))
        self.assertEqual([value for value, _, _ in places], list(range(256)))
        for (_, y, x), (_, y2, x2) in zip(places, places[1:]):
            self.assertEqual(abs(y - y2) + abs(x - x2), 1)

    def test_lstm_equals_the_formula(self):
        torch.manual_seed(2)
        layer = Lstm(5, 3).double()
        x = torch.randn(2, 6, 5, dtype=torch.float64)
        weights = {name: value.detach().numpy() for name, value in layer.named_parameters()}
        self.assertEqual(weights["bias0"].tolist(), [0.0] * 3 + [1.0] * 3 + [0.0] * 6)

        def sigmoid(v):
            return 1 / (1 + numpy.exp(-v))
        for k in range(2):
            sequence = list(x[k].numpy())
            for number in range(2):
                c, h = numpy.zeros(3), numpy.zeros(3)
                for t, value in enumerate(sequence):
                    gates = weights[f"input{number}"] @ value + weights[f"state{number}"] @ h + weights[f"bias{number}"]
                    i, f, g, o = gates.reshape(4, 3)
                    c = sigmoid(f) * c + sigmoid(i) * numpy.tanh(g)
                    h = sigmoid(o) * numpy.tanh(c)
                    sequence[t] = h
            self.assertLess(numpy.abs(layer(x)[k].detach().numpy() - numpy.array(sequence)).max(), 1e-12)

    def test_stream_reads_patches_along_the_curve_and_puts_them_back(self):
        torch.manual_seed(2)
        stream = Stream(6, 4, True)
        x = tensor(scenery(2))
        features, order = stream.features(x), sorted(range(64), key=lambda place: ORDER[place // 8][place % 8])
        states = stream.lstm(torch.stack([features[0, place] for place in order])[None])[0]
        maps = torch.zeros(1, 4, 8, 8)
        for t, place in enumerate(order):
            maps[0, :, place // 8, place % 8] = states[t] @ stream.projection[place] + stream.bias
        expected = stream.enlarge(functional.relu(stream.norm(maps)))
        self.assertTrue(torch.allclose(stream(x), expected, atol=1e-6))

    def test_enlargement_is_the_transposed_convolution(self):
        x = torch.randn(1, 2, 5, 7)
        for s in (2, 4):
            taps = 1 - (torch.arange(2.0 * s) - (s - 0.5)).abs() / s
            kernel = (taps[:, None] * taps).expand(2, 1, 2 * s, 2 * s)
            expected = functional.conv_transpose2d(x, kernel, stride=s, padding=s // 2, groups=2)
            self.assertEqual(list(expected.shape), [1, 2, 5 * s, 7 * s])
            self.assertTrue(torch.allclose(Enlarge(s)(x), expected, atol=1e-6))

    def test_normalisation_of_pictures_is_each_for_itself(self):
        x = torch.randn(3, 2, 8, 9) * 5 + 7
        layer = PictureNorm(2)
        layer.bias.data = torch.tensor([1.0, -2.0])
        for k in range(3):
            alone = functional.batch_norm(x[k:k + 1], None, None, None, layer.bias.data, True, 0.0, 1e-3)
            self.assertTrue(torch.allclose(layer(x)[k:k + 1], alone, atol=1e-5))


class NetworkTest(unittest.TestCase):
    @staticmethod
    def counted(hidden, maps, norms, decoder):
        """Parameters by hand; ``norms``: those of a normalised map."""
        encoder = sum(9 * i * w + norms * w + 2 * (norms * w + 9 * w * w + w) for i, w in zip((3, *WIDTHS), WIDTHS))
        top = 256 * maps + norms * maps
        cells = (240 + hidden) * 4 * hidden + 4 * hidden + 2 * hidden * 4 * hidden + 4 * hidden
        projection = 64 * hidden * maps + maps + norms * maps
        return encoder + top + (cells + projection if hidden else 0) + decoder

    def test_parameters_are_as_many_as_counted_by_hand(self):
        def steps(inputs):
            return 9 * inputs * 64 + 2 * 64 + 9 * 64 * 16 + 2 * 16 + 9 * 16 * 2 + 2
        expected = {"paper": self.counted(128, 64, 2, steps(128)), "as-coded": self.counted(64, 32, 1, 64 * 2 + 2 + 2),
                    "cnn": self.counted(0, 64, 2, steps(64)), "fcn": self.counted(0, 0, 2, 256 * 2 + 2)}
        for name, count in expected.items():
            self.assertEqual(sum(p.numel() for p in LSTMEnDec(name).parameters()), count, name)

    def test_kernels_are_those_of_the_programme(self):
        network = LSTMEnDec("as-coded")
        lstm = network.stream.lstm
        kernels = [torch.cat([one, other], 1).t().shape for one, other in ((lstm.input0, lstm.state0),
                                                                           (lstm.input1, lstm.state1))]
        self.assertEqual(list(map(list, kernels)), [[240 + 64, 256], [64 + 64, 256]])
        self.assertEqual(list(network.stream.projection.shape), [64, 64, 32])
        self.assertEqual(list(LSTMEnDec("paper").stream.projection.shape), [64, 128, 64])
        convolutions = [list(m.weight.shape) for m in network.modules() if isinstance(m, torch.nn.Conv2d)]
        expected = []
        for i, w in zip((3, *WIDTHS), WIDTHS):
            expected += [[w, i, 3, 3], [w, w, 3, 3], [w, w, 3, 3]]
        self.assertEqual(convolutions, [*expected, [32, 256, 1, 1], [2, 64, 1, 1]])

    def test_maps_have_the_sizes_of_the_paper(self):
        x, network, sizes = tensor(scenery(4)), LSTMEnDec("paper").eval(), []
        for part in (network.encoder[3], network.stream.lstm, network.stream, *network.decoder):
            part.register_forward_hook(lambda module, inputs, output: sizes.append(list(output.shape[1:])))
        with torch.no_grad():
            self.assertEqual(list(network(x).shape), [1, 2, 256, 256])
        self.assertEqual(sizes, [[256, 16, 16], [64, 128], [64, 16, 16], [128, 64, 64], *3 * [[64, 64, 64]], [64, 256, 256],
                                 *3 * [[16, 256, 256]], [2, 256, 256]])

    def test_exported_equals_eager_in_half_precision_too(self):
        for name, configuration in NAMES.items():
            module = export.rounded(AlteredMap(lived_in(configuration)))
            examples = recipe(name, PLAIN).examples()[:2]
            data = export.serialised(module)
            self.assertLessEqual(export.difference(module, data, examples), export.TOLERANCE, name)
            with torch.no_grad():
                map_ = module(examples[1])
            self.assertEqual(list(map_.shape), [1, 1, 256, 256])
            self.assertTrue(bool(((map_ >= 0) & (map_ <= 1)).all()))
            self.assertGreater(float(map_.std()), 1e-3)

    def test_result_does_not_depend_on_the_other_pictures(self):
        x = torch.cat([tensor(scenery(5)), tensor(formula())])
        for configuration in ("paper", "as-coded"):
            network = lived_in(configuration)
            with torch.no_grad():
                self.assertTrue(torch.allclose(network(x)[1:], network(x[1:]), atol=1e-4), configuration)

    def test_both_sources_matter(self):
        network, x = lived_in("paper"), tensor(scenery(6))
        with torch.no_grad():
            plain = network(x)
            network.stream.projection.zero_()
            deaf = network(x)
        self.assertGreater(float((plain - deaf).abs().max()), 1e-2)

    def test_other_sizes_are_refused(self):
        with self.assertRaisesRegex(ValueError, "another size than 256x256"):
            LSTMEnDec("fcn")(torch.zeros(1, 3, 256, 255))


class LossTest(unittest.TestCase):
    def test_in_plain_numbers(self):
        classes = torch.tensor([[[[0.0, 2.0]], [[1.0, -1.0]]]])
        mask = torch.tensor([[[[1.0, 0.0]]]])
        p = [1 / (1 + math.exp(-1)), 1 / (1 + math.exp(3))]
        self.assertAlmostEqual(float(weighted(classes, mask, 3.0)), (-3 * math.log(p[0]) - math.log(1 - p[1])) / 4, 6)

        def cost(logit, truth):
            return math.log(1 + math.exp(-logit if truth else logit))
        terms = [cost(0, 0), cost(2, 1), cost(1, 1), cost(-1, 0)]
        self.assertAlmostEqual(float(elementwise(classes, mask, 1.0)), sum(terms) / 4, 6)
        self.assertAlmostEqual(float(elementwise(classes, mask, 2.0)), (sum(terms) + terms[1] + terms[2]) / 4, 6)

    def test_every_parameter_learns_and_the_loss_falls(self):
        picture = scenery(7)
        mask = torch.zeros(1, 1, 256, 256)
        mask[:, :, 130:220, 20:160] = 1
        picture[:, 130:220, 20:160] = picture[:, 130:220, 20:160] // 2 + 90
        for name in NAMES:
            torch.manual_seed(1)
            made = recipe(name, {**PLAIN, "rate": 2e-3})
            network = made.build().train()
            optimiser, losses = made.optimiser(network), []
            for step in range(5):
                loss = made.loss(network, (tensor(picture), mask, range(1)))
                optimiser.zero_grad()
                loss.backward()
                if not step:
                    idle = [n for n, p in network.named_parameters() if p.grad is None or not bool(p.grad.any())]
                optimiser.step()
                losses.append(float(loss))
            self.assertEqual(idle, [], name)
            self.assertLess(losses[-1], 0.8 * losses[0], name)

    def test_optimisers(self):
        self.assertIs(type(recipe("lstm-endec").optimiser(torch.nn.Linear(1, 1))), torch.optim.AdamW)
        coded = recipe("lstm-endec-as-coded")
        optimiser = coded.optimiser(torch.nn.Linear(1, 1))
        self.assertIs(type(optimiser), torch.optim.Adam)
        self.assertEqual([optimiser.param_groups[0]["lr"] * coded.schedule().factor(k) for k in (0, 10**6)], [3e-5, 3e-5])


class CommandTest(unittest.TestCase):
    def test_from_photographs_to_a_model(self):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            # With these names, two of the eight fall to the validation.
            photos = write_photographs(folder / "photos", 8, 200, seed=27)
            small = [word for setting in ("least=64", "most=96", "smallest=64", "largest=90", "pictures=3", "warm=0")
                     for word in ("--set", setting)]
            words = ["--net", "lstm-endec-paper", "--data", str(photos), "--out", str(folder / "run"), "--steps", "1", "--batch", "1",
                     "--device", "cpu", "--threads", "1", *small]
            with contextlib.redirect_stdout(io.StringIO()):
                self.assertEqual(train.main(words), 0)
                self.assertEqual(export.main(["--net", "lstm-endec-paper", "--from", str(folder / "run"), "--out",
                                              str(folder / "model"), "--data", "made up"]), 0)
            card = json.loads((folder / "model" / "card.json").read_text("utf-8"))
            self.assertEqual(card["tiling"], {"mode": "scaled", "size": 256})
            self.assertEqual(card["outputs"], [{"name": "probability", "kind": "map"}])
            self.assertEqual([i["name"] for i in card["inputs"]], ["red", "green", "blue"])
            self.assertIn("--net lstm-endec-paper", card["training"]["command"])
            module = torch.jit.load(str(folder / "model" / "weights.pt"))
            self.assertTrue(all(p.dtype == torch.float16 for p in module.parameters()))
            with torch.no_grad():
                found = module.float()(torch.rand(1, 3, 256, 256))
            self.assertEqual(list(found.shape), [1, 1, 256, 256])
            # A run may be given more time, over which its rate falls; what it learns from stays.
            errors = io.StringIO()
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(errors):
                self.assertEqual(train.main([*words, "--resume", "--set", "span=40"]), 0)
                self.assertEqual(train.main([*words, "--resume", "--set", "least=65"]), 2)
            self.assertIn("begun with another least", errors.getvalue())
            self.assertEqual(shards.notes(folder / "run" / "checkpoint")["settings"]["span"], 40)
            self.assertTrue(bool(((found >= 0) & (found <= 1)).all()))

    def test_every_network_has_a_configuration_of_its_own(self):
        self.assertEqual({recipe(name).configuration for name in NAMES}, set(CONFIGURATIONS))


if __name__ == "__main__":
    unittest.main()
