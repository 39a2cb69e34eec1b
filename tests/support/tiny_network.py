"""The torch module of the tiny model: one hidden layer in the encoder, one in the decoder."""

from __future__ import annotations

import sys
from typing import Annotated

import msgspec
from torch import Tensor, nn

from tests.support.fakes import HEIGHT, WIDTH


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sizes of the latent and of the hidden layers."""

    latent: Annotated[int, msgspec.Meta(ge=1)] = 2
    hidden: Annotated[int, msgspec.Meta(ge=1)] = 8
    layers: int = 1
    least: float = -7.0


def _body(into: int, config: Config) -> nn.Sequential:
    layers: list[nn.Module] = []
    for _ in range(config.layers):
        layers += [nn.Linear(into, config.hidden), nn.SiLU()]
        into = config.hidden
    return nn.Sequential(*layers)


class Encoder(nn.Module):
    """Image to mean and log-variance."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.body = _body(HEIGHT * WIDTH, config)
        self.mean = nn.Linear(config.hidden, config.latent)
        self.log_variance = nn.Linear(config.hidden, config.latent)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance of the posterior."""
        hidden = self.body(image.flatten(1))
        return self.mean(hidden), self.log_variance(hidden)


class Decoder(nn.Module):
    """Latent to location and log-scale."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.least = config.least
        self.body = _body(config.latent, config)
        self.location = nn.Linear(config.hidden, HEIGHT * WIDTH)
        self.log_scale = nn.Linear(config.hidden, HEIGHT * WIDTH)

    def forward(self, latent: Tensor) -> tuple[Tensor, Tensor]:
        """Location and log-scale of every pixel."""
        hidden = self.body(latent)
        location, log_scale = (
            layer(hidden).reshape(-1, 1, HEIGHT, WIDTH) for layer in (self.location, self.log_scale)
        )
        return location, self.least + nn.functional.softplus(log_scale - self.least)


class Tiny(nn.Module):
    """The two parts."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.encoder = Encoder(config)
        self.decoder = Decoder(config)


CONFIG = Config
NETWORK = Tiny

# Cards of the tiny model name this file as if it lay beside the program's own networks.
sys.modules["playground.networks.tiny_test"] = sys.modules[__name__]
