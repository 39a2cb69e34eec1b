"""Numbers of a picture's places as colours, with levels that never move."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from playground.ui.plots.heat import ramp, to_levels, worn_scale


def tinted(
    values: NDArray[np.floating], low: float, high: float, anchors: Sequence[str]
) -> NDArray[np.uint8]:
    """A picture ``(3, height, width)`` of values ``(height, width)``; beyond the ends, they end."""
    table = np.array(ramp(worn_scale(anchors)), dtype=np.uint32)
    colours = table[to_levels(values, low, high)]
    return np.stack([(colours >> shift & 255).astype(np.uint8) for shift in (16, 8, 0)])
