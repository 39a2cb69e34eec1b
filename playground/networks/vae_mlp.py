"""A variational autoencoder of fully connected layers, for small latent spaces and very fast decoding."""

from __future__ import annotations

import itertools
from typing import Annotated

import msgspec
import torch
from torch import Tensor, nn

from playground.networks.autoencoder import MOST_LOG_VARIANCE, Autoencoder

Width = Annotated[int, msgspec.Meta(ge=1, le=8192)]
Side = Annotated[int, msgspec.Meta(ge=1, le=256)]


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Widths of the hidden layers, latent size, image shape, and the least log-scale of a pixel."""

    latent: Annotated[int, msgspec.Meta(ge=1, le=1024)] = 2
    encoder: Annotated[tuple[Width, ...], msgspec.Meta(min_length=1, max_length=16)] = (512, 256, 128)
    decoder: Annotated[tuple[Width, ...], msgspec.Meta(min_length=1, max_length=16)] = (128, 256, 512)
    channels: Annotated[int, msgspec.Meta(ge=1, le=4)] = 1
    height: Side = 28
    width: Side = 28
    least_log_scale: Annotated[float, msgspec.Meta(ge=-7, le=0)] = -7.0


def _layers(widths: tuple[int, ...]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for before, after in itertools.pairwise(widths):
        layers += [nn.Linear(before, after), nn.SiLU()]
    return nn.Sequential(*layers)


class Encoder(nn.Module):
    """Image ``(batch, channels, height, width)`` in [0, 1] to mean and log-variance ``(batch, latent)``."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.pixels = config.channels * config.height * config.width
        self.body = _layers((self.pixels, *config.encoder))
        self.mean = nn.Linear(config.encoder[-1], config.latent)
        self.log_variance = nn.Linear(config.encoder[-1], config.latent)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance of the approximate posterior q(z|x)."""
        hidden = self.body(image.reshape(-1, self.pixels))
        return self.mean(hidden), self.log_variance(hidden).clamp(max=MOST_LOG_VARIANCE)


class Decoder(nn.Module):
    """Latent ``(batch, latent)`` to location and log-scale ``(batch, channels, height, width)``.

    The log-scale is one number for all pixels plus what ``log_scale`` adds to each, at first nothing.
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.shape = (config.channels, config.height, config.width)
        self.least = config.least_log_scale
        pixels = config.channels * config.height * config.width
        self.body = _layers((config.latent, *config.decoder))
        self.location = nn.Linear(config.decoder[-1], pixels)
        self.log_scale = nn.Linear(config.decoder[-1], pixels)
        self.shared_log_scale = nn.Parameter(torch.full((1,), -2.0))
        for parameter in self.log_scale.parameters():
            nn.init.zeros_(parameter)

    def forward(self, latent: Tensor) -> tuple[Tensor, Tensor]:
        """Location and log-scale of each pixel's discretized logistic distribution p(x|z)."""
        hidden = self.body(latent)
        location = self.location(hidden).reshape(-1, *self.shape)
        log_scale = self.shared_log_scale + self.log_scale(hidden).reshape(-1, *self.shape)
        # Smoothly bounded below: a vanishing scale would make the likelihood of one pixel explode.
        return location, self.least + nn.functional.softplus(log_scale - self.least)


class VaeMlp(Autoencoder):
    """The two parts with one configuration."""

    def __init__(self, config: Config) -> None:
        super().__init__(Encoder(config), Decoder(config))


CONFIG = Config
NETWORK = VaeMlp
