"""Expectations over a data set in the plane, far more precisely than its samples would give them.

Points of a data set are made of three uniform and two normal numbers each. Taken from a lattice that fills
the cube of five dimensions evenly, instead of by chance, they give the mean of a smooth function with an
error that falls nearly as 1/n; lattices that are shifted by random vectors give it without bias, and tell the
error (Cranley and Patterson 1976; Dick, Kuo and Sloan 2013, "High-dimensional integration").
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.core.noise import generator
from playground.gaussian.distances import Estimate, Matrix

SHIFTS = 8
_STEPS = (1, 182667, 469891, 498753, 110745)
"""The first components of a generating vector for any power of two of points up to 2²⁰ (Cools, Kuo and Nuyens
2006)."""
_EDGE = 1e-12

Place = Callable[[Matrix, Matrix], NDArray[Any]]


def spread_points(place: Place, count: int, seed: int = 0) -> NDArray[np.float32]:
    """``count`` points of each shift, ``(SHIFTS · count, 2)``; ``count`` is a power of two.

    ``place`` makes points of uniform numbers ``(n, 3)`` and normal ones ``(n, 2)``.
    """
    from scipy.special import ndtri

    lattice = np.arange(count)[:, None] * np.array(_STEPS) / count
    shifts = generator(seed, 0, "lattice").random((SHIFTS, 1, len(_STEPS)))
    even = ((lattice + shifts) % 1.0).reshape(-1, len(_STEPS))
    return np.asarray(place(even[:, :3], ndtri(np.clip(even[:, 3:], _EDGE, 1 - _EDGE))), dtype=np.float32)


def mean_over(values: NDArray[np.floating]) -> Estimate:
    """The mean of values at such points, and its standard error by how far the shifts differ."""
    of_shifts = np.asarray(values, dtype=np.float64).reshape(SHIFTS, -1).mean(1)
    return Estimate(float(of_shifts.mean()), float(of_shifts.std(ddof=1)) / math.sqrt(SHIFTS))
