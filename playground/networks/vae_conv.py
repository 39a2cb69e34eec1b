"""A convolutional variational autoencoder: residual blocks at a half and a quarter of the image's side.

Large images can be gathered into patches first, which are then what is halved, and halved once or twice more
where there is room for it.
"""

from __future__ import annotations

import itertools
import math
from typing import Annotated

import msgspec
import torch
from torch import Tensor, nn

from playground.networks.autoencoder import MOST_LOG_VARIANCE, Autoencoder


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Channels at half to sixteenth resolution, latent size, image shape, patch, and log-scales.

    Without channels at an eighth, or at a sixteenth, the image is not halved so often.
    """

    latent: Annotated[int, msgspec.Meta(ge=1, le=1024)] = 16
    half: Annotated[int, msgspec.Meta(ge=1, le=512)] = 32
    quarter: Annotated[int, msgspec.Meta(ge=1, le=512)] = 64
    eighth: Annotated[int, msgspec.Meta(ge=0, le=512)] = 0
    sixteenth: Annotated[int, msgspec.Meta(ge=0, le=512)] = 0
    hidden: Annotated[int, msgspec.Meta(ge=1, le=4096)] = 128
    channels: Annotated[int, msgspec.Meta(ge=1, le=4)] = 1
    height: Annotated[int, msgspec.Meta(ge=4, le=256, multiple_of=4)] = 28
    width: Annotated[int, msgspec.Meta(ge=4, le=256, multiple_of=4)] = 28
    patch: Annotated[int, msgspec.Meta(ge=1, le=8)] = 1
    least_log_scale: Annotated[float, msgspec.Meta(ge=-7, le=0)] = -7.0
    first_log_scale: Annotated[float, msgspec.Meta(ge=-7, le=0)] = -2.0

    def __post_init__(self) -> None:
        """Raises ``ValueError`` where a side cannot be gathered into patches and halved so often."""
        if self.sixteenth and not self.eighth:
            raise ValueError("channels at a sixteenth need some at an eighth")
        if self.height % self._place or self.width % self._place:
            raise ValueError(
                f"height and width must be multiples of {self._place}, {self._place // self.patch} patches"
            )

    @property
    def _place(self) -> int:
        """Pixels of a side that become one place of the coarsest resolution."""
        return self.patch << len(self.widths)

    @property
    def widths(self) -> tuple[int, ...]:
        """Channels of every resolution, from half on."""
        return tuple(filter(None, (self.half, self.quarter, self.eighth, self.sixteenth)))

    @property
    def coarsest(self) -> tuple[int, int, int]:
        """Channels, rows and columns of the coarsest resolution."""
        return self.widths[-1], self.height // self._place, self.width // self._place

    @property
    def pixels(self) -> int:
        """Values of a patch."""
        return self.channels * self.patch**2


class Residual(nn.Module):
    """``x + conv(silu(conv(silu(x))))``, starting as the identity."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(self.second.weight)

    def forward(self, x: Tensor) -> Tensor:
        """The block's output, of the shape of ``x``."""
        silu = nn.functional.silu
        change: Tensor = self.second(silu(self.first(silu(x))))
        return x + change


class Grid(nn.Module):
    """``(batch, channels · rows · columns)`` as a grid ``(batch, channels, rows, columns)``."""

    def __init__(self, channels: int, rows: int, columns: int) -> None:
        super().__init__()
        self.shape = (channels, rows, columns)

    def forward(self, x: Tensor) -> Tensor:
        """The same numbers; unlike ``nn.Unflatten`` this exports as one operator."""
        return x.reshape(-1, *self.shape)


def doubling(before: int, after: int) -> nn.Sequential:
    """A convolution to twice the side (Shi et al. 2016)."""
    return nn.Sequential(nn.Conv2d(before, after * 4, 3, padding=1), nn.PixelShuffle(2))


def _halving(before: int, after: int) -> tuple[nn.Module, ...]:
    return nn.SiLU(), nn.Conv2d(before, after, 4, stride=2, padding=1), Residual(after)


def _doubled(before: int, after: int) -> tuple[nn.Module, ...]:
    return Residual(before), nn.SiLU(), doubling(before, after)


class Encoder(nn.Module):
    """Image ``(batch, channels, height, width)`` in [0, 1] to mean and log-variance ``(batch, latent)``."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        further = (part for pair in itertools.pairwise(config.widths[1:]) for part in _halving(*pair))
        self.gather = nn.PixelUnshuffle(config.patch) if config.patch > 1 else nn.Identity()
        self.body = nn.Sequential(
            nn.Conv2d(config.pixels, config.half, 4, stride=2, padding=1),
            nn.SiLU(),
            nn.Conv2d(config.half, config.quarter, 4, stride=2, padding=1),
            Residual(config.quarter),
            *further,
            nn.SiLU(),
            nn.Flatten(),
            nn.Linear(math.prod(config.coarsest), config.hidden),
            nn.SiLU(),
        )
        self.mean = nn.Linear(config.hidden, config.latent)
        self.log_variance = nn.Linear(config.hidden, config.latent)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance of the approximate posterior q(z|x)."""
        hidden = self.body(self.gather(image))
        return self.mean(hidden), self.log_variance(hidden).clamp(max=MOST_LOG_VARIANCE)


class Decoder(nn.Module):
    """Latent ``(batch, latent)`` to location and log-scale ``(batch, channels, height, width)``.

    The log-scale is one number for all pixels plus what ``log_scale`` adds to each, at first nothing.
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        further = (part for pair in itertools.pairwise(config.widths[:0:-1]) for part in _doubled(*pair))
        self.least = config.least_log_scale
        self.body = nn.Sequential(
            nn.Linear(config.latent, config.hidden),
            nn.SiLU(),
            nn.Linear(config.hidden, math.prod(config.coarsest)),
            Grid(*config.coarsest),
            *further,
            Residual(config.quarter),
            nn.SiLU(),
            doubling(config.quarter, config.half),
            Residual(config.half),
            nn.SiLU(),
        )
        self.location = doubling(config.half, config.pixels)
        self.log_scale = doubling(config.half, config.pixels)
        self.scatter = nn.PixelShuffle(config.patch) if config.patch > 1 else nn.Identity()
        self.shared_log_scale = nn.Parameter(torch.full((1,), config.first_log_scale))
        for parameter in self.log_scale.parameters():
            nn.init.zeros_(parameter)

    def forward(self, latent: Tensor) -> tuple[Tensor, Tensor]:
        """Location and log-scale of each pixel's discretized logistic distribution p(x|z)."""
        hidden = self.body(latent)
        location = self.scatter(self.location(hidden))
        log_scale = self.shared_log_scale + self.scatter(self.log_scale(hidden))
        # Smoothly bounded below: a vanishing scale would make the likelihood of one pixel explode.
        return location, self.least + nn.functional.softplus(log_scale - self.least)


class VaeConv(Autoencoder):
    """The two parts with one configuration."""

    def __init__(self, config: Config) -> None:
        super().__init__(Encoder(config), Decoder(config))


CONFIG = Config
NETWORK = VaeConv
