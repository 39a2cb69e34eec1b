"""Paths, mixtures and points that the laws are checked on."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

import numpy as np

from playground.gaussian.distances import (
    Box,
    LogDensity,
    cell_masses,
    jensen_shannon,
    kullback_leibler,
    shares,
)
from playground.gaussian.exact import Mixture
from playground.gaussian.paths import Linear, Path, VarianceExploding, VariancePreserving
from playground.gaussian.schedules import SCHEDULES, schedule

PATHS: dict[str, Path] = {
    **{f"vp-{name}": VariancePreserving(schedule(name, 1000)) for name in SCHEDULES},
    "vp-short": VariancePreserving(schedule("linear", 100)),
    "linear": Linear(),
    "ve": VarianceExploding(),
}

# Three Gaussians, none round and none alike.
MIXTURE = Mixture(
    [0.5, 0.3, 0.2],
    [[-1.2, 0.3], [1.0, 1.1], [0.4, -1.3]],
    [[[0.09, 0.02], [0.02, 0.05]], [[0.04, -0.01], [-0.01, 0.08]], [[0.10, 0.0], [0.0, 0.03]]],
)


def random(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def data_of(mixture: Mixture, count: int, seed: int = 1) -> np.ndarray:
    """Samples of a mixture, by the square roots of its covariances."""
    source = random(seed)
    which = source.choice(len(mixture.weights), count, p=mixture.weights)
    roots = np.linalg.cholesky(mixture.covariances)
    return mixture.means[which] + np.einsum("nij,nj->ni", roots[which], source.standard_normal((count, 2)))


Result = TypeVar("Result")


def result(work: Generator[None, None, Result]) -> Result:
    """What a generator returns."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: Result = end.value
            return found


def masses(log_density: LogDensity, box: Box) -> np.ndarray:
    """Probabilities of all cells and of what is outside them."""
    return result(cell_masses(log_density, box))


def histogram_kl(points: np.ndarray, log_density: LogDensity, box: Box) -> float:
    """KL(points‖density) between a histogram of points and the density's cells."""
    return kullback_leibler(shares(points, box), masses(log_density, box))


def histogram_js(points: np.ndarray, log_density: LogDensity, box: Box) -> float:
    """Jensen-Shannon divergence of the same two."""
    return jensen_shannon(shares(points, box), masses(log_density, box))
