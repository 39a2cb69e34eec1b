"""What a data set in the plane is: a map from uniform and normal numbers to points, with its density."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.core.noise import generators
from playground.gaussian.distances import Box
from playground.gaussian.exact import Exact
from playground.gaussian.finite import FiniteSet
from playground.gaussian.levels import Level

Matrix: TypeAlias = NDArray[np.float64]
# From uniform numbers (n, 3) in [0, 1) and standard normal ones (n, 2) to points (n, 2).
Place: TypeAlias = Callable[[Matrix, Matrix], Matrix]

Masses: TypeAlias = Callable[[Box], Matrix]

_CHORDS = 64

CLEAN = Level(t=0.0, alpha=1.0, sigma=0.0, d_alpha=0.0, d_sigma=1.0)


class Planar:
    """A data set in the plane.

    ``centres`` ``(k, 2)`` are its modes where it has some. ``mixture`` is its distribution as a mixture of
    Gaussians where it is one, exactly or to the precision of floats: the exact denoiser. ``log_density`` is
    known for all sets. ``place`` maps uniform and normal numbers to points. ``masses`` gives the exact
    probabilities of the cells of a box and of all outside, where they have a closed form. ``later`` makes
    the mixture when it is first asked for, where making it takes time.
    """

    def __init__(
        self,
        *,
        name: str,
        title: str,
        rank: int,
        place: Place,
        mixture: Exact | None = None,
        later: Callable[[], Exact] | None = None,
        log_density: Callable[[Matrix], Matrix] | None = None,
        centres: Matrix | None = None,
        masses: Masses | None = None,
    ) -> None:
        if mixture is None and later is None and log_density is None:
            raise ValueError(f"{name} needs a mixture or a density")
        self.name, self.title, self.rank = name, title, rank
        self.centres = centres
        self.place, self._log_density = place, log_density
        self._mixture, self._later, self._masses = mixture, later, masses

    @cached_property
    def mixture(self) -> Exact | None:
        """Its distribution as a mixture of Gaussians, where it is one."""
        return self._mixture if self._later is None else self._later()

    @cached_property
    def masses(self) -> Masses | None:
        """What gives the probabilities of a box's cells, where they are known."""
        if self._masses is None and isinstance(self.mixture, FiniteSet):
            return self.mixture.cell_masses
        return self._masses

    def draw(self, random: np.random.Generator, count: int) -> NDArray[np.float32]:
        """``count`` fresh points ``(count, 2)``, fast: for training."""
        return self.place(random.random((count, 3)), random.standard_normal((count, 2))).astype(np.float32)

    def points(self, seed: int, indices: Iterable[int]) -> NDArray[np.float32]:
        """The points ``indices`` of ``seed``, ``(len(indices), 2)``: each depends on its own index alone."""
        each = generators(seed, indices, f"planar {self.name}")
        uniform = np.array([random.random(3) for random in each]).reshape(-1, 3)
        normal = np.array([random.standard_normal(2) for random in each]).reshape(-1, 2)
        return self.place(uniform, normal).astype(np.float32)

    def log_density(self, points: NDArray[Any]) -> Matrix:
        """Natural logarithm of the density at ``(n, 2)`` points, shape ``(n,)``; −∞ where there is none."""
        values = np.asarray(points, dtype=np.float64)
        if self._log_density is not None:
            return self._log_density(values)
        if self.mixture is None:
            raise ValueError(f"{self.name} has no density")
        return self.mixture.log_density(values, CLEAN)


def gaussians(name: str, title: str, rank: int, centres: Matrix, std: float) -> Planar:
    """Equally likely round Gaussians."""
    count = len(centres)

    def place(uniform: Matrix, normal: Matrix) -> Matrix:
        return np.asarray(centres[(uniform[:, 0] * count).astype(np.intp)] + std * normal)

    return Planar(
        name=name,
        title=title,
        rank=rank,
        place=place,
        mixture=FiniteSet(centres, std=std),
        centres=centres,
    )


def curve(
    name: str,
    title: str,
    rank: int,
    along: Callable[[Matrix], Matrix],
    std: float,
    *,
    pieces: int = 1,
    closed: bool = False,
    nodes: int = 256,
) -> Planar:
    """Points on a curve, smeared by a round Gaussian.

    ``along`` maps [0, 1) uniformly to ``(n, 2)`` points of the curve, in ``pieces`` parts that are equally
    likely and smooth each; ``closed`` says that each comes back, smoothly, to where it began. The density is
    the integral of the Gaussian along the curve, by a quadrature (Gauss and Legendre's, or equal steps round
    closed pieces) with ``nodes`` points, of which each piece has its share by length; and so it is a mixture
    of Gaussians. It is exact to the precision of floats where neighbouring nodes are less than ``std`` apart.
    """

    def place(uniform: Matrix, normal: Matrix) -> Matrix:
        return np.asarray(along(uniform[:, 0]) + std * normal)

    def mixture() -> FiniteSet:
        u, weights = [], []
        for piece, count in enumerate(_shares(along, pieces, nodes)):
            if closed:
                own, shares = np.arange(count) / count, np.full(count, 1 / count)
            else:
                roots, doubles = np.polynomial.legendre.leggauss(count)
                own, shares = (roots + 1) / 2, doubles / 2
            u.append((piece + own) / pieces)
            weights.append(shares)
        return FiniteSet(along(np.concatenate(u)), weights=np.concatenate(weights), std=std)

    return Planar(name=name, title=title, rank=rank, place=place, later=mixture)


def _shares(along: Callable[[Matrix], Matrix], pieces: int, nodes: int) -> list[int]:
    """How many of the nodes each piece of a curve has, by its length."""
    u = np.arange(pieces * _CHORDS) / (pieces * _CHORDS)
    chords = np.diff(along(u).reshape(pieces, _CHORDS, 2), axis=1)
    lengths = np.linalg.norm(chords, axis=2).sum(1)
    return [max(1, round(nodes * length / lengths.sum())) for length in lengths]
