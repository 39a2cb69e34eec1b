"""A diffusion transformer in the latent space of an autoencoder: Stable Diffusion 3 in miniature.

Rombach et al. 2022 (latent diffusion), Peebles and Xie 2023 (the transformer), Esser et al. 2024 (trained as
a rectified flow). Latents are whitened channel by channel, so that the flow ends in data of unit variance.
"""

from __future__ import annotations

import msgspec
import torch
from torch import Tensor, nn

from playground.networks import dit, vae_spatial


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Configurations of the transformer and of the autoencoder."""

    transformer: dit.Config = dit.Config()
    autoencoder: vae_spatial.Config = vae_spatial.Config()

    def __post_init__(self) -> None:
        """Raises ``ValueError`` where the transformer's x is not the autoencoder's latent."""
        x = (self.transformer.channels, self.transformer.height, self.transformer.width)
        if x != self.autoencoder.grid:
            raise ValueError(f"the transformer works on {x}, but latents are {self.autoencoder.grid}")


class Encoder(nn.Module):
    """Image in [−1, 1] to whitened latent ``(batch, channels, height, width)``, the posterior's mean."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, encoder: vae_spatial.Encoder, channels: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.register_buffer("mean", torch.zeros(1, channels, 1, 1))
        self.register_buffer("deviation", torch.ones(1, channels, 1, 1))

    def forward(self, image: Tensor) -> Tensor:
        return (self.encoder.mean(0.5 * image + 0.5) - self.mean) / self.deviation


class Decoder(nn.Module):
    """Whitened latent to image in [−1, 1]."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, decoder: vae_spatial.Decoder, channels: int) -> None:
        super().__init__()
        self.decoder = decoder
        self.register_buffer("mean", torch.zeros(1, channels, 1, 1))
        self.register_buffer("deviation", torch.ones(1, channels, 1, 1))

    def forward(self, latent: Tensor) -> Tensor:
        """The image of a latent."""
        return 2 * self.decoder.location(latent * self.deviation + self.mean) - 1


class LatentDiT(nn.Module):
    """``denoiser`` works on latents that ``encoder`` and ``decoder`` translate from and to images."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.denoiser = dit.DiT(config.transformer)
        self.encoder = Encoder(vae_spatial.Encoder(config.autoencoder), config.autoencoder.latent)
        self.decoder = Decoder(vae_spatial.Decoder(config.autoencoder), config.autoencoder.latent)

    def forward(self, x: Tensor, time: Tensor, label: Tensor | None = None) -> Tensor:
        """The denoiser's prediction for latents ``x``."""
        prediction: Tensor = self.denoiser(x, time, label)
        return prediction


CONFIG = Config
NETWORK = LatentDiT
