"""Straightness is that of its definition: by hand, and by two walks with two quadratures."""

from __future__ import annotations

import numpy as np
import pytest

from playground.gaussian import samplers
from playground.gaussian.finite import FiniteSet
from playground.gaussian.grids import times as grid_times
from playground.gaussian.levels import Pair, velocity
from playground.gaussian.paths import Linear
from playground.gaussian.samplers import Step
from playground.gaussian.straightness import squared_norms, straightness, trapezia
from playground.objectives import reflow
from playground.paradigms.denoising.lines import bend_of


def walked(
    model: FiniteSet, start: np.ndarray, steps: int, spacing: str = "uniform", sampler: str = "rk4"
) -> list[Step]:
    path = Linear()
    return list(samplers.sample(sampler, model, start, path, grid_times(spacing, path, steps)))


def some() -> tuple[FiniteSet, np.ndarray]:
    rng = np.random.default_rng(0)
    return FiniteSet(rng.normal(size=(7, 5))), rng.normal(size=(9, 5))


def test_by_hand() -> None:
    # Half the time 1 too fast and half 1 too slow along the first axis; the second point is straight.
    displacement = np.array([[2.0, 0.0], [0.0, 3.0]])
    bend = np.array([[1.0, 0.0], [0.0, 0.0]])
    found = straightness(displacement, [displacement + bend, displacement - bend], [0.5, 0.5])
    assert found == pytest.approx(0.5)
    twice = straightness(2 * displacement, [2 * displacement + 2 * bend] * 2, [0.5, 0.5])
    assert twice == pytest.approx(4 * 0.5)


def test_norms_are_summed_over_all_dimensions() -> None:
    assert squared_norms(np.full((3, 1, 2, 2), 2.0)).tolist() == [16, 16, 16]


@pytest.mark.parametrize("times", [(1.0, 0.0), (1.0, 0.4, 0.0), (1.0, 0.9, 0.5, 0.45, 0.0)])
def test_trapezia_are_exact_for_lines_and_a_constant_last_step(times: tuple[float, ...]) -> None:
    shares, early = trapezia(times), np.array(times[:-1])
    assert sum(shares) == pytest.approx(1)
    # ∫ t dt down to the last time asked, and from there that time itself.
    expected = (1 - times[-2] ** 2) / 2 + times[-2] ** 2
    assert np.dot(shares, early) == pytest.approx(expected)


def test_paths_to_one_point_are_straight() -> None:
    _, start = some()
    steps = walked(FiniteSet(np.ones((1, 5))), start, 8, sampler="euler")
    assert bend_of(steps) < 1e-20
    assert squared_norms(steps[0].x - steps[-1].x).mean() > 1


@pytest.mark.parametrize("spacing", ["uniform", "quadratic"])
def test_of_a_walk_it_is_the_integral_of_its_definition(spacing: str) -> None:
    """Against a fine walk whose integral is taken by another rule."""
    model, start = some()
    fine = walked(model, start, 2000)
    whole = fine[0].x - fine[-1].x
    squares = [
        np.square(velocity(Pair(step.data, step.noise), step.level) - whole).sum(1) for step in fine[:-1]
    ]
    expected = float(np.mean(squares))
    assert expected > 0.5
    assert bend_of(walked(model, start, 100, spacing)) == pytest.approx(expected, rel=0.02)


def test_of_a_lab_and_of_pictures_it_is_one_number() -> None:
    """The lab walks by midpoint steps of its own, pictures by the sampler that is chosen."""
    model, start = some()
    *_, lab = reflow.straightness(model, start, Linear(), 200)
    assert lab == pytest.approx(bend_of(walked(model, start, 200)), rel=0.01)
