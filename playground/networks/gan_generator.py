"""A generator: noise and label to a picture, at a quarter, then at half of its resolution, or still coarser.

Pixels leave in patches, so that nothing is convolved at full resolution (Shi et al. 2016). What noise and
label give together in the first layer not only starts the picture but modulates every block after it (Karras
et al. 2019, "A style-based generator architecture").
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from playground.networks.conditioning import labels_of
from playground.networks.gan_blocks import Residual, activated, convolution
from playground.networks.gan_config import Config


class Generator(nn.Module):
    """Noise ``(batch, latent)`` and label ``(batch,)`` to a picture in [−1, 1]."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        fine, coarse, style = config.generator, config.generator_coarse, config.style
        self._start = (config.start, *config.coarse_grid)
        self.first = nn.Linear(config.latent, style)
        nn.init.normal_(self.first.weight, std=config.latent**-0.5)
        self.label = nn.Embedding(max(1, config.classes), style)
        cells = config.start * self._start[1] * self._start[2]
        self.begin = nn.Linear(style, cells)
        self.enter = convolution(config.start, coarse)
        self.coarse = nn.ModuleList(Residual(coarse, style) for _ in range(config.generator_blocks))
        self.widen = nn.ConvTranspose2d(coarse, fine, 2, stride=2)
        self.fine = nn.ModuleList(Residual(fine, style) for _ in range(config.generator_fine_blocks))
        self.leave = nn.Conv2d(fine, config.channels * config.patch**2, 3, padding=1)
        self.scatter = nn.PixelShuffle(config.patch)

    def activations(self, noise: Tensor, label: Tensor) -> Tensor:
        """What the first layer gives ``(batch, style)``, before it is rectified."""
        given: Tensor = self.first(noise) + self.label(label)
        return given

    def forward(self, noise: Tensor, label: Tensor | None = None) -> Tensor:
        """``noise`` standard normal ``(batch, latent)``, ``label`` ``(batch,)`` int64."""
        style = activated(self.activations(noise, labels_of(label, noise)))
        hidden = self.enter(activated(self.begin(style)).reshape(-1, *self._start))
        for block in self.coarse:
            hidden = block(hidden, style)
        hidden = self.widen(activated(hidden))
        for block in self.fine:
            hidden = block(hidden, style)
        return torch.tanh(self.scatter(self.leave(activated(hidden))))
