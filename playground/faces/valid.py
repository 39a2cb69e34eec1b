"""Valid faces: pictures nearer to a face than half the least distance of two that look different."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.faces.differences import least_differences
from playground.faces.factors import EVERY, Choice
from playground.faces.layers import SIZE


def valid(distances: NDArray[np.float64], size: int = SIZE, choice: Choice = EVERY) -> NDArray[np.bool_]:
    """Which pictures are valid faces, by their distances to the nearest face of a choice."""
    return np.asarray(distances < valid_below(size, choice))


def valid_below(size: int = SIZE, choice: Choice = EVERY) -> float:
    """Half of the least RMS distance of two faces that differ in one factor which is seen, in levels.

    It is worked out for all faces of a choice, which takes some seconds once.
    """
    return min(least.distance for least in least_differences(size, choice)) / 2
