"""How far the points and densities of a lab are from the exact ones."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.core.frames import Scalar
from playground.core.noise import generator
from playground.gaussian import distances
from playground.gaussian.distances import Box, nearest, projections, sliced_wasserstein
from playground.gaussian.levels import Level
from playground.paradigms.lab.frames import CELLS, EXTENT, FAINT, Floats, grid
from playground.paradigms.lab.source import Matrix, Source

DIRECTIONS = 64
_FLOOR_SETS = 48
_BLOCK = 512
_BLUR = 1.2
"""Width of the Gaussian, in cells, by which points are smoothed into a density."""

BOX = Box(low=-EXTENT, high=EXTENT, cells=CELLS)


def exact_points(source: Source, seed: int, count: int) -> Floats:
    """The exact samples that points are compared with, always the same for a seed."""
    return source.draw(generator(seed, 0, "plane exact"), count)


def distance(points: Floats, exact: Floats) -> float:
    """Sliced Wasserstein distance between two sets of points."""
    return sliced_wasserstein(points, exact, DIRECTIONS)


class Floor(NamedTuple):
    """What exact samples come to by a measure: the mean, and between what 95 % of their sets lie."""

    mean: float
    low: float
    high: float

    def scalars(self, name: str) -> dict[str, Scalar]:
        """It as scalars of a frame: ``name``, ``name_low`` and ``name_high``."""
        return {name: self.mean, f"{name}_low": self.low, f"{name}_high": self.high}


def floor_of(
    measure: Callable[[np.random.Generator], float], sets: int = _FLOOR_SETS
) -> Generator[None, None, Floor]:
    """The floor of a measure of exact samples, which it draws.

    The k-th smallest of n values has k/(n + 1) of the distribution below it on average, so that the band
    holds 95 %; quantiles of the values themselves would hold less.
    """
    random, found = generator(0, 0, "plane noise floor"), list[float]()
    for _ in range(sets):
        found.append(measure(random))
        yield
    low, high = np.quantile(found, (0.025, 0.975), method="weibull")
    return Floor(float(np.mean(found)), float(low), float(high))


def known_floor(
    source: Source, name: str, count: int, measure: Callable[[np.random.Generator], float]
) -> Generator[None, None, Floor]:
    """The same, worked out once for a data set: another training on it finds it there."""
    if (name, count) not in source.floors:
        source.floors[name, count] = yield from floor_of(measure)
    return Floor(*source.floors[name, count])


def noise_floor(source: Source, count: int) -> Generator[None, None, Floor]:
    """That of the distance between independent sets of exact samples."""

    def of_exact(random: np.random.Generator) -> float:
        return distance(source.draw(random, count), source.draw(random, count))

    return (yield from known_floor(source, "distance", count, of_exact))


class Reference:
    """Many exact samples that sets of some sizes are measured from, sorted along all directions.

    The squared distance of n sorted numbers from k·n others is the mean of that of each from its k: so the
    k's means and mean squares are all that has to be kept.
    """

    def __init__(self, blocks: dict[int, tuple[Matrix, Matrix]]) -> None:
        """Means and mean squares ``(n, directions)`` by n."""
        self._blocks = blocks

    def distance(self, points: Floats) -> float:
        """Sliced Wasserstein distance of as many points as one of the sizes."""
        means, squares = self._blocks[len(points)]
        mine = np.sort(projections(points, DIRECTIONS), axis=0)
        return math.sqrt(max(float((mine * (mine - 2 * means) + squares).mean()), 0.0))


def reference(source: Source, count: int, sizes: Sequence[int]) -> Generator[None, None, Reference]:
    """``count`` exact samples, always the same, of which each of the sizes must be a whole part."""
    points = source.draw(generator(0, 0, "plane reference"), count)
    every, directions = np.asarray(points, dtype=np.float64), distances.directions_of(2, DIRECTIONS)
    blocks = {size: (np.empty((size, DIRECTIONS)), np.empty((size, DIRECTIONS))) for size in sizes}
    for direction in range(DIRECTIONS):
        along = np.sort(every @ directions[direction])
        for size, (means, squares) in blocks.items():
            parts = along.reshape(size, -1)
            means[:, direction], squares[:, direction] = parts.mean(1), np.square(parts).mean(1)
        yield
    return Reference(blocks)


def cell_masses(source: Source, box: Box) -> Generator[None, None, Matrix]:
    """Probabilities of the cells of a box and of all outside: exactly, or by a fine sum where need be."""
    if source.masses is not None:
        return source.masses(box)
    return (yield from distances.cell_masses(source.log_density, box))


def modes(points: Floats, source: Source) -> dict[str, Scalar]:
    """``modes``, ``modes_covered``, ``mode_quality`` and ``mode_error``, as the frames define them; nothing
    where the data have no modes."""
    centres, weights = source.centres, source.weights
    if centres is None or weights is None:
        return {}
    which, on_data = nearest(points, centres), source.log_density(points) >= _faint(source, centres)
    every, arrived = (np.bincount(of, minlength=len(centres)) / len(points) for of in (which, which[on_data]))
    return {
        "modes": len(centres),
        "modes_covered": int((arrived >= weights / 4).sum()),
        "mode_quality": float(on_data.mean()),
        "mode_error": float(np.abs(every - weights).sum() / 2),
    }


def _faint(source: Source, centres: Matrix) -> float:
    """The log-density at which the data end; it is largest at the centre of a mode."""
    return float(source.log_density(centres).max() + np.log(FAINT))


def exact_log_density(source: Source, level: Level) -> Generator[None, None, Matrix]:
    """The exact log-density on the grid, ``(CELLS²,)``."""
    points, parts = grid(CELLS).astype(np.float64), []
    for start in range(0, len(points), _BLOCK):
        block = points[start : start + _BLOCK]
        clean = level.sigma == 0
        parts.append(source.log_density(block) if clean else source.exact.log_density(block, level))
        yield
    return np.concatenate(parts)


def smoothed(points: Floats) -> Floats:
    """The density of points on the grid ``(CELLS, CELLS)``, smoothed by a Gaussian."""
    edges = np.linspace(-EXTENT, EXTENT, CELLS + 1)
    counts = np.histogram2d(points[:, 1], points[:, 0], bins=(edges, edges))[0]
    return blurred(counts / (max(len(points), 1) * BOX.area))


def blurred(density: NDArray[np.floating]) -> Floats:
    """A density on the grid ``(CELLS, CELLS)``, smoothed as points are: what many points of it would give."""
    return np.asarray(_KERNEL @ density @ _KERNEL.T, dtype=np.float32)


def as_image(log_density: Matrix) -> Floats:
    """A log-density on the grid as a density ``(CELLS, CELLS)``."""
    return np.exp(np.maximum(log_density, -100.0)).reshape(CELLS, CELLS).astype(np.float32)


def field_error(learned: Floats, exact: Floats, log_density: Matrix) -> float:
    """Root mean square of the difference relative to the exact field, weighted by a density at the same
    points."""
    weights = np.exp(log_density - log_density.max())[:, None]
    total = float((weights * np.square(exact, dtype=np.float64)).sum())
    wrong = float((weights * np.square(learned.astype(np.float64) - exact)).sum())
    return float(np.sqrt(wrong / total)) if total > 0 else 0.0


def _kernel() -> Matrix:
    cells = np.arange(CELLS)
    weights = np.exp(-((cells[:, None] - cells) ** 2) / (2 * _BLUR**2))
    # Columns sum to 1, so that no point loses weight at the border.
    return np.asarray(weights / weights.sum(0), dtype=np.float64)


_KERNEL = _kernel()
