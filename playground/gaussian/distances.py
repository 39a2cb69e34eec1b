"""How far points are from where they should be: sliced Wasserstein distance, mode weights, KL and
Jensen-Shannon divergence."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from typing import Any, NamedTuple, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.noise import generator

Matrix: TypeAlias = NDArray[np.float64]
LogDensity: TypeAlias = Callable[[Matrix], Matrix]


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """A square window of the plane divided into ``cells`` × ``cells`` cells."""

    low: float = -3.0
    high: float = 3.0
    cells: int = 64

    @property
    def area(self) -> float:
        """Area of a cell."""
        return ((self.high - self.low) / self.cells) ** 2

    def centres(self, split: int = 1) -> Matrix:
        """Centres of the cells, each split into ``split`` × ``split``, row by row with y slow: ``(n, 2)``."""
        count = self.cells * split
        ticks = self.low + (np.arange(count) + 0.5) * (self.high - self.low) / count
        x, y = np.meshgrid(ticks, ticks)
        return np.stack([x.ravel(), y.ravel()], axis=1)


def sliced_wasserstein(
    a: NDArray[Any], b: NDArray[Any], directions: int = 128, *, power: int = 2, seed: int = 0
) -> float:
    """Sliced Wasserstein distance between samples ``(n, d)`` and ``(m, d)`` (Bonneel et al. 2015).

    The ``power``-th root of the mean, over directions, of the one-dimensional Wasserstein distance to that
    power, which is exact for any n and m. In the plane the directions are evenly spaced, which makes it exact
    in the limit of many; elsewhere they are random, the same for the same ``seed``.
    """
    first, second = (np.sort(projections(each, directions, seed), axis=0) for each in (a, b))
    return float(_transport(first, second, power).mean() ** (1 / power))


def projections(points: NDArray[Any], directions: int, seed: int = 0) -> Matrix:
    """Points ``(n, d)`` along the directions of the sliced Wasserstein distance, ``(n, directions)``."""
    return np.asarray(points, dtype=np.float64) @ directions_of(points.shape[1], directions, seed).T


def directions_of(dimensions: int, count: int, seed: int = 0) -> Matrix:
    """Unit vectors ``(count, dimensions)`` of the sliced Wasserstein distance."""
    if dimensions == 2:
        angles = np.pi * np.arange(count) / count
        return np.stack([np.cos(angles), np.sin(angles)], axis=1)
    raw = generator(seed, 0, "directions").standard_normal((count, dimensions))
    return np.asarray(raw / np.linalg.norm(raw, axis=1, keepdims=True))


def _transport(a: Matrix, b: Matrix, power: int) -> Matrix:
    """Cost per column of moving sorted ``a`` to sorted ``b``: the integral between their quantile
    functions."""
    if len(a) == len(b):
        return np.asarray((np.abs(a - b) ** power).mean(0))
    # Both quantile functions are constant between the jumps of either: k/n and k/m.
    n, m = len(a), len(b)
    jumps = np.unique(np.concatenate([np.arange(n + 1) * m, np.arange(m + 1) * n]))
    starts, widths = jumps[:-1], np.diff(jumps) / (n * m)
    return np.asarray(widths @ np.abs(a[starts // m] - b[starts // n]) ** power)


def nearest(points: NDArray[Any], centres: NDArray[Any]) -> NDArray[np.intp]:
    """Which of the centres ``(k, d)`` is the nearest of each of the points ``(n, d)``."""
    values = np.asarray(points, dtype=np.float64)
    squares = ((values[:, None] - np.asarray(centres, dtype=np.float64)) ** 2).sum(2)
    return np.asarray(squares.argmin(1))


def mode_weights(points: NDArray[Any], centres: NDArray[Any]) -> Matrix:
    """Share of the points ``(n, d)`` whose nearest centre is each of ``(k, d)``; sums to 1."""
    return np.asarray(np.bincount(nearest(points, centres), minlength=len(centres)) / len(points))


def cell_masses(
    log_density: LogDensity, box: Box, split: int = 4, block: int = 512
) -> Generator[None, None, Matrix]:
    """Probabilities of a box's cells, with y slow, and at last of all outside: ``(cells² + 1,)``, in all 1.

    Each cell is looked at in ``split``² places; it yields after every ``block`` of them.
    """
    positions, parts = box.centres(split), []
    for start in range(0, len(positions), block):
        parts.append(np.exp(log_density(positions[start : start + block])))
        yield
    fine = np.concatenate(parts).reshape(box.cells, split, box.cells, split)
    return with_outside(fine.mean((1, 3)) * box.area)


def normal_masses(centres: NDArray[Any], weights: Matrix, std: float, box: Box) -> Matrix:
    """The same, exactly, of round Gaussians around ``centres`` ``(k, 2)``, whose weights sum to 1."""
    edges = np.linspace(box.low, box.high, box.cells + 1)
    along_x, along_y = (_normal_shares((edges - centres[:, axis, None]) / std) for axis in (0, 1))
    return with_outside(along_y.T @ (weights[:, None] * along_x))


def even_masses(corners: NDArray[Any], side: float, box: Box) -> Matrix:
    """The same, exactly, of equally likely squares of ``side`` with their least corners ``(k, 2)``."""
    edges = np.linspace(box.low, box.high, box.cells + 1)
    along_x, along_y = (
        np.diff(np.clip((edges - corners[:, axis, None]) / side, 0, 1), axis=1) for axis in (0, 1)
    )
    return with_outside(along_y.T @ along_x / len(corners))


def with_outside(inside: Matrix) -> Matrix:
    """Probabilities of cells as one row, with that of all outside at the end."""
    every = np.append(inside.ravel(), max(1 - inside.sum(), 0.0))
    return np.asarray(every / every.sum())


def _normal_shares(positions: Matrix) -> Matrix:
    """The standard normal's probabilities between places ``(k, n)``, precise in both tails."""
    from scipy.special import ndtr

    right = positions[:, :-1] + positions[:, 1:] > 0
    return np.asarray(np.where(right, -np.diff(ndtr(-positions), axis=1), np.diff(ndtr(positions), axis=1)))


