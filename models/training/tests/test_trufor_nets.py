"""TruFor's networks: names and sizes of the published checkpoint, the parts in plain numbers, scripting."""

import copy
import math
import unittest

import numpy
import torch
from torch.nn import functional

from palimpsest import export
from palimpsest.nets import dncnn, mit
from palimpsest.nets.dncnn import DnCNN
from palimpsest.nets.rectify import CrossAttention, Rectify
from palimpsest.nets.trufor import Decoder, TruFor, statistics
from palimpsest.recipes import recipe

torch.set_num_threads(1)


def lived_in(network, seed=3):
    """The network with normalisations that have seen something, and logits that are not all alike."""
    torch.manual_seed(seed)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.2)
            module.running_var.uniform_(0.5, 2)
            module.weight.data.uniform_(0.5, 1.5)
            module.bias.data.normal_(0, 0.2)
        elif isinstance(module, torch.nn.LayerNorm):
            module.bias.data.normal_(0, 0.1)
    for head in (network.decode_head, network.decode_head_conf):
        head.linear_pred.weight.data.normal_(0, 0.2)
    return network.eval()


def published():
    """Names and shapes of trufor-b2's tensors, from the description of its parts."""
    names = {}

    def add(name, *shape):
        names[name] = shape

    def linear(name, inputs, outputs, bias=True):
        add(f"{name}.weight", outputs, inputs)
        if bias:
            add(f"{name}.bias", outputs)

    def conv(name, inputs, outputs, kernel, bias=True):
        add(f"{name}.weight", outputs, inputs, kernel, kernel)
        if bias:
            add(f"{name}.bias", outputs)

    def norm(name, width, batch=False):
        add(f"{name}.weight", width)
        add(f"{name}.bias", width)
        if batch:
            add(f"{name}.running_mean", width)
            add(f"{name}.running_var", width)
            add(f"{name}.num_batches_tracked")

    dims, depths = (64, 128, 320, 512), (3, 4, 6, 3)
    for extra in ("", "extra_"):
        for s, (width, depth, reduction) in enumerate(zip(dims, depths, (8, 4, 2, 1))):
            conv(f"backbone.{extra}patch_embed{s + 1}.proj", dims[s - 1] if s else 3, width, 3 if s else 7)
            norm(f"backbone.{extra}patch_embed{s + 1}.norm", width)
            norm(f"backbone.{extra}norm{s + 1}", width)
            for i in range(depth):
                block = f"backbone.{extra}block{s + 1}.{i}"
                norm(f"{block}.norm1", width)
                norm(f"{block}.norm2", width)
                linear(f"{block}.attn.q", width, width)
                linear(f"{block}.attn.kv", width, 2 * width)
                linear(f"{block}.attn.proj", width, width)
                if reduction > 1:
                    conv(f"{block}.attn.sr", width, width, reduction)
                    norm(f"{block}.attn.norm", width)
                linear(f"{block}.mlp.fc1", width, 4 * width)
                conv(f"{block}.mlp.dwconv.dwconv", 1, 4 * width, 3)
                linear(f"{block}.mlp.fc2", 4 * width, width)
    for s, width in enumerate(dims):
        frm, ffm = f"backbone.FRMs.{s}", f"backbone.FFMs.{s}"
        linear(f"{frm}.channel_weights.mlp.0", 4 * width, 4 * width)
        linear(f"{frm}.channel_weights.mlp.2", 4 * width, 2 * width)
        conv(f"{frm}.spatial_weights.mlp.0", 2 * width, width, 1)
        conv(f"{frm}.spatial_weights.mlp.2", width, 2, 1)
        for i in ("1", "2"):
            linear(f"{ffm}.cross.channel_proj{i}", width, 2 * width)
            linear(f"{ffm}.cross.cross_attn.kv{i}", width, 2 * width, bias=False)
            linear(f"{ffm}.cross.end_proj{i}", 2 * width, width)
            norm(f"{ffm}.cross.norm{i}", width)
        embed = f"{ffm}.channel_emb.channel_embed"
        conv(f"{ffm}.channel_emb.residual", 2 * width, width, 1, bias=False)
        conv(f"{embed}.0", 2 * width, width, 1)
        conv(f"{embed}.1", 1, width, 3)
        conv(f"{embed}.3", width, width, 1)
        norm(f"{embed}.4", width, batch=True)
        norm(f"{ffm}.channel_emb.norm", width, batch=True)
    for head, classes in (("decode_head", 2), ("decode_head_conf", 1)):
        for s, width in enumerate(dims):
            linear(f"{head}.linear_c{s + 1}.proj", width, 512)
        conv(f"{head}.linear_fuse.0", 2048, 512, 1)
        norm(f"{head}.linear_fuse.1", 512, batch=True)
        conv(f"{head}.linear_pred", 512, classes, 1)
    linear("detection.0", 8, 128)
    linear("detection.3", 128, 1)
    conv("dncnn.0", 3, 64, 3)
    for i in range(2, 45, 3):
        conv(f"dncnn.{i}", 64, 64, 3, bias=False)
        norm(f"dncnn.{i + 1}", 64, batch=True)
    conv("dncnn.47", 64, 1, 3)
    return names


