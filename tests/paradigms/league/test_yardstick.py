"""Measures of samples whose distances are known, and divergences of densities that are exact."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.gaussian.planar import Planar, discover
from playground.paradigms.denoising.league import DenoiserModel
from playground.paradigms.lab.source import source_of
from playground.paradigms.league import yardstick as yardsticks
from playground.paradigms.league.frames import FINAL, JUDGED, MEASURED
from playground.paradigms.league.yardstick import PointYardstick
from playground.paradigms.plane import walks
from playground.paradigms.plane.fields import ExactField
from playground.paradigms.plane.recipes import DiffusionLab, FlowLab
from playground.paradigms.plane.setting import path_of

pytestmark = pytest.mark.torch

SOURCE = source_of(FlowLab())


def spent(work):
    """What a generator returns."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


@pytest.fixture(scope="module")
def yardstick() -> PointYardstick:
    made = PointYardstick(SOURCE)
    spent(made.prepare())
    return made


@pytest.fixture
def few_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Yardsticks of a test that looks at no floor of finished runs need few sets for theirs."""
    for name in ("_JS_SETS", "_FLOOR_SETS"):
        monkeypatch.setattr(yardsticks, name, 2)


def at_once(function):
    """A log-density that is known without work."""

    def work(points):
        yield
        return function(np.asarray(points, dtype=np.float64))

    return work


def test_a_shift_is_as_far_as_its_mean_square_projection(yardstick: PointYardstick) -> None:
    shift = np.array([0.3, -0.4], np.float32)
    found = yardstick.distance(yardstick.exact(1, FINAL) + shift)
    assert found == pytest.approx(0.5 / math.sqrt(2), abs=2 * yardstick.floor.high)


@pytest.mark.usefixtures("few_sets")
def test_the_reference_is_the_same_for_all_seeds_and_larger_than_what_it_measures(yardstick) -> None:
    """With one reference for each seed a model’s spread would hold that of the references, too."""
    points = yardstick.exact(3, FINAL)
    assert yardstick.distance(points) == yardstick.distance(points.copy())
    other = PointYardstick(SOURCE)
    spent(other.prepare())
    assert other.distance(points) == yardstick.distance(points)
    # Of two sets of 10,000 exact points the mean is 0.040: two thirds of that noise are gone.
    assert yardstick.floor.mean < 0.035


def test_exact_samples_are_within_the_noise_and_nearly_all_on_the_data(yardstick: PointYardstick) -> None:
    found = spent(yardstick.compare(yardstick.exact(8, JUDGED)))
    assert 0.7 * yardstick.floor.low < found["sliced_wasserstein"] < 1.3 * yardstick.floor.high
    assert abs(found["js"]) < 4 * yardstick.js_noise
    assert found["js_error"] == pytest.approx(yardstick.js_noise, rel=0.6)
    assert yardstick.js_noise < 0.0003
    share = 1 - math.exp(-9 / 2)  # of a round Gaussian in the plane within three standard deviations
    assert found["near_data"] == pytest.approx(share, abs=4 * math.sqrt(share * (1 - share) / FINAL))
    assert found["modes_covered"] == 8 and found["mode_error"] < 0.05 and found["diverged"] == 0


def test_a_divergence_says_its_own_error(yardstick: PointYardstick) -> None:
    """Twelve sets of points of a slightly wrong distribution scatter as widely as each of them says."""
    found = [
        spent(yardstick.compare((1.02 * yardstick.exact(100 + seed, JUDGED)).astype(np.float32)))
        for seed in range(12)
    ]
    values, errors = ([each[name] for each in found] for name in ("js", "js_error"))
    assert np.mean(values) > 10 * np.mean(errors)
    assert np.std(values, ddof=1) == pytest.approx(np.mean(errors), rel=0.6)


def test_all_at_the_mean_is_the_last_that_has_not_diverged(yardstick: PointYardstick) -> None:
    spread = math.sqrt(np.var(yardstick.exact(0, JUDGED), axis=0).sum() / 2)
    assert yardstick.far == pytest.approx(spread, rel=1e-2)
    mean = np.broadcast_to(yardstick.exact(0, FINAL).mean(0), (FINAL, 2)).astype(np.float32)
    found = spent(yardstick.compare(mean))
    assert found["sliced_wasserstein"] == pytest.approx(yardstick.far, rel=1e-4)
    assert found["js"] == pytest.approx(1, abs=1e-3)
    assert found["near_data"] == found["modes_covered"] == 0
    assert spent(yardstick.compare(mean + 1))["diverged"] == 1


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_points_that_are_no_numbers_have_diverged(yardstick: PointYardstick, wrong: float) -> None:
    points = yardstick.exact(0, FINAL).copy()
    points[3, 1] = wrong
    found = spent(yardstick.compare(points))
    assert found["diverged"] == 1 and np.isnan(found["sliced_wasserstein"]) and "js" not in found


def test_a_density_does_not_diverge_from_itself(yardstick: PointYardstick) -> None:
    same = spent(yardstick.divergence(at_once(SOURCE.log_density)))
    assert same.value == pytest.approx(0, abs=1e-6)
    half = spent(yardstick.divergence(at_once(lambda x: SOURCE.log_density(x) - math.log(2))))
    assert half.value == pytest.approx(math.log(2), abs=1e-6)
    assert math.isnan(spent(yardstick.divergence(at_once(lambda x: np.full(len(x), np.nan)))).value)


def wide(points):
    """The log-density of three broad Gaussians: no data set looks like them."""
    centres = np.array([[0.0, 0.0], [1.5, -1.0], [-1.2, 1.4]])
    squares = np.square(points[:, None] - centres).sum(2)
    return np.log(np.exp(-squares / 1.28).mean(1) / (2 * math.pi * 0.64))


@pytest.mark.parametrize("data", discover(), ids=lambda data: data.name)
def test_the_divergence_is_that_of_many_random_points_on_every_data_set(data: Planar) -> None:
    """Sums over cells, not renormalised, gave 0.226 for 0.148 on the checkerboard, and 0.256 for 0.230 on 25
    Gaussians."""
    found = spent(PointYardstick(source_of(FlowLab(data=data.name))).divergence(at_once(wide)))
    random, terms = np.random.default_rng(7), []
    for _ in range(10):
        points = data.draw(random, 20_000)
        terms.append(data.log_density(points) - wide(points.astype(np.float64)))
    every = np.concatenate(terms)
    error = float(every.std()) / math.sqrt(len(every))
    assert abs(found.value - every.mean()) < 2.6 * math.hypot(error, found.error)
    # Far more precise than the same number of points by chance.
    assert found.error < 0.5 * every.std() / math.sqrt(8 * 2048)


@pytest.mark.parametrize("lab", [FlowLab(), DiffusionLab()])
def test_the_exact_flow_has_the_exact_density(yardstick: PointYardstick, lab) -> None:
    path, field = path_of(lab), ExactField(SOURCE.exact)
    choice = walks.choose(lab, path, "denoiser", source_of(lab).mmse)
    model = DenoiserModel(field, lab, choice, walks.Starts(0), dense=True)
    assert model.log_density is not None
    assert abs(spent(yardstick.divergence(model.log_density)).value) < 0.01
    points = spent(model.sample(FINAL))
    assert yardstick.distance(points) < 3 * yardstick.floor.mean and model.nfe == 20


@pytest.mark.usefixtures("few_sets")
def test_data_without_modes_have_none_to_cover() -> None:
    ring = PointYardstick(source_of(FlowLab(data="ring")))
    spent(ring.prepare())
    found = spent(ring.compare(ring.exact(1, FINAL)))
    assert ring.modes == 0 and "modes_covered" not in found and found["near_data"] > 0.97


@pytest.mark.usefixtures("few_sets")
def test_the_band_on_the_way_holds_19_of_20_other_exact_sets() -> None:
    """Told from 64 sets alone, this one held 91 of 100."""
    source, random = source_of(FlowLab(data="pinwheel")), np.random.default_rng(4)
    pinwheel = PointYardstick(source)
    spent(pinwheel.prepare())
    found = np.array([pinwheel.distance(source.draw(random, MEASURED)) for _ in range(300)])
    inside = (found > pinwheel.way_floor.low) & (found < pinwheel.way_floor.high)
    assert abs(inside.mean() - 0.95) < 0.03
