"""Densities as labs draw them: on the same scale everywhere, so that they can be compared."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.core.frames import Array

LOG_DENSITY = (-8.0, 0.5)
"""Natural logarithms of the densities that have the darkest and the brightest colour, at every time."""

RATIO = 1.5
"""Largest shown logarithm of the ratio of learned to exact density."""

_LEAST = 0.01
"""Added to both densities of a ratio, so that it says nothing where there are next to no points."""


def logarithm(density: Array | None) -> NDArray[np.float64] | None:
    """The natural logarithm of a density, −∞ where there is none."""
    if density is None:
        return None
    with np.errstate(divide="ignore"):
        return np.nan_to_num(np.log(np.asarray(density, np.float64)), nan=-np.inf, neginf=-1e9)


def log_ratio(learned: Array | None, exact: Array | None) -> NDArray[np.float64] | None:
    """The logarithm of learned over exact density, towards 0 where there is little of both."""
    if learned is None or exact is None:
        return None
    return np.log((np.asarray(learned, np.float64) + _LEAST) / (np.asarray(exact, np.float64) + _LEAST))
