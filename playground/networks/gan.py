"""A pair of players: the parts ``generator`` and ``discriminator`` of one model (Goodfellow et al. 2014)."""

from __future__ import annotations

from torch import Tensor, nn

from playground.networks.gan_config import Config
from playground.networks.gan_discriminator import Discriminator
from playground.networks.gan_generator import Generator


class Pair(nn.Module):
    """A generator of pictures and the discriminator that learned with it."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.generator = Generator(config)
        self.discriminator = Discriminator(config)

    def forward(self, noise: Tensor, label: Tensor) -> Tensor:
        """The logit of what the generator makes of noise and label."""
        logit: Tensor = self.discriminator(self.generator(noise, label), label)
        return logit


CONFIG = Config
NETWORK = Pair
