"""LSTM-EnDec: an encoder of the picture and an LSTM over the resampling features of its patches, decoded together.

J. H. Bappy, C. Simons, L. Nataraj, B. S. Manjunath, A. K. Roy-Chowdhury, "Hybrid LSTM and encoder-decoder architecture for
detection of image forgeries", IEEE Transactions on Image Processing 28, 2019.

``paper`` follows the text, ``as-coded`` the programme that its authors published, which differs in the widths, the decoder
and the normalisation. ``cnn`` and ``fcn`` are the paper's baselines: ``paper`` without LSTM, and the encoder with a single
enlargement.

Readings of what the paper leaves open, and departures:

* ``paper``: the encoder's 256 maps are reduced to as many as the LSTM's, N_f, by a convolution 1x1, as in the programme.
* ``paper``: each of the two steps of the decoder is bilinear enlargement by 4, convolution 3x3, normalisation, ReLU; another
  convolution 3x3 gives the two classes.
* ``paper``: ordinary batch normalisation, whose running statistics are used outside of training.
* ``as-coded``: the programme normalised by the statistics of the current batch, outside of training too, so that a result
  depended on the other pictures of the batch. Here each picture has its own statistics, in training as well.
* ``as-coded``: the programme's test pictures were saturated at 127 by their 8-bit format; they are not here. Values are
  divided by 127 as there.
* All: the picture is rounded to whole levels first, see palimpsest.nets.resampling.levels.
"""

from dataclasses import dataclass
from typing import List, Optional, Tuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from palimpsest.nets import hilbert
from palimpsest.nets.forensic import Evidence
from palimpsest.nets.resampling import ResamplingFeatures, levels

SIDE, WIDTHS, FEATURES, GRID = 256, (32, 64, 128, 256), 240, 8


@dataclass(frozen=True)
class Configuration:
    """``hidden`` values of a cell of the LSTM, 0: no LSTM; ``maps`` of either source when they meet; ``decoder`` maps of its
    two steps; ``coded`` as in the authors' programme."""

    hidden: int
    maps: int
    decoder: Tuple[int, ...]
    coded: bool = False


CONFIGURATIONS = {"paper": Configuration(128, 64, (64, 16)), "as-coded": Configuration(64, 32, (), True),
                  "cnn": Configuration(0, 64, (64, 16)), "fcn": Configuration(0, 0, ())}


class PictureNorm(nn.Module):
    """Normalises each map of each picture to mean 0 and deviation 1, then adds a learnt offset: [n, C, h, w]."""

    def __init__(self, width: int):
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(dim=[2, 3], keepdim=True)
        centred = x - mean
        variance = (centred * centred).mean(dim=[2, 3], keepdim=True)
        return centred * torch.rsqrt(variance + 1e-3) + self.bias.reshape(1, -1, 1, 1)


class Enlarge(nn.Module):
    """Bilinear enlargement by a whole factor as a transposed convolution does it: beyond the border is zero, not the border's
    value, so maps fade there."""

    def __init__(self, factor: int):
        super().__init__()
        self.factor = factor

    def forward(self, x: Tensor) -> Tensor:
        f = self.factor
        h, w = (x.size(2) + 2) * f, (x.size(3) + 2) * f
        x = functional.interpolate(functional.pad(x, [1, 1, 1, 1]), [h, w], mode="bilinear", align_corners=False)
        return x[:, :, f:h - f, f:w - f]


class Residual(nn.Module):
    """x + conv(ReLU(norm(conv(ReLU(norm(x)))))), convolutions 3x3 with bias; shape kept."""

    def __init__(self, width: int, coded: bool):
        super().__init__()
        self.norm1, self.norm2 = norm(width, coded), norm(width, coded)
        self.conv1, self.conv2 = (nn.Conv2d(width, width, 3, padding=1) for _ in range(2))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.conv2(functional.relu(self.norm2(self.conv1(functional.relu(self.norm1(x))))))


def norm(width, coded):
    return PictureNorm(width) if coded else nn.BatchNorm2d(width)


