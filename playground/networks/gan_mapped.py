"""Players of which the generator has two halves: ``mapping`` of noise to w, and ``synthesis`` of a picture.

Every block of the synthesis takes a w of its own, which chooses a scale and a shift of its features, and so
do its begin and its end (Karras et al. 2019, "A style-based generator architecture for generative adversarial
networks"). Nothing in it is drawn, so that a picture is that of its w alone.
"""

from __future__ import annotations

import itertools
from typing import Annotated

import msgspec
import torch
from torch import Tensor, nn

from playground.networks.conditioning import labels_of
from playground.networks.gan_blocks import Residual, activated, convolution, modulated, modulation
from playground.networks.gan_config import Config
from playground.networks.gan_discriminator import Discriminator
from playground.networks.gan_players import Players


class MappedConfig(Config, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That of a pair with ``mapping`` layers from noise to w, which has ``style`` values.

    The generator begins at half of the coarser resolution, with ``generator_first_blocks`` as wide as those
    there.
    """

    mapping: Annotated[int, msgspec.Meta(ge=1, le=16)] = 2
    generator_first_blocks: Annotated[int, msgspec.Meta(ge=1, le=16)] = 1

    def __post_init__(self) -> None:
        """Raises ``ValueError`` where a side cannot be gathered into patches and halved twice."""
        if self.height % (4 * self.patch) or self.width % (4 * self.patch):
            raise ValueError(f"height and width must be multiples of {4 * self.patch}, four times the patch")


class Mapping(nn.Module):
    """Noise ``(batch, latent)`` and label ``(batch,)`` to w ``(batch, style)``."""

    def __init__(self, config: MappedConfig) -> None:
        super().__init__()
        self.label = nn.Embedding(max(1, config.classes), config.latent)
        widths = [2 * config.latent, *[config.style] * config.mapping]
        self.layers = nn.ModuleList(_linear(before, after) for before, after in itertools.pairwise(widths))

    def forward(self, noise: Tensor, label: Tensor | None = None) -> Tensor:
        """Of the noise only the direction counts (Karras et al. 2019, section 2)."""
        told = self.label(labels_of(label, noise))
        hidden = torch.cat([_normalised(noise), _normalised(told)], dim=1)
        for layer in self.layers:
            hidden = activated(layer(hidden))
        return hidden


class Synthesis(nn.Module):
    """A w for each layer ``(batch, layers, style)`` to a picture in [−1, 1].

    Layers are the begin, the blocks of each resolution, from the coarsest on, and the end.
    """

    def __init__(self, config: MappedConfig) -> None:
        super().__init__()
        fine, coarse, style = config.generator, config.generator_coarse, config.style
        rows, columns = (side // 2 for side in config.coarse_grid)
        self._start = (config.start, rows, columns)
        self.begin = nn.Linear(style, config.start * rows * columns)
        self.enter = convolution(config.start, coarse)
        self.first = _blocks(coarse, style, config.generator_first_blocks)
        self.widen_first = nn.ConvTranspose2d(coarse, coarse, 2, stride=2)
        self.coarse = _blocks(coarse, style, config.generator_blocks)
        self.widen = nn.ConvTranspose2d(coarse, fine, 2, stride=2)
        self.fine = _blocks(fine, style, config.generator_fine_blocks)
        self.modulate = modulation(style, fine)
        self.leave = nn.Conv2d(fine, config.channels * config.patch**2, 3, padding=1)
        self.scatter = nn.PixelShuffle(config.patch)

    @property
    def layers(self) -> int:
        """How many of them take a w of their own."""
        return 2 + len(self.first) + len(self.coarse) + len(self.fine)

    def forward(self, styles: Tensor) -> Tensor:
        """``styles`` ``(batch, layers, style)``."""
        begin, *others, end = styles.unbind(dim=1)
        style = iter(others)
        hidden = self.enter(activated(self.begin(begin)).reshape(-1, *self._start))
        for block in self.first:
            hidden = block(hidden, next(style))
        hidden = self.widen_first(activated(hidden))
        for block in self.coarse:
            hidden = block(hidden, next(style))
        hidden = self.widen(activated(hidden))
        for block in self.fine:
            hidden = block(hidden, next(style))
        hidden = modulated(activated(hidden), self.modulate(end))
        return torch.tanh(self.scatter(self.leave(hidden)))


class MappedPair(Players):
    """Both halves of a generator, and the discriminator that learned with them."""

    def __init__(self, config: MappedConfig) -> None:
        super().__init__(config)
        self.mapping = Mapping(config)
        self.synthesis = Synthesis(config)
        self.discriminator = Discriminator(config)

    def generate(self, noise: Tensor, label: Tensor) -> Tensor:
        """Pictures of one w for all layers."""
        picture: Tensor = self.synthesis(self.everywhere(self.mapping(noise, label)))
        return picture

    def mix(self, noise: Tensor, other: Tensor, first: Tensor, label: Tensor) -> Tensor:
        """Pictures whose layers from ``first`` on ``(batch,)``, counted from 0, take the w of other noise."""
        one, two = (self.everywhere(self.mapping(each, label)) for each in (noise, other))
        later = torch.arange(self.synthesis.layers, device=first.device) >= first[:, None]
        picture: Tensor = self.synthesis(torch.where(later[:, :, None], two, one))
        return picture

    def everywhere(self, style: Tensor) -> Tensor:
        """The same w ``(batch, style)`` for every layer."""
        return style[:, None].expand(-1, self.synthesis.layers, -1)


def _blocks(features: int, style: int, count: int) -> nn.ModuleList:
    return nn.ModuleList(Residual(features, style) for _ in range(count))


def _linear(before: int, after: int) -> nn.Linear:
    layer = nn.Linear(before, after)
    nn.init.kaiming_normal_(layer.weight, a=0.2)
    nn.init.zeros_(layer.bias)
    return layer


def _normalised(values: Tensor) -> Tensor:
    """Values of mean square 1."""
    return values * (values.square().mean(dim=1, keepdim=True) + 1e-8).rsqrt()


CONFIG = MappedConfig
NETWORK = MappedPair
