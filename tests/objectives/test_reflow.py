"""Reflow: pairs follow the flow, and straightness is 0 for straight flows and known for others."""

from __future__ import annotations

import numpy as np
import pytest

from playground.gaussian import grids
from playground.gaussian.exact import Mixture
from playground.gaussian.levels import Level, Pair
from playground.gaussian.paths import Linear, VariancePreserving
from playground.objectives import reflow

STD = 0.3
GAUSSIAN = Mixture([1.0], [[0.5, -1.0]], [STD**2 * np.eye(2)])


def last(values):
    *_, found = values
    return found


def test_pairs_are_the_flow_of_a_gaussian() -> None:
    """Its flow takes noise z to mean + std·z."""
    noise = np.random.default_rng(0).standard_normal((50, 2))
    path = Linear()
    made = list(reflow.pairs(GAUSSIAN, noise, path, grids.times("uniform", path, 40)))
    assert [each.step for each in made] == list(range(41)) and made[-1].steps == 40
    assert made[-1].data == pytest.approx(GAUSSIAN.means + STD * noise, abs=2e-3)
    assert np.array_equal(made[-1].noise, noise)


def straight(x: np.ndarray, level: Level) -> Pair:
    """Every point moves at the velocity (1, 2): noise − data."""
    velocity = np.broadcast_to([1.0, 2.0], x.shape)
    return Pair(data=x - level.sigma * velocity, noise=x + level.alpha * velocity)


def test_a_straight_flow_has_none() -> None:
    noise = np.random.default_rng(0).standard_normal((20, 2))
    assert last(reflow.straightness(straight, noise, Linear(), 10)) == pytest.approx(0.0, abs=1e-12)


def test_that_of_a_gaussian_is_an_integral() -> None:
    """x = α·mean + s(t)·z with s² = α²std² + σ², so dx/dt − its mean = (s′ − (1 − std))·z."""
    noise = np.random.default_rng(0).standard_normal((4000, 2))
    found = last(reflow.straightness(GAUSSIAN, noise, Linear(), 100))
    t = (np.arange(20_000) + 0.5) / 20_000
    slope = (t - (1 - t) * STD**2) / np.sqrt((1 - t) ** 2 * STD**2 + t**2)
    expected = ((slope - (1 - STD)) ** 2).mean() * (noise**2).sum(1).mean()
    assert found == pytest.approx(expected, rel=2e-3)


def test_other_paths_have_none_to_speak_of() -> None:
    with pytest.raises(ValueError, match="straight path"):
        last(reflow.straightness(GAUSSIAN, np.zeros((1, 2)), VariancePreserving(), 2))
