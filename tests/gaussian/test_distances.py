"""Distances against closed forms of Gaussians."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.gaussian.distances import (
    Box,
    mode_weights,
    sliced_wasserstein,
)
from tests.gaussian.support import histogram_kl, masses, random


def gaussian(mean, std: float):
    return lambda x: -((x - mean) ** 2).sum(1) / (2 * std**2) - math.log(2 * math.pi * std**2)


@pytest.mark.parametrize("d", [2, 5])
def test_sliced_wasserstein_of_gaussians(d) -> None:
    """A shift by m moves every projection by m·θ: E (m·θ)² = |m|²/d; another width s changes each by |s −
    1|."""
    x, shift = random(1).standard_normal((4000, d)), np.arange(1.0, d + 1)
    exact = np.linalg.norm(shift) / math.sqrt(d)
    assert sliced_wasserstein(x, x + shift, 2000) == pytest.approx(exact, rel=1e-9 if d == 2 else 0.05)
    assert sliced_wasserstein(x, 1.5 * x) == pytest.approx(0.5, rel=0.05)
    other = random(2).standard_normal((4000, d)) * 0.3 + shift
    both = math.sqrt(np.dot(shift, shift) / d + 0.7**2)
    assert sliced_wasserstein(x, other, 2000) == pytest.approx(both, rel=0.05)


def test_in_the_plane_the_distance_turns_with_the_points() -> None:
    a, b = random(1).standard_normal((2, 500, 2)) * (2, 0.5)
    angle = 2 * math.pi / 128 * 5
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    plain = sliced_wasserstein(a, b + 0.2, 128)
    assert sliced_wasserstein(a @ turn, (b + 0.2) @ turn, 128) == pytest.approx(plain, rel=1e-9)


def test_sliced_wasserstein_is_a_distance_and_knows_no_order_or_size() -> None:
    a, b, c = random(3).standard_normal((3, 60, 2)) + np.arange(3)[:, None, None]
    assert sliced_wasserstein(a, a[::-1]) == 0
    assert sliced_wasserstein(a, b) == sliced_wasserstein(b, a) > 0
    assert sliced_wasserstein(a, c) <= sliced_wasserstein(a, b) + sliced_wasserstein(b, c)
    assert sliced_wasserstein(np.repeat(a, 3, 0), b) == pytest.approx(sliced_wasserstein(a, b))
    assert sliced_wasserstein(a, b, power=1) <= sliced_wasserstein(a, b, power=2)


def test_mode_weights_count_the_nearest() -> None:
    centres = np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 5.0]])
    points = np.array([[0.9, 0], [1.1, 0], [3, 1], [0, 2.4], [0, 2.6], [0.1, 9], [0, 0], [-5, 0]])
    assert mode_weights(points, centres).tolist() == [4 / 8, 2 / 8, 2 / 8]
    assert mode_weights(points[:1], centres).tolist() == [1, 0, 0]


def test_kl_is_infinite_where_something_impossible_happens() -> None:
    def half(x):
        return np.where(x[:, 0] > 0, math.log(2.0), -np.inf)

    assert histogram_kl(np.array([[-0.5, 0.5]]), half, Box(low=-1, high=1, cells=10)) == math.inf


def test_kl_of_a_histogram() -> None:
    box, count = Box(low=-3, high=3, cells=12), 200_000
    points = 0.6 * random(1).standard_normal((count, 2)) + (0.4, 0)
    same = histogram_kl(points, gaussian((0.4, 0.0), 0.6), box)
    assert 0 < same < 144 / (2 * count) * 1.5
    moved = histogram_kl(points, gaussian((0.0, 0.0), 0.6), box)
    # Coarse cells lose a little of 0.4²/(2·0.6²).
    assert moved == pytest.approx(0.4**2 / (2 * 0.6**2), rel=0.08)
    assert histogram_kl(points[:, ::-1], gaussian((0.4, 0.0), 0.6), box) > 0.2
    outside = histogram_kl(points + 100, gaussian((0.4, 0.0), 0.6), box)
    assert outside > 5


def test_masses_of_cells_are_laid_out_as_a_picture() -> None:
    found = masses(gaussian((1.5, -1.5), 0.8), Box(low=-2, high=2, cells=4))
    assert found.sum() == pytest.approx(1)
    picture, outside = found[:-1].reshape(4, 4), found[-1]
    # Each way the cell is ±⅝ standard deviations wide, and all that is beyond is outside.
    inside = math.erf(0.625 / math.sqrt(2))
    assert picture[0, 3] == picture.max() == pytest.approx(inside**2, abs=0.004)
    assert outside == pytest.approx(1 - ((1 + inside) / 2) ** 2, abs=0.004)
