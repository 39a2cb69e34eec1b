"""The likelihood by the probability flow, where it is known in closed form."""

from __future__ import annotations

import math
from collections.abc import Generator

import numpy as np
import pytest

from playground.gaussian.levels import Array, Level, Pair
from playground.gaussian.likelihood import gaussian_log_density
from playground.gaussian.predictions import to_pair
from playground.paradigms.denoising import league
from playground.paradigms.lab.source import Matrix
from playground.paradigms.plane import likelihood
from playground.paradigms.plane.recipes import DiffusionLab
from playground.paradigms.plane.setting import path_of, shown


def finished(work: Generator[None, None, Matrix]) -> Matrix:
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: Matrix = end.value
            return found


@pytest.mark.parametrize("path_name", ["linear", "vp-linear", "vp-cosine", "vp-sigmoid"])
@pytest.mark.parametrize(("steps", "within"), [(likelihood.STEPS, 0.01), (league.LIKELIHOOD_STEPS, 0.002)])
def test_the_density_of_a_network_that_says_no_noise_is_a_widened_gaussian(
    path_name: str, steps: int, within: float
) -> None:
    """Its data are x/α, a hundredfold near the noise: the flow only shrinks the plane with α."""
    recipe = DiffusionLab(path=path_name)
    path = path_of(recipe)
    level, end = shown(recipe, path).density, path.level(path.end)
    points = np.random.default_rng(0).normal(size=(50, 2)).astype(np.float32)

    def silent(x: Array, at: Level) -> Pair:
        return to_pair("noise", 0 * x, x, at)

    def traces(x: Array, at: Level) -> Pair:
        return to_pair("noise", 0 * x[:, 0], np.full(len(x), 2.0), at)

    shrunk = end.alpha / level.alpha
    exact = gaussian_log_density(shrunk * points, path.prior_std) + 2 * math.log(shrunk)
    found = finished(likelihood.likelihood(silent, traces, path, level, points, steps))
    assert np.abs(found - exact).max() < within
