"""Laws of schedules, paths and coordinates."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.errors import RecipeError
from playground.gaussian.coordinates import coordinates
from playground.gaussian.paths import Linear, VarianceExploding, VariancePreserving
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
        coordinates(path, "time").place(path.level(0))


@KNOWN
@pytest.mark.parametrize("name", ["time", "angle", "ratio"])
@pytest.mark.parametrize("u", INSIDE)
def test_coordinates_give_the_derivatives_of_scaled_alpha_and_sigma(path, name, u) -> None:
    at = coordinates(path, name)
    place = at.place(path.level(path.end * u))
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
    clean, noisy = at.place(path.level(0)), at.place(path.level(path.end))
    assert (clean.s, clean.a, clean.b) == (0, 0, 1)
    assert (noisy.a, noisy.b) == pytest.approx((-math.sin(noisy.s), math.cos(noisy.s)))
    assert at.at(noisy.s).level.t == pytest.approx(path.end, rel=1e-9)
    assert at.at(0.0).level.t == 0


def test_pure_noise_has_no_ratio() -> None:
    with pytest.raises(RecipeError, match="pure noise"):
        coordinates(Linear(), "ratio").place(Linear().level(1))
    assert Linear().level(1).snr == 0
    assert Linear().level(1).log_snr == -math.inf
    assert Linear().level(0).snr == math.inf
