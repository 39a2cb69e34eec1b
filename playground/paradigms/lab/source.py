"""What a lab learns: points to train on, and the exact answers that go with them."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.errors import RecipeError
from playground.gaussian import expectations
from playground.gaussian.distances import Box
from playground.gaussian.exact import Exact
from playground.gaussian.finite import FiniteSet
from playground.gaussian.levels import Level, Pair
from playground.gaussian.planar import Planar, planar
from playground.paradigms.lab.fields import DRAWN, unpacked
from playground.paradigms.lab.frames import EXTENT, Floats

Matrix = NDArray[np.float64]

_DRAWN_STD = 0.06
_SMEAR = 0.045
_CELL = 1 / 16
"""Sets without a closed form are a fine grid of points: of this spacing, and smeared where noise does not do
it."""
_MANY = 512
"""Points of a drawing whose exact model answers slowly."""


class Chosen(Protocol):
    """A recipe that names its data, or holds the drawn ones."""

    @property
    def data(self) -> str:
        """The name of a data set, or ``drawn``."""

    @property
    def drawing(self) -> bytes:
        """What is drawn."""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A data set with its exact model.

    ``smear`` is the width of the Gaussian by which the exact model's data are smeared at a level, where that
    is not part of the data itself; ``log_density`` is that of the data, never smeared. ``centres`` and
    ``weights`` are those of its modes, if it has some. ``place`` makes points of uniform numbers ``(n, 3)``
    and normal ones ``(n, 2)``, and ``masses`` are the probabilities of the cells of a box, as
    :class:`~playground.gaussian.planar.Planar` has them. ``mmse`` is the mean squared error, per coordinate,
    of the exact model's guess of the data at a level, and remembers the levels it was asked about. ``floors``
    are those that have been worked out, by name and number of points.
    """

    draw: Callable[[np.random.Generator, int], Floats]
    exact: Exact
    log_density: Callable[[NDArray[Any]], Matrix]
    smear: Callable[[Level], float]
    mmse: Callable[[Level], float]
    place: Callable[[Matrix, Matrix], NDArray[Any]]
    masses: Callable[[Box], Matrix] | None = None
    centres: Matrix | None = None
    weights: Matrix | None = None
    floors: dict[tuple[str, int], tuple[float, float, float]] = {}


def source_of(recipe: Chosen) -> Source:
    """The data of a lab; raises ``RecipeError`` where nothing was drawn."""
    return _drawn(recipe.drawing) if recipe.data == DRAWN else _listed(recipe.data)


def _never(_level: Level) -> float:
    return 0.0


def _mmse_of(exact: Exact, *, many: bool) -> Callable[[Level], float]:
    """The error of an exact model to about one part in a hundred; one of ``many`` points answers slowly."""
    count = 128 if many else 512
    return functools.lru_cache(maxsize=4096)(lambda level: expectations.mmse(exact, level, count).value)


@functools.cache
def _listed(name: str) -> Source:
    found = planar(name)
    smear: Callable[[Level], float] = _never
    exact = found.mixture
    if exact is None:
        exact = Fine(*_fine_grid(found))
        smear = exact.smear
    weights = None
    if found.centres is not None:
        weights = np.full(len(found.centres), 1 / len(found.centres))
    return Source(
        draw=found.draw,
        exact=exact,
        log_density=found.log_density,
        smear=smear,
        mmse=_mmse_of(exact, many=found.mixture is None),
        place=found.place,
        masses=found.masses,
        centres=found.centres,
        weights=weights,
    )


