"""Which pixels of a picture each scale of a multi-scale flow holds.

A picture is halved again and again: of every square of four pixels one stays for the coarser picture, and the
other three belong to this scale. That one is the first of the four and the last of the four in turn, so that
the coarsest pixels lie evenly in the picture.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def kept(halving: int) -> int:
    """Row and column, within a square of four, of the pixel that stays in a halving (the finest is 0)."""
    return halving % 2


def scale_of_pixels(height: int, width: int, halvings: int) -> NDArray[np.int64]:
    """The scale ``(height, width)`` of every pixel: 0 is the coarsest, ``halvings`` the finest."""
    scale = np.full((height, width), halvings, dtype=np.int64)
    rest = scale
    for halving in range(halvings):
        start = kept(halving)
        # A view: what is written there is written into the whole.
        rest = rest[start::2, start::2]
        rest[:] = halvings - halving - 1
    return scale
