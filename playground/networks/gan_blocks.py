"""What generator and discriminator are built of: residual blocks without normalisation.

A normalisation over the batch would make a picture depend on its neighbours, and the theory of the penalties
that keep a game of two players stable knows none; small residual branches do without (Zhang et al. 2019,
"Fixup initialization"; Huang et al. 2024, "The GAN is dead; long live the GAN!", section 3).
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

SLOPE = 0.2


class Residual(nn.Module):
    """Two convolutions beside a shortcut; at the start the shortcut alone counts.

    With ``condition`` values, a scale and a shift chosen by them stand between the two convolutions.
    """

    def __init__(self, features: int, condition: int = 0) -> None:
        super().__init__()
        self.first = convolution(features, features)
        self.second = nn.Conv2d(features, features, 3, padding=1)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)  # type: ignore[arg-type]
        self.modulate = modulation(condition, features) if condition else None

    def forward(self, x: Tensor, condition: Tensor | None = None) -> Tensor:
        """``(batch, features, h, w)`` to the same, ``condition`` ``(batch, size)``."""
        hidden = self.first(activated(x))
        if self.modulate is not None and condition is not None:
            hidden = modulated(hidden, self.modulate(condition))
        result: Tensor = x + self.second(activated(hidden))
        return result


def modulation(condition: int, features: int) -> nn.Linear:
    """What chooses a scale and a shift of so many features, near 1 and 0 at the start."""
    layer = nn.Linear(condition, 2 * features)
    nn.init.normal_(layer.weight, std=0.5 / math.sqrt(condition))
    nn.init.zeros_(layer.bias)
    return layer


def modulated(hidden: Tensor, chosen: Tensor) -> Tensor:
    """``(batch, features, h, w)`` scaled and shifted as was chosen, ``(batch, 2 · features)``."""
    scale, shift = chosen[:, :, None, None].chunk(2, dim=1)
    return hidden * (1 + scale) + shift


def convolution(before: int, after: int, side: int = 3, stride: int = 1) -> nn.Conv2d:
    """A convolution that keeps the size of what leaky rectifiers give (He et al. 2015)."""
    layer = nn.Conv2d(before, after, side, stride=stride, padding=side // 2)
    nn.init.kaiming_normal_(layer.weight, a=SLOPE)
    nn.init.zeros_(layer.bias)  # type: ignore[arg-type]
    return layer


def activated(x: Tensor) -> Tensor:
    """The leaky rectifier of both players, which lets no gradient die (Radford et al. 2016)."""
    return torch.nn.functional.leaky_relu(x, SLOPE)