def _drawn(drawing: bytes) -> Source:
    """Points drawn by hand, each smeared a little, so that there is a density to learn."""
    points = unpacked(drawing)
    if len(points) == 0:
        raise RecipeError("Nothing is drawn yet; draw some points, or choose a data set.")
    if not np.all(np.abs(points) <= EXTENT):
        raise RecipeError(f"The points drawn must lie between −{EXTENT:g} and {EXTENT:g}.")
    exact = FiniteSet(points, std=_DRAWN_STD)
    clean = Level(t=0.0, alpha=1.0, sigma=0.0, d_alpha=0.0, d_sigma=1.0)

    def draw(random: np.random.Generator, count: int) -> Floats:
        chosen = points[random.integers(len(points), size=count)]
        return (chosen + _DRAWN_STD * random.standard_normal((count, 2))).astype(np.float32)

    return Source(
        draw=draw,
        exact=exact,
        log_density=lambda x: exact.log_density(np.asarray(x, dtype=np.float64), clean),
        smear=_never,
        mmse=_mmse_of(exact, many=len(points) > _MANY),
        place=lambda uniform, normal: points[_which(uniform[:, 0], len(points))] + _DRAWN_STD * normal,
        masses=exact.cell_masses,
    )


def _which(uniform: Matrix, count: int) -> NDArray[np.intp]:
    return np.minimum((uniform * count).astype(np.intp), count - 1)


def _fine_grid(found: Planar) -> tuple[Matrix, Matrix]:
    """Cell centres of a fine grid where there is density, and the probability of each."""
    count = round(2 * EXTENT / _CELL)
    split = 4
    ticks = (np.arange(count * split) + 0.5) / (count * split) * 2 * EXTENT - EXTENT
    x, y = np.meshgrid(ticks, ticks)
    density = np.exp(found.log_density(np.stack([x.ravel(), y.ravel()], axis=1)))
    masses = density.reshape(count, split, count, split).mean((1, 3))
    cells = ticks.reshape(count, split).mean(1)
    centres = np.stack(np.meshgrid(cells, cells), axis=-1)
    seen = masses > 1e-4 * masses.max()
    return centres[seen], masses[seen]


class Fine:
    """A density on a fine grid of points as an exact model: each point is smeared, but only as far as the
    noise of the level does not do it."""

    def __init__(self, points: Matrix, weights: Matrix) -> None:
        self._points, self._weights = points, weights
        self._sets: dict[float, FiniteSet] = {}

    def smear(self, level: Level) -> float:
        """The width of the smear at a level."""
        ratio = math.inf if level.alpha == 0 else level.sigma / level.alpha
        return math.sqrt(max(_SMEAR**2 - ratio**2, 0.0))

    def _at(self, level: Level) -> FiniteSet:
        smear = self.smear(level)
        if smear not in self._sets:
            if len(self._sets) > 256:
                self._sets.clear()
            self._sets[smear] = FiniteSet(self._points, weights=self._weights, std=smear)
        return self._sets[smear]

    def __call__(self, x: NDArray[Any], level: Level) -> Pair:
        """The posterior means of data and noise given ``x`` ``(n, 2)``."""
        return self._at(level)(x, level)

    def log_density(self, x: NDArray[Any], level: Level) -> Matrix:
        """Natural logarithm of the density at ``x``, ``(n,)``."""
        return self._at(level).log_density(x, level)

    def score(self, x: NDArray[Any], level: Level) -> Matrix:
        """The gradient of the log-density, ``(n, 2)``."""
        return self._at(level).score(x, level)

    def velocity(self, x: NDArray[Any], level: Level) -> Matrix:
        """``dx/dt`` of the probability flow, ``(n, 2)``."""
        return self._at(level).velocity(x, level)

    def traces(self, x: NDArray[Any], level: Level) -> Pair:
        """Traces of the Jacobians of the posterior means of data and noise, each ``(n,)``."""
        return self._at(level).traces(x, level)

    def divergence(self, x: NDArray[Any], level: Level) -> Matrix:
        """Divergence of the velocity, ``(n,)``."""
        return self._at(level).divergence(x, level)

    def uncertainty(self, x: NDArray[Any], level: Level) -> Matrix:
        """Trace of the covariance of the data given ``x``, ``(n,)``."""
        return self._at(level).uncertainty(x, level)

    def seen(self, level: Level, uniform: Matrix, normal: Matrix) -> Matrix:
        """Samples of x at a level, made of uniform numbers ``(n,)`` and normal ones ``(n, 2)``."""
        return self._at(level).seen(level, uniform, normal)
