"""Laws of schedules, paths and coordinates, and of paths by arrays."""

from __future__ import annotations

import itertools
import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.cards import Unconditional
from playground.core.errors import RecipeError
from playground.gaussian import grids, samplers
from playground.gaussian.adapt import network_time, path_of, path_time
from playground.gaussian.card import Denoising, Knots, Times
from playground.gaussian.coordinates import coordinates
from playground.gaussian.levels import Pair, mix
from playground.gaussian.paths import Linear, Tabulated, VarianceExploding, VariancePreserving
from playground.gaussian.schedules import SCHEDULES, Schedule, linear, schedule
from tests.gaussian.support import PATHS

KNOWN = pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
INSIDE = (0.0003, 0.01, 0.1, 0.35, 0.5, 0.77, 0.99, 0.9996)


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("steps", [50, 1000])
def test_a_schedule_is_the_product_of_its_betas(name, steps) -> None:
    found = schedule(name, steps)
    product = 1.0
    for t, beta in enumerate(found.betas, 1):
        product *= 1 - beta
        assert found.alpha_bars[t] == pytest.approx(product, rel=1e-12)
        assert math.exp(found.log_alpha_bar(float(t))[0]) == pytest.approx(product, rel=1e-12)
        assert found.snr[t - 1] == pytest.approx(product / (1 - product), rel=1e-9)
    assert found.alpha_bars[0] == 1
    assert found.alpha_bars[-1] < 1e-4


def test_betas_are_those_of_the_papers() -> None:
    assert schedule("linear", 1000).betas[[0, -1]] == pytest.approx([1e-4, 0.02])
    assert np.ptp(np.diff(schedule("linear", 1000).betas)) < 1e-15
    cosine = schedule("cosine", 1000)
    bar = np.cos((0.5 + 0.008) / 1.008 * np.pi / 2) ** 2 / np.cos(0.008 / 1.008 * np.pi / 2) ** 2
    assert cosine.alpha_bars[500] == pytest.approx(bar, rel=1e-12)
    assert cosine.betas[-1] == 0.999
    sigmoid = schedule("sigmoid", 1000).betas
    assert sigmoid[499] + sigmoid[500] == pytest.approx(0.0201)
    assert sigmoid[0] == pytest.approx(1e-4 + 0.0199 / (1 + math.exp(6)))


@pytest.mark.parametrize("name", SCHEDULES)
def test_between_steps_the_schedule_falls_smoothly(name) -> None:
    found = schedule(name, 1000)
    times = np.linspace(0, 1000, 20_011)
    values, slopes = np.array([found.log_alpha_bar(float(t)) for t in times]).T
    assert np.all(np.diff(values) < 0)
    assert np.all(slopes < 0)
    middle = (times[1:] + times[:-1]) / 2
    slopes_between = np.array([found.log_alpha_bar(float(t))[1] for t in middle])
    ordinary = middle < 990  # the clipped end of the cosine is steep
    assert (np.diff(values) / np.diff(times))[ordinary] == pytest.approx(slopes_between[ordinary], rel=1e-4)


def test_a_jump_in_the_schedule_does_not_make_it_rise() -> None:
    rough = Schedule("rough", np.array([1e-4, 1e-4, 1e-4, 0.9, 1e-4, 1e-4, 1e-4]))
    values = [rough.log_alpha_bar(float(t))[0] for t in np.linspace(0, 7, 701)]
    assert np.all(np.diff(values) < 0)


def test_impossible_schedules_are_refused() -> None:
    for betas in ([0.1], [0.1, 1.0], [0.0, 0.1], [0.1, math.nan]):
        with pytest.raises(RecipeError):
            Schedule("wrong", np.array(betas))
    with pytest.raises(RecipeError, match="cosine"):
        schedule("cubic", 1000)


def test_ends_of_a_schedule_can_be_chosen() -> None:
    assert linear(10, 0.01, 0.3).betas[[0, -1]] == pytest.approx([0.01, 0.3])


@KNOWN
def test_every_path_goes_from_clean_to_noisy(path) -> None:
    levels = [path.level(path.end * u) for u in (0, *INSIDE, 1)]
    assert (levels[0].alpha, levels[0].sigma, levels[0].t) == (1, 0, 0)
    assert all(a.log_snr > b.log_snr for a, b in itertools.pairwise(levels))
    assert levels[-1].sigma == pytest.approx(path.prior_std, rel=1e-4)
    with pytest.raises(ValueError):
        path.level(path.end * 1.001)
    with pytest.raises(ValueError):
        path.level(-1e-9)


