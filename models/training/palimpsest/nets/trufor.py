"""TruFor: anomaly map, confidence map and integrity score from the picture and its learned fingerprint.

F. Guillaro, D. Cozzolino, A. Sud, N. Dufour, L. Verdoliva, "TruFor: leveraging all-round clues for trustworthy image
forgery detection and localization", CVPR 2023. The encoder is that of CMX (see palimpsest.nets.rectify).

``trufor-b2`` is the paper's: 68,697,421 parameters under the names of the published checkpoint, so that one can be read
into it. ``trufor-b0`` has the small MiT-B0 in both branches and decoders of 256 channels; all else is the same.

Readings of what the paper leaves open are those of the published checkpoint: the fingerprint is repeated to three
channels, the rectified maps (not the fused ones) go on to the next stage, the pooling works on logits at full size, and
the normalisation in the decoder of the map has eps 1e-3, in that of the confidence 1e-5.
"""

import math
from typing import List, Tuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from palimpsest.nets.dncnn import DnCNN
from palimpsest.nets.mit import DIMS, HEADS, SMALLEST, embeddings, stages
from palimpsest.nets.rectify import Fuse, Rectify

DECODER = {"b0": 256, "b2": 512}


class Backbone(nn.Module):
    """Two branches of four stages, rectified by each other and fused after each:
    [n, 3, h, w] twice -> four maps [n, h / s, w / s, C], s = 4, 8, 16, 32."""

    def __init__(self, size: str, drop: float):
        super().__init__()
        self.patch_embed1, self.patch_embed2, self.patch_embed3, self.patch_embed4 = embeddings(size)
        self.block1, self.block2, self.block3, self.block4 = stages(size, drop)
        self.norm1, self.norm2, self.norm3, self.norm4 = [nn.LayerNorm(width, eps=1e-6) for width in DIMS[size]]
        (self.extra_patch_embed1, self.extra_patch_embed2, self.extra_patch_embed3,
         self.extra_patch_embed4) = embeddings(size)
        self.extra_block1, self.extra_block2, self.extra_block3, self.extra_block4 = stages(size, drop)
        (self.extra_norm1, self.extra_norm2, self.extra_norm3,
         self.extra_norm4) = [nn.LayerNorm(width, eps=1e-6) for width in DIMS[size]]
        self.FRMs = nn.ModuleList([Rectify(width) for width in DIMS[size]])
        self.FFMs = nn.ModuleList([Fuse(width, heads) for width, heads in zip(DIMS[size], HEADS)])

    def forward(self, picture: Tensor, noise: Tensor) -> List[Tensor]:
        x = picture.permute(0, 2, 3, 1)
        y = noise.permute(0, 2, 3, 1)
        x = self.norm1(self.block1(self.patch_embed1(x)))
        y = self.extra_norm1(self.extra_block1(self.extra_patch_embed1(y)))
        x, y = self.FRMs[0](x, y)
        fused1 = self.FFMs[0](x, y)
        x = self.norm2(self.block2(self.patch_embed2(x)))
        y = self.extra_norm2(self.extra_block2(self.extra_patch_embed2(y)))
        x, y = self.FRMs[1](x, y)
        fused2 = self.FFMs[1](x, y)
        x = self.norm3(self.block3(self.patch_embed3(x)))
        y = self.extra_norm3(self.extra_block3(self.extra_patch_embed3(y)))
        x, y = self.FRMs[2](x, y)
        fused3 = self.FFMs[2](x, y)
        x = self.norm4(self.block4(self.patch_embed4(x)))
        y = self.extra_norm4(self.extra_block4(self.extra_patch_embed4(y)))
        x, y = self.FRMs[3](x, y)
        return [fused1, fused2, fused3, self.FFMs[3](x, y)]


class Projection(nn.Module):
    """A linear layer, of which the decoder takes the weights."""

    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.proj = nn.Linear(inputs, outputs)


class Decoder(nn.Module):
    """SegFormer's decoder of multilayer perceptrons: four maps -> [n, classes, h / 4, w / 4].

    As written, each map is projected to ``width`` channels, made as large as the first, and all are mixed by one
    convolution 1x1. A linear layer may change places with the enlargement (whose weights sum to 1), so each map meets
    the product of both layers at its own size: the same function, in a tenth of the time and of the memory.
    """

    def __init__(self, dims: List[int], width: int, classes: int, eps: float):
        super().__init__()
        self.width = width
        self.linear_c4 = Projection(dims[3], width)
        self.linear_c3 = Projection(dims[2], width)
        self.linear_c2 = Projection(dims[1], width)
        self.linear_c1 = Projection(dims[0], width)
        self.linear_fuse = nn.Sequential(nn.Conv2d(4 * width, width, 1), nn.BatchNorm2d(width, eps=eps),
                                         nn.ReLU(inplace=True))
        self.linear_pred = nn.Conv2d(width, classes, 1)

    def forward(self, maps: List[Tensor]) -> Tensor:
        mix = self.linear_fuse[0].weight.flatten(1)
        # The convolution takes the maps from the coarsest to the finest.
        weights = [self.linear_c4.proj.weight, self.linear_c3.proj.weight, self.linear_c2.proj.weight,
                   self.linear_c1.proj.weight]
        biases = [self.linear_c4.proj.bias, self.linear_c3.proj.bias, self.linear_c2.proj.bias,
                  self.linear_c1.proj.bias]
        total = torch.zeros(1, device=mix.device)
        for i in range(4):
            part = mix[:, i * self.width:(i + 1) * self.width]
            x = functional.linear(maps[3 - i], torch.matmul(part, weights[i]), torch.mv(part, biases[i]))
            x = x.permute(0, 3, 1, 2)
            if i < 3:
                x = functional.interpolate(x, [maps[0].size(1), maps[0].size(2)], mode="bilinear", align_corners=False)
            total = x if i == 0 else total + x
        bias = self.linear_fuse[0].bias
        assert bias is not None
        total = total + bias.reshape(1, -1, 1, 1)
        return self.linear_pred(self.linear_fuse[2](self.linear_fuse[1](total)))


