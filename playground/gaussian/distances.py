"""How far points are from where they should be: sliced Wasserstein distance, mode weights, KL and
Jensen-Shannon divergence."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, TypeAlias

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
    along = _directions(a.shape[1], directions, seed)
    first, second = (np.sort(np.asarray(each, dtype=np.float64) @ along.T, axis=0) for each in (a, b))
    return float(_transport(first, second, power).mean() ** (1 / power))


def _directions(dimensions: int, count: int, seed: int) -> Matrix:
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
    places, parts = box.centres(split), []
    for start in range(0, len(places), block):
        parts.append(np.exp(log_density(places[start : start + block])))
        yield
    fine = np.concatenate(parts).reshape(box.cells, split, box.cells, split)
    inside = fine.mean((1, 3)).ravel() * box.area
    every = np.append(inside, max(1 - inside.sum(), 0.0))
    return np.asarray(every / every.sum())


def kl_on_grid(log_p: LogDensity, log_q: LogDensity, box: Box) -> float:
    """KL(p‖q) in nats by the midpoint rule on a box, both renormalised to it.

    Cells without p count nothing; cells without q but with p make it infinite.
    """
    points = box.centres()
    p, q = (_normalised(log(points), box) for log in (log_p, log_q))
    inside = np.exp(p) > 0
    return float((np.exp(p[inside]) * (p[inside] - q[inside])).sum() * box.area)


def _normalised(logs: Matrix, box: Box) -> Matrix:
    top = logs.max()
    return np.asarray(logs - top - np.log(np.exp(logs - top).sum() * box.area))


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


def shares(points: NDArray[Any], box: Box) -> Matrix:
    """Shares of ``(n, 2)`` points in the cells of a box and of all outside, as in :func:`cell_masses`.

    Perfect samples of a density have a KL of about (occupied cells − 1)/(2n) to its cells, not 0, and a
    quarter of that as Jensen-Shannon divergence.
    """
    # Cells are counted by hand: numpy's histograms take x first, and pictures have it last.
    places = np.floor((np.asarray(points, dtype=np.float64) - box.low) * box.cells / (box.high - box.low))
    inside = np.all((places >= 0) & (places < box.cells), axis=1)
    column, row = np.where(inside[:, None], places, 0).astype(np.intp).T
    cells = np.where(inside, row * box.cells + column, box.cells**2)
    return np.asarray(np.bincount(cells, minlength=box.cells**2 + 1) / len(points))