def kullback_leibler(p: Matrix, q: Matrix) -> float:
    """KL(p‖q) in nats of two lists of probabilities; infinite where p has what q has not."""
    seen = p > 0
    with np.errstate(divide="ignore"):
        return float((p[seen] * (np.log(p[seen]) - np.log(q[seen]))).sum())


def jensen_shannon(p: Matrix, q: Matrix) -> float:
    """Jensen-Shannon divergence in nats of two lists of probabilities, from 0 to ln 2 (Lin 1991)."""
    return max((_to_middle(p, q) + _to_middle(q, p)) / 2, 0.0)


def _to_middle(p: Matrix, q: Matrix) -> float:
    """KL(p‖(p + q)/2), which is finite, even where half of p would round to nothing."""
    seen = p > 0
    return float((p[seen] * (np.log(p[seen]) - np.log(p[seen] + q[seen]) + np.log(2))).sum())


class Estimate(NamedTuple):
    """A number from samples, and its standard error."""

    value: float
    error: float


def debiased_jensen_shannon(points: NDArray[Any], masses: Matrix, box: Box) -> Estimate:
    """Jensen-Shannon divergence in nats of what ``(n, 2)`` points are drawn from, on the cells of a box.

    ``masses`` are the known probabilities that it is from. Shares of n points are off by chance, which makes
    the divergence too large by as much as 1/n; that of both halves is so by twice as much, which is taken
    off, so that perfect samples come to nearly 0: only what cells do that hold less than a point on average
    is left. The error is that of the shares to first order, and where both are alike, to second.
    """
    half = len(points) // 2
    q = shares(points, box)
    halves = [jensen_shannon(shares(part, box), masses) for part in (points[:half], points[half:])]
    seen = q > 0
    slope = (np.log(2 * q[seen]) - np.log(masses[seen] + q[seen])) / 2
    linear = float((q[seen] * slope**2).sum() - (q[seen] * slope).sum() ** 2)
    # Of each cell the quadratic term has the variance 2·(p/(4n·(p + q)))², and taking off the bias doubles
    # the deviation.
    ratio = masses[seen] / (4 * (masses[seen] + q[seen]))
    quadratic = 2 * float((ratio**2).sum()) * 2 / len(points)
    value = 2 * jensen_shannon(q, masses) - float(np.mean(halves))
    return Estimate(value, math.sqrt((linear + quadratic) / len(points)))


def shares(points: NDArray[Any], box: Box) -> Matrix:
    """Shares of ``(n, 2)`` points in the cells of a box and of all outside, as in :func:`cell_masses`.

    Perfect samples of a density have a KL of about (occupied cells − 1)/(2n) to its cells, not 0, and a
    quarter of that as Jensen-Shannon divergence.
    """
    # Cells are counted by hand: numpy's histograms take x first, and pictures have it last.
    positions = np.floor((np.asarray(points, dtype=np.float64) - box.low) * box.cells / (box.high - box.low))
    inside = np.all((positions >= 0) & (positions < box.cells), axis=1)
    column, row = np.where(inside[:, None], positions, 0).astype(np.intp).T
    cells = np.where(inside, row * box.cells + column, box.cells**2)
    return np.asarray(np.bincount(cells, minlength=box.cells**2 + 1) / len(points))
