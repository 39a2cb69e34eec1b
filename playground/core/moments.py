"""The mean and deviation of every pixel of many pictures, of which no copies in more bytes are made."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_BLOCK = 100


def moments(images: NDArray[np.uint8]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Those of ``(n, channels, height, width)``, exact until the last division."""
    total, squares = (np.zeros(images.shape[1:], np.int64) for _ in range(2))
    for first in range(0, len(images), _BLOCK):
        # The square of a byte fits into two.
        block = images[first : first + _BLOCK].astype(np.uint16)
        total += block.sum(axis=0, dtype=np.int64)
        squares += np.square(block).sum(axis=0, dtype=np.int64)
    variance = (len(images) * squares - total**2) / len(images) ** 2
    return total / len(images), np.sqrt(variance)
