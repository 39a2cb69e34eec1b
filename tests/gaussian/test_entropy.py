"""Entropies on a grid, against closed forms and against samples."""

from __future__ import annotations

import math
from collections.abc import Generator

import numpy as np
import pytest

from playground.gaussian.distances import Box
from playground.gaussian.expectations import entropy
from playground.gaussian.planar import discover, planar

BOX = Box(low=-4.0, high=4.0, cells=128)
FAR_APART = {"eight-gaussians": (8, 0.12), "25-gaussians": (25, 0.08)}


def finish(work: Generator[None, None, float]) -> float:
    while True:
        try:
            next(work)
        except StopIteration as end:
            return float(end.value)


@pytest.mark.parametrize("name", FAR_APART)
def test_of_gaussians_far_apart_it_is_that_of_one_and_of_the_choice(name: str) -> None:
    """ln k + ln 2πe σ², less than the overlap of neighbours away from it."""
    count, std = FAR_APART[name]
    expected = math.log(count) + math.log(2 * math.pi * math.e * std**2)
    assert finish(entropy(planar(name).log_density, BOX)) == pytest.approx(expected, abs=2e-3)


def test_of_an_even_density_it_is_the_logarithm_of_its_area() -> None:
    assert finish(entropy(planar("checkerboard").log_density, BOX)) == pytest.approx(math.log(8), abs=1e-9)


@pytest.mark.parametrize("name", [each.name for each in discover()])
def test_it_is_the_mean_of_minus_log_p_over_samples(name: str) -> None:
    found = planar(name)
    logs = -found.log_density(found.draw(np.random.default_rng(0), 1500))
    sure = 4 * logs.std() / math.sqrt(len(logs)) + 1e-9
    assert finish(entropy(found.log_density, BOX)) == pytest.approx(logs.mean(), abs=sure)


def test_it_yields_between_blocks_and_counts_what_lies_in_the_box_alone() -> None:
    def half(points: np.ndarray) -> np.ndarray:
        return np.full(len(points), math.log(0.5))

    box = Box(low=0.0, high=1.0, cells=8)
    work = entropy(half, box, block=10)
    assert sum(1 for _ in work) == 7
    assert finish(entropy(half, box, block=10)) == pytest.approx(0.0, abs=1e-12)