class TruForB2Test(unittest.TestCase):
    def test_names_and_shapes_are_those_of_the_published_checkpoint(self):
        network = TruFor("b2")
        have = {name: tuple(value.shape) for name, value in network.state_dict().items()}
        self.assertEqual(len(have), 952)
        self.assertEqual(have, published())
        self.assertEqual(sum(p.numel() for p in network.parameters()), 68697421)

    def test_exported_equals_eager(self):
        network = lived_in(TruFor("b2"))
        script = torch.jit.script(network)
        with torch.no_grad():
            for x in recipe("trufor-b2").examples():
                for one, other in zip(network(x), script(x)):
                    self.assertLess(float((one - other).abs().max()), 1e-4)


class TruForB0Test(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.network = lived_in(TruFor("b0"))

    def test_parameters_are_as_many_as_before(self):
        self.assertEqual(sum(p.numel() for p in self.network.parameters()), 12145037)

    def test_exported_equals_eager_and_is_small(self):
        module = export.rounded(self.network)
        data = export.serialised(module)
        self.assertLess(len(data), 30 * 2**20)
        self.assertLessEqual(export.difference(module, data, recipe("trufor-b0").examples()), export.TOLERANCE)

    def test_any_size_gives_maps_of_that_size_in_their_range(self):
        with torch.no_grad():
            for h, w in ((1, 1), (29, 3), (33, 64)):
                maps, scores = self.network(torch.rand(2, 3, h, w))
                self.assertEqual([list(maps.shape), list(scores.shape)], [[2, 3, h, w], [2, 1]])
                self.assertTrue(bool(((maps[:, :2] >= 0) & (maps[:, :2] <= 1) & torch.isfinite(maps[:, 2:])).all()))

    def test_outputs_are_what_the_logits_say(self):
        x = torch.rand(1, 3, 40, 52)
        with torch.no_grad():
            (maps, scores), (classes, confidence, integrity, noise) = self.network(x), self.network.raw(x)
            expected = self.network.dncnn(x * 255 / 256)
        self.assertTrue(torch.allclose(maps[:, 0], torch.sigmoid(classes[:, 1] - classes[:, 0]), atol=1e-6))
        self.assertTrue(torch.equal(maps[:, 1:2], torch.sigmoid(confidence)))
        self.assertTrue(torch.equal(scores, torch.sigmoid(integrity)))
        self.assertTrue(torch.allclose(maps[:, 2:], expected, atol=1e-6))
        self.assertGreater(float(maps[:, 0].std()), 1e-3)

    def test_both_branches_matter(self):
        x = torch.rand(1, 3, 48, 48)
        with torch.no_grad():
            noise = self.network.fingerprint(x)
            plain = self.network.analyse(x, noise)[0]
            other_noise = self.network.analyse(x, noise.roll(7, 3))[0]
            other_picture = self.network.analyse(x.roll(7, 3), noise)[0]
        self.assertGreater(float((plain - other_noise).abs().max()), 1e-3)
        self.assertGreater(float((plain - other_picture).abs().max()), 1e-3)

    def test_small_blocks_of_rows_give_the_same(self):
        x = torch.rand(1, 3, 150, 61)
        small = copy.deepcopy(self.network)
        for module in small.modules():
            if isinstance(module, mit.Attention):
                module.block = 97
        small.dncnn.pixels = 61 * 64
        with torch.no_grad():
            for one, other in zip(self.network.raw(x), small.raw(x)):
                self.assertLess(float((one - other).abs().max()), 2e-5)


class PartsTest(unittest.TestCase):
    def test_dncnn_strips_reach_far_enough(self):
        """A change further away than the reach leaves a pixel alone, a nearer one does not."""
        network = DnCNN().eval().double()
        x = torch.rand(1, 3, 50, 3, dtype=torch.float64)
        other = x.clone()
        other[:, :, 40] += 1
        with torch.no_grad():
            changed = (network(x) != network(other))[0, 0].any(1)
        self.assertFalse(bool(changed[:40 - dncnn.REACH].any()))
        self.assertTrue(bool(changed[40 - dncnn.REACH]))

    def test_attention_equals_the_formula(self):
        torch.manual_seed(2)
        layer = mit.Attention(6, 2, 2).double().eval()
        x = torch.randn(1, 4, 6, 6, dtype=torch.float64)
        small = functional.conv2d(x.permute(0, 3, 1, 2), layer.sr.weight, layer.sr.bias, 2).flatten(2).transpose(1, 2)
        small = functional.layer_norm(small, [6], layer.norm.weight, layer.norm.bias, 1e-5)[0]
        kv = (small @ layer.kv.weight.t() + layer.kv.bias).detach().numpy()
        q = (x.reshape(24, 6) @ layer.q.weight.t() + layer.q.bias).detach().numpy()
        result = numpy.zeros((24, 6))
        for head in range(2):
            part = slice(3 * head, 3 * head + 3)
            scores = numpy.exp(q[:, part] @ kv[:, :6][:, part].T / math.sqrt(3))
            result[:, part] = scores / scores.sum(1, keepdims=True) @ kv[:, 6:][:, part]
        result = result @ layer.proj.weight.detach().numpy().T + layer.proj.bias.detach().numpy()
        self.assertLess(numpy.abs(layer(x).detach().numpy().reshape(24, 6) - result).max(), 1e-12)

    def test_rectification_equals_the_formula(self):
        torch.manual_seed(2)
        layer = Rectify(3).double()
        one, other = torch.randn(2, 1, 4, 5, 3, dtype=torch.float64)
        both = torch.cat([one, other], 3)[0].reshape(20, 6)
        pooled = torch.cat([both.mean(0), both.max(0).values])
        channel = layer.channel_weights.mlp(pooled)
        w1, w2 = layer.spatial_weights.mlp[0], layer.spatial_weights.mlp[2]
        hidden = torch.relu(both @ w1.weight.reshape(3, 6).t() + w1.bias)
        place = torch.sigmoid(hidden @ w2.weight.reshape(2, 3).t() + w2.bias)
        first, second = layer(one, other)
        x, y = one.reshape(20, 3), other.reshape(20, 3)
        self.assertTrue(torch.allclose(first.reshape(20, 3), x + 0.5 * channel[3:] * y + 0.5 * place[:, 1:] * y))
        self.assertTrue(torch.allclose(second.reshape(20, 3), y + 0.5 * channel[:3] * x + 0.5 * place[:, :1] * x))

    def test_cross_attention_equals_the_formula(self):
        torch.manual_seed(2)
        layer = CrossAttention(4, 2).double()
        u1, u2 = torch.randn(2, 7, 4, dtype=torch.float64)
        expected = []
        for query, source, kv in ((u1, u2, layer.kv2), (u2, u1, layer.kv1)):
            k, v = (source @ kv.weight.t()).chunk(2, 1)
            heads = []
            for head in range(2):
                part = slice(2 * head, 2 * head + 2)
                context = torch.softmax(k[:, part].t() @ v[:, part] / math.sqrt(2), dim=0)
                heads.append(query[:, part] @ context)
            expected.append(torch.cat(heads, 1))
        for found, wanted in zip(layer(u1[None], u2[None]), expected):
            self.assertTrue(torch.allclose(found[0], wanted))

    def test_decoder_equals_the_plain_order_of_its_layers(self):
        torch.manual_seed(2)
        decoder = Decoder([4, 5, 6, 7], 8, 2, 1e-3).double().eval()
        decoder.linear_fuse[1].running_mean.normal_()
        maps = [torch.randn(1, 9 // s + 1, 12 // s + 1, c, dtype=torch.float64) for s, c in ((1, 4), (2, 5), (4, 6), (8, 7))]
        size = maps[0].shape[1:3]
        layers = [decoder.linear_c1, decoder.linear_c2, decoder.linear_c3, decoder.linear_c4]
        large = [functional.interpolate(layer.proj(x).permute(0, 3, 1, 2), size, mode="bilinear", align_corners=False)
                 for layer, x in zip(layers, maps)]
        expected = decoder.linear_pred(decoder.linear_fuse(torch.cat(large[::-1], 1)))
        self.assertTrue(torch.allclose(decoder(maps), expected))

    def test_statistics_are_weighted(self):
        x = torch.tensor([[1.0, -2.0, 4.0]], dtype=torch.float64)
        weight = torch.tensor([[1.0, 2.0, 5.0]], dtype=torch.float64).log()
        shares = numpy.array([1, 2, 5]) / 8
        values = x[0].numpy()
        expected = [-math.log((shares * numpy.exp(-values)).sum()), math.log((shares * numpy.exp(values)).sum()),
                    (shares * values).sum(), (shares * values**2).sum()]
        self.assertLess(numpy.abs(statistics(x, weight)[0].numpy() - expected).max(), 1e-12)


if __name__ == "__main__":
    unittest.main()
