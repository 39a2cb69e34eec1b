"""A U-Net of several resolutions that denoises pictures patch by patch, told time and any of some factors.

Built of the blocks of the U-Net of two resolutions. Each factor's value has an embedding, and so has a factor
that is left open; they are added up, and a small network mixes them, so that it can learn what two of them
mean together.
"""

from __future__ import annotations

import functools
import itertools
import operator
from typing import Annotated

import msgspec
import torch
from torch import Tensor, nn

from playground.networks.conditioning import sinusoids
from playground.networks.denoiser import DenoisingModel
from playground.networks.preconditioning import Preconditioned, Preconditioning
from playground.networks.unet import Attention, Residual

_Width = Annotated[int, msgspec.Meta(ge=16, le=1024, multiple_of=16)]
_Values = Annotated[int, msgspec.Meta(ge=1, le=1000)]


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Image shape, patch side, features of the resolutions, fine to coarse, and how many values factors have.

    ``blocks`` is how many there are at each resolution on the way down, and as many on the way up.
    """

    channels: Annotated[int, msgspec.Meta(ge=1, le=64)] = 3
    height: Annotated[int, msgspec.Meta(ge=4, le=512)] = 64
    width: Annotated[int, msgspec.Meta(ge=4, le=512)] = 64
    patch: Annotated[int, msgspec.Meta(ge=1, le=8)] = 2
    features: Annotated[tuple[_Width, ...], msgspec.Meta(min_length=1, max_length=5)] = (32, 64, 128)
    blocks: Annotated[int, msgspec.Meta(ge=1, le=8)] = 1
    heads: Annotated[int, msgspec.Meta(ge=1, le=16)] = 4
    condition: Annotated[int, msgspec.Meta(ge=16, le=2048, multiple_of=2)] = 256
    factors: Annotated[tuple[_Values, ...], msgspec.Meta(max_length=64)] = ()
    time_scale: Annotated[float, msgspec.Meta(gt=0, le=1e6)] = 1000.0
    preconditioning: Preconditioned = "velocity"

    def __post_init__(self) -> None:
        """Raises ``ValueError`` where a side cannot be gathered and halved, or heads do not share evenly."""
        side = self.patch * 2 ** (len(self.features) - 1)
        if self.height % side or self.width % side:
            raise ValueError(f"height and width must be multiples of {side}")
        if self.features[-1] % self.heads:
            raise ValueError(f"the coarsest features must be a multiple of the {self.heads} heads")


class TimeAndFactors(nn.Module):
    """Time ``(batch,)`` and factors ``(batch, factors)`` as one vector ``(batch, size)``.

    A factor's number of values stands for one that is left open.
    """

    def __init__(self, size: int, factors: tuple[int, ...], time_scale: float) -> None:
        super().__init__()
        self._size, self._time_scale = size, time_scale
        self.time = nn.Sequential(nn.Linear(size, size), nn.SiLU(), nn.Linear(size, size))
        first = [sum(count + 1 for count in factors[:place]) for place in range(len(factors))]
        self.register_buffer("first", torch.tensor(first, dtype=torch.int64), persistent=False)
        self.factors = nn.Embedding(sum(count + 1 for count in factors) or 1, size)
        self.mix = nn.Sequential(nn.SiLU(), nn.Linear(size, size))

    def forward(self, time: Tensor, factors: Tensor) -> Tensor:
        """The vector that conditions every block."""
        told = self.factors(factors + self.get_buffer("first"))
        # Added one by one: a sum over an axis would round otherwise for one picture than for many.
        embedded: Tensor = functools.reduce(
            operator.add, told.unbind(dim=1), self.time(sinusoids(self._time_scale * time, self._size))
        )
        mixed: Tensor = embedded + self.mix(embedded)
        return mixed


class FactoredUNet(nn.Module):
    """Noisy image, time and factors to a prediction of the image's shape."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        widths, condition, blocks = config.features, config.condition, range(config.blocks)
        pixels = config.channels * config.patch**2
        self.condition = TimeAndFactors(condition, config.factors, config.time_scale)
        self.gather = nn.PixelUnshuffle(config.patch)
        self.enter = nn.Conv2d(pixels, widths[0], 3, padding=1)
        self.down = nn.ModuleList(Residual(width, width, condition) for width in widths for _ in blocks)
        self.up = nn.ModuleList(Residual(2 * width, width, condition) for width in widths for _ in blocks)
        finer = list(itertools.pairwise(widths))
        self.narrow = nn.ModuleList(nn.Conv2d(fine, coarse, 3, stride=2, padding=1) for fine, coarse in finer)
        self.widen = nn.ModuleList(nn.ConvTranspose2d(coarse, fine, 2, stride=2) for fine, coarse in finer)
        self.attend = nn.ModuleList(Attention(widths[-1], config.heads) for _ in blocks)
        self.leave = nn.Sequential(
            nn.GroupNorm(8, widths[0]), nn.SiLU(), nn.Conv2d(widths[0], pixels, 3, padding=1)
        )
        self.scatter = nn.PixelShuffle(config.patch)
        self.preconditioning = Preconditioning(config.preconditioning)

    def forward(self, x: Tensor, time: Tensor, factors: Tensor) -> Tensor:
        """``x`` ``(batch, channels, height, width)``, ``time`` ``(batch,)``, ``factors`` int64 (batch, n)."""
        condition = nn.functional.silu(self.condition(time, factors))
        hidden = self.enter(self.gather(x))
        seen: list[Tensor] = []
        blocks, coarsest = len(self.attend), len(self.narrow)
        for number, block in enumerate(self.down):
            level, within = divmod(number, blocks)
            if level and not within:
                hidden = self.narrow[level - 1](hidden)
            hidden = block(hidden, condition)
            if level == coarsest:
                hidden = self.attend[within](hidden)
            seen.append(hidden)
        for number in reversed(range(len(self.up))):
            hidden = self.up[number](torch.cat([hidden, seen.pop()], dim=1), condition)
            level, within = divmod(number, blocks)
            if level and not within:
                hidden = self.widen[level - 1](hidden)
        result: Tensor = self.preconditioning(x, self.scatter(self.leave(hidden)), time)
        return result


def build(config: Config) -> DenoisingModel:
    """The network as the only part of a model."""
    return DenoisingModel(FactoredUNet(config))


CONFIG = Config
NETWORK = build
CHANNELS_LAST = False
"""Gathered patches and attention would be copied in every step, which takes a third longer so."""