def convolved(inputs, outputs, side, coded):
    """Convolution without bias, normalisation, ReLU."""
    return [nn.Conv2d(inputs, outputs, side, padding=side // 2, bias=False), norm(outputs, coded), nn.ReLU(inplace=True)]


def encoder(coded):
    """Four stages, together [n, 3, 256, 256] -> [n, 256, 16, 16]."""
    return nn.ModuleList([
        nn.Sequential(*convolved(inputs, outputs, 3, coded), Residual(outputs, coded), nn.ReLU(inplace=True), nn.MaxPool2d(2))
        for inputs, outputs in zip((3, *WIDTHS), WIDTHS)])


class Lstm(nn.Module):
    """Two LSTM layers: [n, t, inputs] -> [n, t, hidden].

    Gates in PyTorch's order i, f, g, o; one bias for each layer, where torch.nn.LSTM has two that only ever act as their sum.
    The forget gates begin with bias 1. (torch.nn.LSTM also keeps a list of its weights, which would have to survive being
    rounded to half precision and widened again.)
    """

    def __init__(self, inputs: int, hidden: int):
        super().__init__()
        self.hidden = hidden
        for layer, width in enumerate((inputs, hidden)):
            # One kernel meets the input and the state, so both parts begin in the range of the whole.
            bound = (6.0 / (width + hidden + 4 * hidden)) ** 0.5
            for name, columns in (("input", width), ("state", hidden)):
                weight = nn.Parameter(torch.empty(4 * hidden, columns).uniform_(-bound, bound))
                self.register_parameter(f"{name}{layer}", weight)
            bias = torch.zeros(4 * hidden)
            bias[hidden:2 * hidden] = 1.0
            self.register_parameter(f"bias{layer}", nn.Parameter(bias))

    def forward(self, x: Tensor) -> Tensor:
        begin = torch.zeros(2, x.size(0), self.hidden, dtype=x.dtype, device=x.device)
        none = torch.zeros_like(self.bias0)
        weights = [self.input0, self.state0, self.bias0, none, self.input1, self.state1, self.bias1, none]
        return torch.lstm(x, [begin, begin], weights, True, 2, 0.0, False, False, True)[0]


class Stream(nn.Module):
    """What the LSTM makes of a picture: [n, 3, 256, 256] in 0..1 -> [n, maps, 16, 16].

    The patches are read in the order of Hilbert's curve; each place has its own projection of the LSTM's state.
    """

    def __init__(self, hidden: int, maps: int, coded: bool):
        super().__init__()
        self.grid = GRID
        self.features = ResamplingFeatures()
        self.lstm = Lstm(FEATURES, hidden)
        self.projection = nn.Parameter(torch.randn(GRID * GRID, hidden, maps) / hidden**0.5)
        self.bias = nn.Parameter(torch.zeros(maps))
        self.norm = norm(maps, coded)
        self.enlarge = Enlarge(2) if coded else nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
        place = torch.tensor(hilbert.steps(GRID)).flatten()
        self.register_buffer("step", place, persistent=False)
        self.register_buffer("order", place.argsort(), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        if not torch.jit.is_scripting():
            with torch.autocast(x.device.type, enabled=False):
                return self.maps(x.float())
        return self.maps(x)

    def maps(self, x: Tensor) -> Tensor:
        states = self.lstm(self.features(x)[:, self.order])[:, self.step]
        maps = torch.matmul(states.transpose(0, 1), self.projection) + self.bias
        maps = maps.permute(1, 2, 0).reshape(x.size(0), -1, self.grid, self.grid)
        return self.enlarge(functional.relu(self.norm(maps)))


class LSTMEnDec(nn.Module):
    """RGB [n, 3, 256, 256] in 0..1 -> logits of the classes untouched and altered, [n, 2, 256, 256]. With ``evidence``, what
    TruFor's encoder sees in the picture is added after each of the encoder's halvings."""

    def __init__(self, configuration: str = "paper", evidence: bool = False):
        super().__init__()
        c = CONFIGURATIONS[configuration]
        self.side, self.coded = SIDE, c.coded
        self.encoder = encoder(c.coded)
        self.top = nn.Sequential(*convolved(WIDTHS[-1], c.maps, 1, c.coded)) if c.maps else nn.Identity()
        self.stream = Stream(c.hidden, c.maps, c.coded) if c.hidden else None
        self.decoder = nn.Sequential(*self.decoded(c, 2 * c.maps if c.hidden else c.maps))
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
        self.evidence = Evidence(WIDTHS) if evidence else None

    @staticmethod
    def decoded(c, inputs):
        """The layers from [n, inputs, 16, 16] to the logits."""
        if c.coded:
            return [Enlarge(4), nn.Conv2d(inputs, 2, 1, bias=False), norm(2, True), norm(2, True), nn.ReLU(inplace=True),
                    Enlarge(4)]
        if not c.decoder:
            return [nn.Conv2d(WIDTHS[-1], 2, 1), nn.Upsample(scale_factor=16, mode="bilinear", align_corners=False)]
        layers = []
        for width in c.decoder:
            layers += [nn.Upsample(scale_factor=4, mode="bilinear", align_corners=False), *convolved(inputs, width, 3, False)]
            inputs = width
        return [*layers, nn.Conv2d(inputs, 2, 3, padding=1)]

    def forward(self, x: Tensor, maps: Optional[List[Tensor]] = None) -> Tensor:
        """``maps``: those of the evidence's encoder, of the picture at the same or twice the size; None: there is no evidence."""
        if x.size(2) != self.side or x.size(3) != self.side:
            raise ValueError("The picture has another size than 256x256: scale it to that.")
        seen: List[Tensor] = []
        if self.evidence is not None and maps is not None:
            seen = self.evidence(maps, x.size(2))
        # With the channels last, convolutions take two thirds of the time on a CPU.
        picture = levels(x).contiguous(memory_format=torch.channels_last)
        picture = picture / 127.0 if self.coded else (picture - 127.5) / 64.0
        for i, stage in enumerate(self.encoder):
            picture = stage(picture)
            if len(seen) > 0:
                picture = picture + seen[i]
        y = self.top(picture)
        if self.stream is not None:
            y = torch.cat([y, self.stream(x)], dim=1)
        return self.decoder(y)

    def logit(self, found: Tensor) -> Tensor:
        """How much more altered than untouched, [n, 1, h, w], of what ``forward`` gave."""
        return found[:, 1:] - found[:, :1]
