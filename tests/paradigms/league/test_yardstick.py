"""Measures of samples whose distances are known, and divergences of densities that are exact."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.paradigms.league.denoisers import DenoiserModel
from playground.paradigms.league.frames import FINAL
from playground.paradigms.league.yardstick import CLEAN, Yardstick, on_grid
from playground.paradigms.plane import walks
from playground.paradigms.plane.fields import ExactField
from playground.paradigms.plane.recipes import DiffusionLab, FlowLab
from playground.paradigms.plane.setting import path_of
from playground.paradigms.plane.source import source_of

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
def yardstick() -> Yardstick:
    made = Yardstick(SOURCE)
    spent(made.prepare())
    return made


def test_a_shift_is_as_far_as_its_mean_square_projection(yardstick: Yardstick) -> None:
    shift = np.array([0.3, -0.4], np.float32)
    assert yardstick.distance(yardstick.exact(1) + shift, 1) == pytest.approx(0.5 / math.sqrt(2), abs=1e-4)
    assert yardstick.distance(yardstick.exact(1), 1) == 0


def test_exact_samples_are_at_the_floor_and_nearly_all_on_the_data(yardstick: Yardstick) -> None:
    found = spent(yardstick.compare(yardstick.exact(8), 9))
    assert found["sliced_wasserstein"] < 2 * yardstick.noise_floor
    assert found["js"] == pytest.approx(yardstick.js_floor, rel=0.5)
    share = 1 - math.exp(-9 / 2)  # of a round Gaussian in the plane within three standard deviations
    assert found["near_data"] == pytest.approx(share, abs=4 * math.sqrt(share * (1 - share) / FINAL))
    assert found["modes_covered"] == 8 and found["mode_error"] < 0.05 and found["diverged"] == 0


def test_all_at_the_mean_is_the_last_that_has_not_diverged(yardstick: Yardstick) -> None:
    spread = math.sqrt(np.var(yardstick.exact(0), axis=0).sum() / 2)
    assert yardstick.far == pytest.approx(spread, rel=1e-3)
    mean = np.broadcast_to(yardstick.exact(0).mean(0), (FINAL, 2)).astype(np.float32)
    found = spent(yardstick.compare(mean, 0))
    assert found["sliced_wasserstein"] == pytest.approx(yardstick.far, rel=1e-4)
    assert found["js"] == pytest.approx(math.log(2), abs=1e-3)
    assert found["near_data"] == found["modes_covered"] == 0
    assert spent(yardstick.compare(mean + 1, 0))["diverged"] == 1


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_points_that_are_no_numbers_have_diverged(yardstick: Yardstick, wrong: float) -> None:
    points = yardstick.exact(0).copy()
    points[3, 1] = wrong
    found = spent(yardstick.compare(points, 0))
    assert found["diverged"] == 1 and np.isnan(found["sliced_wasserstein"]) and "js" not in found


def test_cells_of_both_kinds_agree_and_a_density_does_not_diverge_from_itself(yardstick: Yardstick) -> None:
    middles, masses = on_grid(spent(yardstick.log_density(CLEAN))), spent(yardstick.cell_masses())
    assert masses.sum() == pytest.approx(1, abs=1e-6) and middles.sum() == pytest.approx(1, abs=1e-3)
    assert yardstick.divergence(masses, masses) == pytest.approx(0, abs=1e-9)
    assert math.isnan(yardstick.divergence(masses, masses * np.nan))
    # Half of the mass outside costs the logarithm of 2.
    assert yardstick.divergence(masses, masses / 2) == pytest.approx(math.log(2), abs=1e-6)


@pytest.mark.parametrize("lab", [FlowLab(), DiffusionLab()])
def test_the_exact_flow_has_the_exact_density(yardstick: Yardstick, lab) -> None:
    path, field = path_of(lab), ExactField(SOURCE.exact)
    choice = walks.choose(lab, path, "denoiser")
    model = DenoiserModel(field, lab, choice, walks.Starts(0), dense=True)
    assert abs(spent(model.divergence(yardstick))) < 0.02
    points = spent(model.sample(FINAL))
    assert yardstick.distance(points, 0) < 3 * yardstick.noise_floor and model.nfe == 20


def test_data_without_modes_have_none_to_cover() -> None:
    ring = Yardstick(source_of(FlowLab(data="ring")))
    spent(ring.prepare())
    found = spent(ring.compare(ring.exact(1), 2))
    assert ring.modes == 0 and "modes_covered" not in found and found["near_data"] > 0.97
