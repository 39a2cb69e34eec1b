"""A discriminator: the logit of a picture's being real, given its label.

The label enters as a scalar product with the picture's features (Miyato and Koyama 2018, "cGANs with
projection discriminator", equation 4).
"""

from __future__ import annotations

from torch import Tensor, nn

from playground.networks.conditioning import labels_of
from playground.networks.gan_blocks import Residual, activated, convolution
from playground.networks.gan_config import Config


class Discriminator(nn.Module):
    """Picture ``(batch, channels, height, width)`` in [−1, 1], label ``(batch,)`` to logit ``(batch,)``."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        fine, coarse, last = config.discriminator, config.discriminator_coarse, config.features
        rows, columns = config.coarse_grid
        self.gather = nn.PixelUnshuffle(config.patch)
        self.enter = convolution(config.channels * config.patch**2, fine)
        self.fine = nn.ModuleList(Residual(fine) for _ in range(config.discriminator_fine_blocks))
        self.narrow = convolution(fine, coarse, stride=2)
        self.coarse = nn.ModuleList(Residual(coarse) for _ in range(config.discriminator_blocks))
        self.shrink = convolution(coarse, config.end, side=1)
        self.last = nn.Linear(config.end * rows * columns, last)
        self.real = nn.Linear(last, 1)
        self.label = nn.Embedding(max(1, config.classes), last)
        nn.init.normal_(self.label.weight, std=last**-0.5)

    def forward(self, image: Tensor, label: Tensor | None = None) -> Tensor:
        """Above 0 where the picture looks real."""
        return self.logit(self.features(image), labels_of(label, image))

    def logit(self, features: Tensor, label: Tensor) -> Tensor:
        """What it says of a picture of a label in which it sees these features."""
        result: Tensor = self.real(features)[:, 0] + (features * self.label(label)).sum(dim=1)
        return result

    def features(self, image: Tensor) -> Tensor:
        """What it sees in a picture, ``(batch, features)``."""
        hidden = self.enter(self.gather(image))
        for block in self.fine:
            hidden = block(hidden)
        hidden = self.narrow(activated(hidden))
        for block in self.coarse:
            hidden = block(hidden)
        hidden = activated(self.shrink(activated(hidden)))
        return activated(self.last(hidden.flatten(1)))
