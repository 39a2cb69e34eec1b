"""A variational autoencoder whose latent is a small picture: the first stage of latent diffusion.

Rombach et al. 2022, "High-resolution image synthesis with latent diffusion models": nearby pixels share a
place of the latent, so that a network of places can denoise it.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
import torch
from torch import Tensor, nn

from playground.networks.autoencoder import MOST_LOG_VARIANCE, Autoencoder
from playground.networks.vae_conv import Residual, doubling


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Latent channels at a quarter of the side, widths at half and quarter side, image shape."""

    latent: Annotated[int, msgspec.Meta(ge=1, le=64)] = 4
    half: Annotated[int, msgspec.Meta(ge=1, le=512)] = 32
    quarter: Annotated[int, msgspec.Meta(ge=1, le=512)] = 64
    channels: Annotated[int, msgspec.Meta(ge=1, le=4)] = 1
    height: Annotated[int, msgspec.Meta(ge=4, le=256, multiple_of=4)] = 28
    width: Annotated[int, msgspec.Meta(ge=4, le=256, multiple_of=4)] = 28
    least_log_scale: Annotated[float, msgspec.Meta(ge=-7, le=0)] = -7.0

    @property
    def grid(self) -> tuple[int, int, int]:
        """Shape of a latent: channels, height, width."""
        return self.latent, self.height // 4, self.width // 4


class Encoder(nn.Module):
    """Image in [0, 1] to mean and log-variance, each ``(batch, latent·h·w)``."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(config.channels, config.half, 4, stride=2, padding=1),
            Residual(config.half),
            nn.SiLU(),
            nn.Conv2d(config.half, config.quarter, 4, stride=2, padding=1),
            Residual(config.quarter),
            nn.SiLU(),
        )
        self.to_mean = nn.Conv2d(config.quarter, config.latent, 1)
        self.to_log_variance = nn.Conv2d(config.quarter, config.latent, 1)

    def mean(self, image: Tensor) -> Tensor:
        """The posterior's mean as a picture ``(batch, latent, h, w)``."""
        mean: Tensor = self.to_mean(self.body(image))
        return mean

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance of the approximate posterior q(z|x), place by place."""
        hidden = self.body(image)
        log_variance = self.to_log_variance(hidden).clamp(max=MOST_LOG_VARIANCE)
        return self.to_mean(hidden).flatten(1), log_variance.flatten(1)


class Decoder(nn.Module):
    """Latent ``(batch, latent·h·w)`` to location and log-scale ``(batch, channels, height, width)``."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self._grid, self._least = config.grid, config.least_log_scale
        self.body = nn.Sequential(
            nn.Conv2d(config.latent, config.quarter, 3, padding=1),
            Residual(config.quarter),
            Residual(config.quarter),
            nn.SiLU(),
            doubling(config.quarter, config.half),
            Residual(config.half),
            nn.SiLU(),
        )
        self.to_location = doubling(config.half, config.channels)
        self.log_scale = doubling(config.half, config.channels)
        self.shared_log_scale = nn.Parameter(torch.full((1,), -2.0))
        for parameter in self.log_scale.parameters():
            nn.init.zeros_(parameter)

    def location(self, latent: Tensor) -> Tensor:
        """The location alone, of a latent as a picture ``(batch, latent, h, w)``."""
        location: Tensor = self.to_location(self.body(latent))
        return location

    def forward(self, latent: Tensor) -> tuple[Tensor, Tensor]:
        """Location and log-scale of each pixel's discretized logistic distribution p(x|z)."""
        hidden = self.body(latent.reshape(-1, *self._grid))
        log_scale = self.shared_log_scale + self.log_scale(hidden)
        return self.to_location(hidden), self._least + nn.functional.softplus(log_scale - self._least)


class VaeSpatial(Autoencoder):
    """The two parts with one configuration."""

    def __init__(self, config: Config) -> None:
        super().__init__(Encoder(config), Decoder(config))


CONFIG = Config
NETWORK = VaeSpatial
