"""The fusion networks: shapes, sizes, the attention in plain numbers, scripting."""

import unittest

import numpy
import torch

from palimpsest.nets.effb4unet import Depthwise, EffB4Unet, MBConv
from palimpsest.nets.owaf import AttentionLayer, OwAF

torch.set_num_threads(1)


def convolved(x, weight):
    """Convolution with zero padding, x [C, h, w], weight [O, C, k, k], written out."""
    k = weight.shape[2] // 2
    padded = numpy.pad(x, ((0, 0), (k, k), (k, k)))
    result = numpy.zeros((weight.shape[0],) + x.shape[1:])
    for y in range(x.shape[1]):
        for z in range(x.shape[2]):
            result[:, y, z] = (weight * padded[:, y:y + 2 * k + 1, z:z + 2 * k + 1]).sum((1, 2, 3))
    return result


def pooled(x, function):
    """3x3 pooling over what lies inside of the picture, written out."""
    result = numpy.zeros_like(x)
    for y in range(x.shape[1]):
        for z in range(x.shape[2]):
            window = x[:, max(0, y - 1):y + 2, max(0, z - 1):z + 2]
            result[:, y, z] = function(window.reshape(x.shape[0], -1), axis=1)
    return result


class OwafTest(unittest.TestCase):
    def test_any_size_gives_a_map_of_that_size(self):
        network = OwAF().eval()
        for h, w in ((1, 1), (2, 9), (31, 64)):
            self.assertEqual(list(network(torch.rand(2, 10, h, w)).shape), [2, 1, h, w])

    def test_parameters_are_as_many_as_counted_by_hand(self):
        layer = 16 * 16 * (1 + 9 + 25 + 49) + 6 * 16 * 16 + (16 * 12 + 12) + (12 * 6 + 6)
        expected = (10 * 16 * 9 + 16) + 8 * 16 * 9 + 4 * layer + (16 * 9 + 1)
        self.assertEqual(sum(p.numel() for p in OwAF().parameters()), expected)

    def test_layer_equals_the_formula(self):
        torch.manual_seed(3)
        layer = AttentionLayer(4).double()
        x = torch.randn(1, 4, 6, 5, dtype=torch.float64)
        weights = {name: value.detach().numpy() for name, value in layer.named_parameters()}
        plain = x[0].numpy()
        hidden = numpy.maximum(weights["squeeze.weight"] @ plain.mean((1, 2)) + weights["squeeze.bias"], 0)
        scores = numpy.exp(weights["excite.weight"] @ hidden + weights["excite.bias"])
        attention = scores / scores.sum()
        operations = [numpy.maximum(convolved(plain, weights[f"conv{k}.weight"]), 0) for k in (1, 3, 5, 7)]
        operations += [pooled(plain, numpy.mean), pooled(plain, numpy.max)]
        stacked = numpy.concatenate([a * o for a, o in zip(attention, operations)])
        mixed = numpy.maximum(convolved(stacked, weights["mix.weight"]), 0)
        expected = numpy.maximum(mixed + plain, 0)
        self.assertLess(numpy.abs(layer(x)[0].detach().numpy() - expected).max(), 1e-12)

    def test_attention_sums_to_one_and_depends_on_the_picture(self):
        torch.manual_seed(4)
        attention = AttentionLayer(8).attention(torch.rand(2, 8, 5, 5) * torch.tensor([1.0, 9.0]).view(2, 1, 1, 1))
        self.assertTrue(torch.allclose(attention.sum(1), torch.ones(2)))
        self.assertGreater(float((attention[0] - attention[1]).abs().max()), 1e-4)

    def test_scripted_module_equals_it(self):
        network = OwAF().eval()
        x = torch.rand(1, 10, 13, 8)
        self.assertTrue(torch.equal(torch.jit.script(network)(x), network(x)))


class EffB4UnetTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        torch.manual_seed(5)
        cls.network = EffB4Unet().eval()

    def test_encoder_has_the_parameters_of_the_paper(self):
        """19,341,616 with three input channels, less the head convolution with its normalisation and the classifier."""
        names = [(name, p) for name, p in self.network.named_parameters() if not name.startswith(("up", "last"))]
        count = sum(p.numel() for _, p in names) - 7 * 48 * 9
        self.assertEqual(count, 19341616 - (448 * 1792 + 2 * 1792) - (1792 * 1000 + 1000))

    def test_skips_have_the_channels_and_strides_of_b4(self):
        x2 = self.network.stem(torch.rand(1, 10, 64, 96))
        x4 = self.network.stage4(self.network.stage2(x2))
        x8 = self.network.stage8(x4)
        x16 = self.network.stage16(x8)
        shapes = [list(x.shape[1:]) for x in (x2, x4, x8, x16, self.network.stage32(x16))]
        self.assertEqual(shapes, [[48, 32, 48], [32, 16, 24], [56, 8, 12], [160, 4, 6], [448, 2, 3]])

    def test_any_size_gives_a_map_of_that_size(self):
        with torch.no_grad():
            for h, w in ((1, 1), (33, 7), (32, 64)):
                self.assertEqual(list(self.network(torch.rand(1, 10, h, w)).shape), [1, 1, h, w])

    def test_padding_leaves_whole_sizes_alone(self):
        """A picture that is a multiple of 32 already gets the same map as without padding; a cut one comes close to none."""
        with torch.no_grad():
            x = torch.rand(1, 10, 32, 32)
            cut = torch.cat([x[:, :, :31], x[:, :, 30:31]], dim=2)
            self.assertTrue(torch.equal(self.network(x[:, :, :31]), self.network(cut)[:, :, :31]))

    def test_scripted_module_equals_it(self):
        x = torch.rand(1, 10, 45, 20)
        with torch.no_grad():
            self.assertTrue(torch.allclose(torch.jit.script(self.network)(x), self.network(x), atol=1e-6))

    def test_trimmed_depthwise_convolution_is_the_whole_one(self):
        layer = Depthwise(6, 5, 1)
        for h, w in ((1, 1), (2, 1), (2, 2), (3, 2)):
            x = torch.rand(2, 6, h, w)
            whole = torch.nn.functional.conv2d(x, layer.weight, None, 1, 2, 1, 6)
            self.assertTrue(torch.allclose(layer(x), whole, atol=1e-6))

    def test_dropped_block_passes_its_input(self):
        block = MBConv(8, 8, 6, 3, 1, 1.0 - 1e-9).train()
        x = torch.rand(4, 8, 6, 6)
        self.assertTrue(torch.equal(block(x), x))
        self.assertFalse(torch.equal(block.eval()(x), x))


if __name__ == "__main__":
    unittest.main()
