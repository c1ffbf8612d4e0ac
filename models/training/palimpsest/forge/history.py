"""What a picture went through before and after it was forged: a source crop, and steps of editing and saving.

Every step leaves whole numbers 0..255, as a saved 8-bit picture has. A step knows how large a picture it needs for a
result of a given size (``needs``), so a history is planned backwards from the size wanted and run forwards. Steps keep
the top left corner, so the grid of an earlier compression stays where the recipe says.
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F

from palimpsest.forge import jpeg
from palimpsest.forge.draws import noise


def eight_bits(image):
    """Rounds and clips to whole numbers 0..255."""
    return image.round_().clamp_(0, 255)


def blurred(image, sigma):
    """Gaussian blur of [c, h, w] with standard deviation ``sigma`` in pixels, borders repeated."""
    reach = max(1, math.ceil(2.5 * sigma))
    taps = torch.exp(-torch.arange(-reach, reach + 1, device=image.device, dtype=torch.float32) ** 2
                     / (2 * sigma * sigma))
    taps = taps / taps.sum()
    x = F.pad(image[:, None], (reach, reach, reach, reach), mode="replicate")
    return F.conv2d(F.conv2d(x, taps.view(1, 1, -1, 1)), taps.view(1, 1, 1, -1))[:, 0]


class Step:
    """One step; image is float [3, h, w]. Steps that move nothing leave masks alone."""

    def needs(self, height, width):
        return height, width

    def move(self, image):
        """The geometric part alone, for masks and images alike."""
        return image


@dataclass(frozen=True)
class Jpeg(Step):
    """Saved as JPEG, then cropped by (top, left) pixels, so that its grid lies at an offset."""

    tables: tuple
    half_chroma: bool
    top: int
    left: int
    label: str

    def needs(self, height, width):
        return height + self.top, width + self.left

    def apply(self, image):
        return self.move(jpeg.simulate(image[None], [self.tables], self.half_chroma)[0])

    def move(self, image):
        return image[:, self.top:, self.left:]

    def __str__(self):
        return f"jpeg {self.label} {'4:2:0' if self.half_chroma else '4:4:4'} at {self.top},{self.left}"


@dataclass(frozen=True)
class Resize(Step):
    """Scaled by ``factor`` with bicubic or bilinear interpolation, filtered when made smaller."""

    factor: float
    mode: str

    def needs(self, height, width):
        return math.ceil(height / self.factor) + 1, math.ceil(width / self.factor) + 1

    def apply(self, image):
        return eight_bits(self.move(image))

    def move(self, image):
        return F.interpolate(image[None], scale_factor=self.factor, mode=self.mode, antialias=self.factor < 1,
                             recompute_scale_factor=False)[0]

    def __str__(self):
        return f"resize {self.factor:.3f} {self.mode}"


@dataclass(frozen=True)
class Blur(Step):
    """Gaussian blur, sigma in pixels."""

    sigma: float

    def apply(self, image):
        return eight_bits(blurred(image, self.sigma))

    def __str__(self):
        return f"blur {self.sigma:.2f}"


@dataclass(frozen=True)
class Sharpen(Step):
    """Unsharp mask: sigma in pixels, amount as a share of the difference to the blurred picture."""

    sigma: float
    amount: float

    def apply(self, image):
        return eight_bits(image + self.amount * (image - blurred(image, self.sigma)))

    def __str__(self):
        return f"sharpen {self.sigma:.2f} {self.amount:.2f}"


@dataclass(frozen=True)
class Noise(Step):
    """Sensor-like noise: variance ``read``^2 + ``shot`` * value, in grey levels; ``blotch`` > 0 makes it correlated
    over that many pixels, as demosaicking does; ``shared`` uses one field for all channels."""

    read: float
    shot: float
    blotch: float
    shared: bool
    seed: int

    def apply(self, image):
        field = noise((1 if self.shared else 3, *image.shape[1:]), self.seed, image.device)
        if self.blotch > 0:
            field = blurred(field, self.blotch) * (3.54 * self.blotch)
        return eight_bits(image + field * torch.sqrt(self.read ** 2 + self.shot * image))

    def __str__(self):
        return f"noise {self.read:.2f} {self.shot:.3f} {self.blotch:.1f}{' grey' if self.shared else ''}"


@dataclass(frozen=True)
class Denoise(Step):
    """Smooths what differs little from its surroundings (in units of ``level`` grey levels) and keeps edges."""

    level: float

    def apply(self, image):
        soft = blurred(image, 1.2)
        rest = image - soft
        keep = rest * rest / (rest * rest + self.level * self.level)
        return eight_bits(soft + keep * rest)

    def __str__(self):
        return f"denoise {self.level:.1f}"


@dataclass(frozen=True)
class Colour(Step):
    """Gain per channel, contrast around the middle, gamma and saturation."""

    gains: tuple
    contrast: float
    gamma: float
    saturation: float

    def apply(self, image):
        x = image * torch.tensor(self.gains, device=image.device).view(3, 1, 1) / 255
        x = ((x - 0.5) * self.contrast + 0.5).clamp_(0, 1) ** self.gamma * 255
        grey = x.mean(0, keepdim=True)
        return eight_bits(grey + self.saturation * (x - grey))

    def __str__(self):
        return f"colour {self.contrast:.2f} {self.gamma:.2f} {self.saturation:.2f}"


@dataclass(frozen=True)
class Source:
    """Where the pixels come from: a crop of picture ``index`` at (top, left), made smaller (factor < 1) or larger."""

    index: int
    top: int
    left: int
    factor: float

    def load(self, photographs, height, width):
        """float [3, height, width]."""
        rows, columns = (min(limit, math.ceil(side / self.factor)) for side, limit in
                         zip((height, width), (photographs[self.index].height, photographs[self.index].width)))
        crop = photographs.pixels(self.index)[:, self.top:self.top + rows, self.left:self.left + columns].float()
        if self.factor == 1:
            return crop
        return eight_bits(F.interpolate(crop[None], size=(height, width), mode="bicubic",
                                        antialias=self.factor < 1, align_corners=False)[0])


@dataclass(frozen=True)
class History:
    """A source and the steps that follow; ``sizes`` are the sizes before each step and at the end."""

    source: Source
    steps: tuple
    sizes: tuple

    def render(self, photographs):
        """The picture, float [3, h, w], whole numbers 0..255; raises Unreadable if its file cannot be decoded."""
        return run(self.source.load(photographs, *self.sizes[0]), self.steps, self.sizes)

    def __str__(self):
        scale = "" if self.source.factor == 1 else f" scaled {self.source.factor:.3f}"
        return "; ".join([f"at {self.source.top},{self.source.left}{scale}", *map(str, self.steps)])


def sizes_for(steps, height, width):
    """The sizes before each step and at the end, for a result of this size."""
    sizes = [(height, width)]
    for step in reversed(steps):
        sizes.insert(0, step.needs(*sizes[0]))
    return tuple(sizes)


def run(image, steps, sizes, masks=False):
    """Applies the steps to [c, h, w], cropping to the planned sizes; ``masks`` only moves."""
    for step, (height, width) in zip(steps, sizes[1:]):
        image = (step.move(image) if masks else step.apply(image))[:, :height, :width]
    return image
