"""The frames of a way in one row, as many as can be told apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.paradigms.denoising.walks import moments_of
from playground.ui.widgets.image_strip import ImageStrip

_MOST = 13


class FrameStrip(ImageStrip):
    """Evenly chosen frames with both ends; the indices that it tells are those of all frames."""

    def __init__(self, name: str, most: int = _MOST) -> None:
        super().__init__(name)
        self._most = most
        self.set_one_row()

    def set_frames(self, frames: NDArray[np.uint8]) -> None:
        """Show at most as many as there is room for of ``frames`` (n, channels, height, width)."""
        self.set_images(frames)
        self.set_shown(np.asarray(moments_of(len(frames) - 1, self._most), dtype=np.intp))

    def mark(self, frame: int) -> None:
        """Mark what is shown nearest to a frame."""
        if len(self.shown):
            self.set_current(int(self.shown[np.abs(self.shown - frame).argmin()]))
