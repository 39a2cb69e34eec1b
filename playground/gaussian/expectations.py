"""Expectations over a data set in the plane, far more precisely than its samples would give them.

Points of a data set are made of three uniform and two normal numbers each. Taken from a lattice that fills
the cube of five dimensions evenly, instead of by chance, they give the mean of a smooth function with an
error that falls nearly as 1/n; lattices that are shifted by random vectors give it without bias, and tell the
error (Cranley and Patterson 1976; Dick, Kuo and Sloan 2013, "High-dimensional integration").
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Generator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.core.noise import generator
from playground.gaussian.distances import Box, Estimate, LogDensity, Matrix
from playground.gaussian.exact import Exact
from playground.gaussian.levels import Level

SHIFTS = 8
_STEPS = (1, 182667, 469891, 498753, 110745)
"""The first components of a generating vector for any power of two of points up to 2²⁰ (Cools, Kuo and Nuyens
2006)."""
_EDGE = 1e-12

PointsOf = Callable[[Matrix, Matrix], NDArray[Any]]


def spread_points(points_of: PointsOf, count: int, seed: int = 0) -> NDArray[np.float32]:
    """``count`` points of each shift, ``(SHIFTS · count, 2)``; ``count`` is a power of two.

    ``points_of`` makes points of uniform numbers ``(n, 3)`` and normal ones ``(n, 2)``.
    """
    return np.asarray(points_of(*spread_numbers(3, count, seed)), dtype=np.float32)


def mmse(exact: Exact, level: Level, count: int = 512) -> Estimate:
    """The mean squared error, per coordinate, of the best guess of data in the plane from x at a level.

    It is the mean over x of the variance of the data given x, and of all denoisers the exact one alone has
    no larger error. ``count`` points of each shift, a power of two.
    """
    uniform, normal = spread_numbers(1, count)
    return mean_over(exact.uncertainty(exact.seen(level, uniform[:, 0], normal), level) / normal.shape[1])


@functools.lru_cache(maxsize=4)
def spread_numbers(uniform: int, count: int, seed: int = 0) -> tuple[Matrix, Matrix]:
    """That many uniform numbers and two normal ones for each of ``SHIFTS · count`` points."""
    from scipy.special import ndtri

    steps = np.array(_STEPS[: uniform + 2])
    shifts = generator(seed, 0, "lattice").random((SHIFTS, 1, len(steps)))
    even = ((np.arange(count)[:, None] * steps / count + shifts) % 1.0).reshape(-1, len(steps))
    return even[:, :uniform], ndtri(np.clip(even[:, uniform:], _EDGE, 1 - _EDGE))


def mean_over(values: NDArray[np.floating]) -> Estimate:
    """The mean of values at such points, and its standard error by how far the shifts differ."""
    of_shifts = np.asarray(values, dtype=np.float64).reshape(SHIFTS, -1).mean(1)
    return Estimate(float(of_shifts.mean()), float(of_shifts.std(ddof=1)) / math.sqrt(SHIFTS))


def entropy(log_density: LogDensity, box: Box, block: int = 512) -> Generator[None, None, float]:
    """−∫p log p in nats by the midpoint rule on a box, where p is renormalised to it.

    It yields after every ``block`` of points. The rule is exact to many digits for smooth densities that are
    wider than a cell, and for those that are even within each cell.
    """
    points = box.centres()
    mass, total = 0.0, 0.0
    for start in range(0, len(points), block):
        logs = log_density(points[start : start + block])
        logs = logs[np.isfinite(logs)]
        weights = np.exp(logs) * box.area
        mass += float(weights.sum())
        total -= float((weights * logs).sum())
        yield
    # With p / mass in place of p.
    return total / mass + float(np.log(mass))