@KNOWN
@pytest.mark.parametrize("u", INSIDE)
def test_derivatives_are_those_of_alpha_and_sigma(path, u) -> None:
    t = path.end * u
    # A small part of the distance from the singular end, where σ is like a square root.
    h = 1e-4 * min(t, path.end - t, 1.0)
    before, level, after = path.level(t - h), path.level(t), path.level(t + h)
    assert (after.alpha - before.alpha) / (2 * h) == pytest.approx(level.d_alpha, rel=1e-5, abs=1e-7)
    assert (after.sigma - before.sigma) / (2 * h) == pytest.approx(level.d_sigma, rel=1e-5, abs=1e-7)


@KNOWN
@pytest.mark.parametrize("u", INSIDE)
def test_time_inverts_the_signal_to_noise_ratio(path, u) -> None:
    level = path.level(path.end * u)
    assert path.time(level.log_snr) == pytest.approx(level.t, rel=1e-9, abs=1e-12)
    assert level.snr == pytest.approx(math.exp(level.log_snr), rel=1e-9)


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_time_is_found_in_few_evaluations(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Newton's method doubles the right digits with every one, once it is near."""
    found, asked = schedule(name, 1000), []
    evaluate = Schedule.log_alpha_bar
    monkeypatch.setattr(Schedule, "log_alpha_bar", lambda self, t: asked.append(t) or evaluate(self, t))
    wanted = np.random.default_rng(0).uniform(0, 1000, 300)
    for t in wanted:
        assert found.time(evaluate(found, t)[0]) == pytest.approx(t, rel=1e-12)
    assert len(asked) <= 8 * len(wanted)


@KNOWN
def test_beyond_its_ends_time_gives_the_ends(path) -> None:
    assert path.time(math.inf) == 0
    assert path.time(2000.0) == pytest.approx(0, abs=1e-12)
    assert path.time(-2000.0) == path.end


@pytest.mark.parametrize("name", SCHEDULES)
@given(t=st.floats(1e-6, 1000))
def test_variance_is_preserved(name, t) -> None:
    level = VariancePreserving(schedule(name, 1000)).level(t)
    assert level.alpha**2 + level.sigma**2 == pytest.approx(1, abs=1e-14)
    assert level.alpha * level.d_alpha + level.sigma * level.d_sigma == pytest.approx(0, abs=1e-14)


def test_in_time_the_flow_of_a_variance_preserving_path_is_infinite_at_the_data() -> None:
    path = VariancePreserving()
    assert path.level(0).d_sigma == math.inf
    with pytest.raises(RecipeError, match="angle"):
        coordinates(path, "time").point(path.level(0))


@KNOWN
@pytest.mark.parametrize("name", ["time", "angle", "ratio"])
@pytest.mark.parametrize("u", INSIDE)
def test_coordinates_give_the_derivatives_of_scaled_alpha_and_sigma(path, name, u) -> None:
    at = coordinates(path, name)
    place = at.point(path.level(path.end * u))
    assert at.at(place.s).level.t == pytest.approx(path.end * u, rel=1e-9)
    if path.end * u < 1 and path.kind == "variance preserving" and name == "time":
        return  # σ bends too strongly there for a finite difference in time
    room = {"time": path.end - place.s, "angle": math.pi / 2 - place.s, "ratio": place.s}[name]
    h = 1e-4 * min(place.s, room, 1.0)
    before, after = at.at(place.s - h), at.at(place.s + h)
    width = after.s - before.s
    a = (after.level.alpha / after.scale - before.level.alpha / before.scale) / width
    b = (after.level.sigma / after.scale - before.level.sigma / before.scale) / width
    assert a == pytest.approx(place.a, rel=1e-4, abs=1e-6)
    assert b == pytest.approx(place.b, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("path", [Linear(), VariancePreserving(), VarianceExploding()], ids=repr)
def test_as_an_angle_both_ends_of_every_path_are_regular(path) -> None:
    at = coordinates(path, "angle")
    clean, noisy = at.point(path.level(0)), at.point(path.level(path.end))
    assert (clean.s, clean.a, clean.b) == (0, 0, 1)
    assert (noisy.a, noisy.b) == pytest.approx((-math.sin(noisy.s), math.cos(noisy.s)))
    assert at.at(noisy.s).level.t == pytest.approx(path.end, rel=1e-9)
    assert at.at(0.0).level.t == 0


def test_pure_noise_has_no_ratio() -> None:
    with pytest.raises(RecipeError, match="pure noise"):
        coordinates(Linear(), "ratio").point(Linear().level(1))
    assert Linear().level(1).snr == 0
    assert Linear().level(1).log_snr == -math.inf
    assert Linear().level(0).snr == math.inf


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
