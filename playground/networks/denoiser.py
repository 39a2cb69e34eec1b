"""A model with one part called ``denoiser``: what a card names, and what is loaded and exported."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn


class DenoisingModel(nn.Module):
    """A denoising network by itself; it answers in the space that it is asked in."""

    def __init__(self, denoiser: nn.Module) -> None:
        super().__init__()
        self.denoiser = denoiser

    def forward(self, x: Tensor, time: Tensor, label: Tensor | None = None) -> Tensor:
        """``x`` ``(batch, channels, height, width)``, ``time`` ``(batch,)``, ``label`` ``(batch,)`` int64."""
        prediction: Tensor = self.denoiser(x, time, label)
        return prediction


def preconditioned(network: Callable[[Tensor], Tensor], deviation: float, x: Tensor, time: Tensor) -> Tensor:
    """The velocity along straight lines by a network whose input, target and output have unit variance.

    ``time`` ``(batch,)`` runs from 0 (data of that deviation s) to 1 (noise). ``x = (1 − t)·data + t·noise``
    alone tells the velocity ``noise − data`` up to ``s / √(t² + (1 − t)²s²)``; the network is asked for the
    rest. So the noise in x need not pass through its features, which are too few for that (Karras et al.
    2022, table 1, for straight lines).
    """
    t = time.to(x.dtype)[:, None, None, None]
    variance = t * t + (1 - t) ** 2 * deviation**2
    scale = torch.rsqrt(variance)
    known = (t - (1 - t) * deviation**2) / variance
    return known * x + deviation * scale * network(scale * x)
