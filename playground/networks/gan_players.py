"""What all pairs of players have in common, whatever their generator is made of."""

from __future__ import annotations

from torch import Tensor, nn

from playground.networks.gan_config import Config
from playground.networks.gan_discriminator import Discriminator


class Players(nn.Module):
    """A generator of pictures, which may have several parts, and the discriminator that learned with it."""

    discriminator: Discriminator

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.latent, self.classes = config.latent, max(1, config.classes)

    def generate(self, noise: Tensor, label: Tensor) -> Tensor:
        """Pictures in [−1, 1] of noise ``(batch, latent)`` and label ``(batch,)``."""
        raise NotImplementedError

    def forward(self, noise: Tensor, label: Tensor) -> Tensor:
        """The logit of what the generator makes of noise and label."""
        logit: Tensor = self.discriminator(self.generate(noise, label), label)
        return logit
