"""A path by arrays: it meets its levels, noise rises, and known paths are found again."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.cards import Unconditional
from playground.gaussian import grids, samplers
from playground.gaussian.adapt import network_time, path_of, path_time
from playground.gaussian.card import Denoising, Knots, Times
from playground.gaussian.levels import Pair, mix
from playground.gaussian.paths import Linear, Tabulated, VarianceExploding, VariancePreserving


@st.composite
def knots(draw: st.DrawFn) -> Knots:
    """Levels with more noise at each later time; the last may be noise alone."""
    count = draw(st.integers(2, 9))
    steps = st.floats(0.05, 2.0)
    times = np.cumsum([0.0, *(draw(steps) for _ in range(count - 1))])
    turns = np.cumsum([0.0, *(draw(steps) for _ in range(count - 1))])
    angles = turns / turns[-1] * draw(st.sampled_from([1.0, 0.7])) * math.pi / 2
    radii = np.array([draw(st.floats(0.3, 3.0)) for _ in range(count)])
    alphas = np.where(angles >= math.pi / 2, 0.0, radii * np.cos(angles))
    return Knots(times=tuple(times), alphas=tuple(alphas), sigmas=tuple(radii * np.sin(angles)))


@given(knots())
def test_every_given_level_is_met(given_levels: Knots) -> None:
    path = Tabulated(given_levels.times, given_levels.alphas, given_levels.sigmas)
    for t, alpha, sigma in zip(*(given_levels.times, given_levels.alphas, given_levels.sigmas), strict=True):
        level = path.level(t)
        assert level.alpha == pytest.approx(alpha, abs=1e-12)
        assert level.sigma == pytest.approx(sigma, abs=1e-12)


@given(knots(), st.lists(st.floats(0, 1), min_size=2, max_size=20, unique=True))
def test_noise_never_falls_on_the_way(given_levels: Knots, places: list[float]) -> None:
    path = Tabulated(given_levels.times, given_levels.alphas, given_levels.sigmas)
    found = [path.level(place * path.end) for place in sorted(places)]
    assert all(late.sigma * early.alpha >= early.sigma * late.alpha - 1e-9 for early, late in pairwise(found))


@given(knots(), st.floats(0.01, 0.99))
def test_derivatives_are_those_of_the_levels(given_levels: Knots, place: float) -> None:
    path = Tabulated(given_levels.times, given_levels.alphas, given_levels.sigmas)
    t, step = place * path.end, 1e-6 * path.end
    if min(abs(t - knot) for knot in given_levels.times) < 2 * step:
        return
    before, after, level = path.level(t - step), path.level(t + step), path.level(t)
    scale = 1 + abs(level.d_alpha) + abs(level.d_sigma)
    assert level.d_alpha == pytest.approx((after.alpha - before.alpha) / (2 * step), abs=1e-3 * scale)
    assert level.d_sigma == pytest.approx((after.sigma - before.sigma) / (2 * step), abs=1e-3 * scale)


@given(knots(), st.floats(0.02, 0.98))
def test_the_time_of_a_ratio_is_found_again(given_levels: Knots, place: float) -> None:
    path = Tabulated(given_levels.times, given_levels.alphas, given_levels.sigmas)
    level = path.level(place * path.end)
    again = path.level(path.time(level.log_snr))
    assert math.atan2(again.sigma, again.alpha) == pytest.approx(
        math.atan2(level.sigma, level.alpha), abs=1e-9
    )
    assert path.time(-math.inf) == path.time(-2000.0) == path.end or given_levels.alphas[-1] > 0


def said(levels: Knots, **values: Any) -> Denoising:
    usual = {"path": "arrays", "prediction": "velocity", "shape": (1, 2, 2), "condition": Unconditional()}
    return Denoising(knots=levels, **(usual | values))


def test_the_arrays_of_denoising_diffusion_are_its_path() -> None:
    own = VariancePreserving()
    levels = [own.level(t) for t in range(1001)]
    arrays = Knots(
        times=tuple(float(t) for t in range(1001)), alphas=tuple(one.alpha for one in levels),
        sigmas=tuple(one.sigma for one in levels),
    )  # fmt: skip
    path = path_of(said(arrays))
    assert isinstance(path, VariancePreserving) and path.steps == 1000
    np.testing.assert_allclose(path.schedule.betas, own.schedule.betas, rtol=1e-9)


def test_the_arrays_of_straight_lines_are_flow_matchings_path() -> None:
    arrays = Knots(times=(0.0, 0.25, 1.0), alphas=(1.0, 0.75, 0.0), sigmas=(0.0, 0.25, 1.0))
    assert path_of(said(arrays)) == Linear()
    # What says nothing of the data in pure noise is begun a little below it, as on the path that has a name.
    assert path_of(said(arrays, prediction="noise")).end < 1


def test_a_schedule_that_ends_in_noise_alone_is_a_path_of_its_own() -> None:
    own = VariancePreserving()
    bars = own.schedule.alpha_bars
    first, last = np.sqrt(bars[1]), np.sqrt(bars[-1])
    alphas = (np.sqrt(bars) - last) * first / (first - last)  # Lin et al. 2024, algorithm 1.
    alphas[0], alphas[-1] = 1.0, 0.0
    path = path_of(
        said(
            Knots(
                times=tuple(float(t) for t in range(1001)), alphas=tuple(alphas),
                sigmas=tuple(np.sqrt(1 - alphas**2)),
            ),
            prediction="v",
        )
    )  # fmt: skip
    assert isinstance(path, Tabulated) and path.steps == 1000 and path.floor == 1
    assert path.level(path.end).alpha == 0 and path.prior_std == pytest.approx(1)
    assert grids.times("trailing", path, 4) == [1000, 750, 500, 250, 0]


@pytest.mark.parametrize("name", ["euler", "heun", "rk4", "dpmpp_2m", "ddim", "ab2"])
def test_solvers_follow_the_flow_of_a_single_point_exactly_to_it(name: str) -> None:
    path = Tabulated((0.0, 0.3, 0.6, 1.0), (1.0, 0.9, 0.4, 0.0), (0.0, 0.2, 0.9, 1.5))
    point, start = np.array([[0.7, -0.3]]), np.array([[0.4, 1.1]])

    def model(x: Any, level: Any) -> Pair:
        return Pair(point, (x - level.alpha * point) / level.sigma if level.sigma else np.zeros_like(x))

    top = path.level(path.end)
    found = list(samplers.sample(name, model, mix(point, start, top), path, grids.times("uniform", path, 40)))
    np.testing.assert_allclose(found[-1].x, point, atol=2e-2)


CONVENTIONS = {
    "as it is": (Times(), 0.25, 0.25),
    "in thousandths": (Times(scale=1000.0), 0.25, 250.0),
    "from noise to data": (Times(reversed=True), 0.25, 0.75),
    "from noise to data, counted to 999": (Times(scale=999.0, reversed=True), 1.0, 0.0),
    "from one on": (Times(offset=1.0), 0.25, 1.25),
}


@pytest.mark.parametrize(("times", "t", "told"), CONVENTIONS.values(), ids=CONVENTIONS)
def test_a_network_is_told_its_own_time(times: Times, t: float, told: float) -> None:
    denoising = Denoising(
        path="linear", prediction="velocity", shape=(1, 2, 2), condition=Unconditional(), times=times
    )
    assert network_time(denoising, Linear().level(t)) == pytest.approx(told)
    assert path_time(denoising, told) == pytest.approx(t)


def test_time_is_turned_around_on_the_whole_path_also_where_that_is_left_early() -> None:
    denoising = Denoising(
        path="linear", prediction="noise", shape=(1, 2, 2), condition=Unconditional(),
        times=Times(reversed=True),
    )  # fmt: skip
    path = path_of(denoising)
    assert path.end < 1
    assert network_time(denoising, path.level(path.end)) == pytest.approx(1 - path.end)


def test_a_schedule_turned_around_ends_at_0() -> None:
    denoising = Denoising(
        path="variance preserving", schedule_steps=20, prediction="noise", shape=(1, 2, 2),
        condition=Unconditional(), times=Times(reversed=True),
    )  # fmt: skip
    path = path_of(denoising)
    assert [network_time(denoising, path.level(t)) for t in (1, 20)] == [19, 0]
    assert isinstance(path_of(Denoising(
        path="variance exploding", prediction="noise", shape=(1, 2, 2), condition=Unconditional()
    )), VarianceExploding)  # fmt: skip
