"""What tells a denoising network how noisy its input is and what it should show."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

_LONGEST_PERIOD = 10_000.0


def sinusoids(time: Tensor, size: int) -> Tensor:
    """Sines and cosines ``(batch, size)`` of ``time`` ``(batch,)``, at frequencies from 1 to 1/10,000.

    Vaswani et al. 2017, section 3.5; Ho et al. 2020, appendix B. ``size`` must be even.
    """
    exponents = torch.arange(size // 2, device=time.device, dtype=torch.float32) / (size // 2)
    frequencies = torch.exp(-math.log(_LONGEST_PERIOD) * exponents)
    angles = time.float()[:, None] * frequencies[None]
    return torch.cat([torch.sin(angles), torch.cos(angles)], dim=1)


def labels_of(label: Tensor | None, given: Tensor) -> Tensor:
    """The labels ``(batch,)`` that a network is told; those of what is ``given`` where it is told none.

    A network without classes has one number, 0, which stands for none of them.
    """
    return torch.zeros_like(given.flatten(1)[:, 0], dtype=torch.int64) if label is None else label


class Conditioning(nn.Module):
    """Time ``(batch,)`` and label ``(batch,)`` as one vector ``(batch, size)``.

    Label ``classes`` means that there is none, as classifier-free guidance needs (Ho and Salimans 2022).
    ``time_scale`` stretches the network's time to the range for which the sinusoids are made.
    """

    def __init__(self, size: int, classes: int, time_scale: float) -> None:
        super().__init__()
        self._size, self._time_scale = size, time_scale
        self.time = nn.Sequential(nn.Linear(size, size), nn.SiLU(), nn.Linear(size, size))
        self.label = nn.Embedding(classes + 1, size)

    def forward(self, time: Tensor, label: Tensor | None) -> Tensor:
        """The vector that conditions every block."""
        told = self.label(labels_of(label, time[:, None]))
        embedded: Tensor = self.time(sinusoids(self._time_scale * time, self._size)) + told
        return embedded
