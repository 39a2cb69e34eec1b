"""A pair of players: the parts ``generator`` and ``discriminator`` of one model (Goodfellow et al. 2014)."""

from __future__ import annotations

from torch import Tensor

from playground.networks.gan_config import Config
from playground.networks.gan_discriminator import Discriminator
from playground.networks.gan_generator import Generator
from playground.networks.gan_players import Players


class Pair(Players):
    """A generator of pictures and the discriminator that learned with it."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.generator = Generator(config)
        self.discriminator = Discriminator(config)

    def generate(self, noise: Tensor, label: Tensor) -> Tensor:
        """Pictures in [−1, 1] of noise ``(batch, latent)`` and label ``(batch,)``."""
        picture: Tensor = self.generator(noise, label)
        return picture


CONFIG = Config
NETWORK = Pair
