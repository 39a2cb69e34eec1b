"""A model with one part called ``denoiser``: what a card names, and what is loaded and exported."""

from __future__ import annotations

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