def statistics(x: Tensor, weight: Tensor) -> Tensor:
    """Weighted [minimum, maximum, mean, mean square], the first two soft; x and weight [n, N], result [n, 4].

    ``weight`` is made to sum to 1 by a softmax.
    """
    logs = torch.log_softmax(weight, dim=1)
    shares = logs.exp()
    return torch.stack([-torch.logsumexp(logs - x, dim=1), torch.logsumexp(logs + x, dim=1),
                        (shares * x).sum(dim=1), (shares * x * x).sum(dim=1)], dim=1)


class TruFor(nn.Module):
    """RGB [n, 3, h, w] in 0..1 -> maps [n, 3, h, w] and scores [n, 1]; any size from 1x1 (below 29 pixels a side is
    extended by its border, since the encoder leaves nothing of less).

    Maps: probability that a pixel is altered; reliability, the probability that the first map is right there; fingerprint,
    of any range. Score: probability that the picture was altered. Memory grows linearly with the pixels, time with their
    square (see palimpsest.nets.mit.Attention).
    """

    def __init__(self, size: str = "b0", drop: float = 0.1, dropout: float = 0.5):
        super().__init__()
        self.smallest = SMALLEST
        self.backbone = Backbone(size, drop)
        self.decode_head = Decoder(DIMS[size], DECODER[size], 2, 1e-3)
        self.decode_head_conf = Decoder(DIMS[size], DECODER[size], 1, 1e-5)
        self.detection = nn.Sequential(nn.Linear(8, 128), nn.ReLU(), nn.Dropout(dropout), nn.Linear(128, 1))
        self.initialise()
        self.dncnn = DnCNN()

    def initialise(self):
        """SegFormer's for the encoder: normal distributions of deviation 0.02 for linear layers, of He's by fan-out for
        convolutions. Elsewhere PyTorch's own; the last layers begin near zero, so that nothing is sure at first.

        The first convolutions begin with biases as large as what they make of a picture and of a fingerprint: without, the
        normalisation that follows leaves no trace of how strong anything is."""
        for module in self.backbone.modules():
            if isinstance(module, nn.Linear):
                nn.init.trunc_normal_(module.weight, std=0.02)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
            elif isinstance(module, nn.Conv2d) and module.kernel_size[0] > 1:
                fan = module.kernel_size[0] * module.kernel_size[1] * module.out_channels // module.groups
                nn.init.normal_(module.weight, 0.0, math.sqrt(2.0 / fan))
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
        nn.init.uniform_(self.backbone.patch_embed1.proj.bias, -0.5, 0.5)
        nn.init.uniform_(self.backbone.extra_patch_embed1.proj.bias, -0.1, 0.1)
        for head in (self.decode_head, self.decode_head_conf):
            nn.init.normal_(head.linear_pred.weight, 0.0, 0.01)
            nn.init.zeros_(head.linear_pred.bias)

    def extended(self, x: Tensor) -> Tensor:
        """The picture with its border repeated up to the smallest side, as far as it is smaller."""
        bottom, right = max(0, self.smallest - x.size(2)), max(0, self.smallest - x.size(3))
        return functional.pad(x, [0, right, 0, bottom], mode="replicate") if bottom > 0 or right > 0 else x

    def fingerprint(self, x: Tensor) -> Tensor:
        """[n, 1, h, w], h and w at least 29."""
        # The published weights take bytes divided by 256.
        return self.dncnn(self.extended(x) * (255.0 / 256.0))

    def analyse(self, x: Tensor, noise: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
        """What ``raw`` gives, from the picture and its fingerprint."""
        h, w = x.size(2), x.size(3)
        x = self.extended(x) * (255.0 / 256.0)
        mean = torch.tensor([0.485, 0.456, 0.406], dtype=x.dtype, device=x.device).reshape(1, 3, 1, 1)
        deviation = torch.tensor([0.229, 0.224, 0.225], dtype=x.dtype, device=x.device).reshape(1, 3, 1, 1)
        maps = self.backbone((x - mean) / deviation, noise.expand(-1, 3, -1, -1))
        size = [x.size(2), x.size(3)]
        classes = functional.interpolate(self.decode_head(maps).float(), size, mode="bilinear", align_corners=False)
        confidence = functional.interpolate(self.decode_head_conf(maps).float(), size, mode="bilinear",
                                            align_corners=False)
        classes, confidence = classes[:, :, :h, :w], confidence[:, :, :h, :w]
        anomaly, sure = (classes[:, 1] - classes[:, 0]).flatten(1), confidence.flatten(1)
        pooled = torch.cat([statistics(sure, torch.zeros_like(sure)),
                            statistics(anomaly, functional.logsigmoid(sure))], dim=1)
        return classes, confidence, self.detection(pooled), noise[:, :, :h, :w]

    def raw(self, x: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
        """Logits of the two classes [n, 2, h, w], of the confidence [n, 1, h, w], of the integrity [n, 1], and the
        fingerprint [n, 1, h, w]."""
        return self.analyse(x, self.fingerprint(x))

    def forward(self, x: Tensor) -> Tuple[Tensor, Tensor]:
        classes, confidence, integrity, noise = self.raw(x)
        maps = torch.cat([torch.softmax(classes, dim=1)[:, 1:], torch.sigmoid(confidence), noise.float()], dim=1)
        return maps, torch.sigmoid(integrity)
