"""What variational autoencoders share whatever their parts are made of."""

from __future__ import annotations

import torch
from torch import Tensor, nn

MOST_LOG_VARIANCE = 2.0
"""A posterior wider than this says no more than one as wide, but the rare image that is given one (one of
ten thousand garments was: σ of 20) is decoded from anywhere and spoils the mean of the bound."""


class Autoencoder(nn.Module):
    """An encoder to the posterior and a decoder to the likelihood (Kingma and Welling 2014)."""

    def __init__(self, encoder: nn.Module, decoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder
        self.decoder = decoder

    def forward(self, image: Tensor, noise: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Mean, log-variance, location and log-scale with z = mean + exp(½ log-variance) · noise."""
        mean, log_variance = self.encoder(image)
        latent = mean + torch.exp(0.5 * log_variance) * noise
        location, log_scale = self.decoder(latent)
        return mean, log_variance, location, log_scale
