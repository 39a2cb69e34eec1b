"""Grey levels 0…255 to the values a network sees, and back."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from playground.core.cards import ImageFormat


def to_network(levels: NDArray[np.uint8], image: ImageFormat) -> NDArray[np.float32]:
    """Levels as the network's input, where black is ``image.low`` and white ``image.high``."""
    unit = levels.astype(np.float32) / 255
    return np.asarray(image.low + (image.high - image.low) * unit, dtype=np.float32)


def to_unit(values: NDArray[np.float32], image: ImageFormat) -> NDArray[np.float32]:
    """Network values on the scale where black is 0 and white is 1."""
    return np.asarray((values - image.low) / (image.high - image.low), dtype=np.float32)


def to_unit_log_scale(log_scale: NDArray[np.float32], image: ImageFormat) -> NDArray[np.float32]:
    """The logarithm of a width in network values as that of a width on the unit scale."""
    return np.asarray(log_scale - math.log(image.high - image.low), dtype=np.float32)


def to_levels(unit: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Unit values clipped to [0, 1] and rounded to the nearest grey level."""
    return np.rint(np.clip(unit, 0, 1) * 255).astype(np.uint8)
