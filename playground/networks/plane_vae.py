"""A small variational autoencoder of points in the plane."""

from __future__ import annotations

from typing import Annotated

import msgspec
import torch
from torch import Tensor, nn

from playground.networks.autoencoder import MOST_LOG_VARIANCE


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Latent size, units in each hidden layer, and how many of these encoder and decoder have."""

    latent: Annotated[int, msgspec.Meta(ge=1, le=16)] = 2
    width: Annotated[int, msgspec.Meta(ge=1, le=4096)] = 64
    layers: Annotated[int, msgspec.Meta(ge=1, le=32)] = 2


class Mlp(nn.Module):
    """Residual layers of one width between two linear ones."""

    def __init__(self, inputs: int, outputs: int, config: Config) -> None:
        super().__init__()
        self.first = nn.Linear(inputs, config.width)
        self.hidden = nn.ModuleList(nn.Linear(config.width, config.width) for _ in range(config.layers - 1))
        self.out = nn.Linear(config.width, outputs)

    def forward(self, x: Tensor) -> Tensor:
        """``(n, inputs)`` to ``(n, outputs)``."""
        hidden = nn.functional.silu(self.first(x))
        for layer in self.hidden:
            hidden = hidden + nn.functional.silu(layer(hidden))
        result: Tensor = self.out(hidden)
        return result


class PlaneVae(nn.Module):
    """Points ``(n, 2)`` to a Gaussian posterior and back (Kingma and Welling 2014, appendix C.2).

    The decoder is N(decode(z), σ²I) with one σ for the whole plane, exp(``log_deviation``).
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.latent = config.latent
        self.encoder = Mlp(2, 2 * config.latent, config)
        self.decoder = Mlp(config.latent, 2, config)
        self.log_deviation = nn.Parameter(torch.zeros(()))

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance of the posterior q(z|x), each ``(n, latent)``."""
        mean, log_variance = self.encoder(x).chunk(2, dim=1)
        return mean, log_variance.clamp(max=MOST_LOG_VARIANCE)

    def decode(self, latent: Tensor) -> Tensor:
        """The mean of p(x|z), ``(n, 2)``."""
        location: Tensor = self.decoder(latent)
        return location

    def forward(self, x: Tensor, noise: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Mean, log-variance, and what z = mean + exp(½ log-variance) · noise is decoded to."""
        mean, log_variance = self.encode(x)
        return mean, log_variance, self.decode(mean + torch.exp(0.5 * log_variance) * noise)


CONFIG = Config
NETWORK = PlaneVae
