"""The exact answers of the lab's data: a fine grid where there is no closed form, and drawings."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.gaussian import planar
from playground.gaussian.paths import Linear
from playground.gaussian.schedules import schedule
from playground.paradigms.lab.fields import DRAWN
from playground.paradigms.lab.frames import grid
from playground.paradigms.lab.source import source_of
from playground.paradigms.plane.recipes import DiffusionLab, FlowLab
from playground.paradigms.plane.setting import path_of, rising_times, shown

PATH = Linear()


def test_every_data_set_can_be_learned() -> None:
    for found in planar.discover():
        source = source_of(FlowLab(data=found.name))
        assert source.draw(np.random.default_rng(0), 10).shape == (10, 2)
        level = PATH.level(0.3)
        assert source.smear(level) == 0
        assert np.all(np.isfinite(source.exact.score(grid(8), level)))


def test_a_fine_grid_is_the_checkerboard_seen_through_noise() -> None:
    """Sixteen intervals of side 1, folded with a Gaussian: differences of its distribution function."""
    level = PATH.level(0.2)
    at = np.random.default_rng(0).uniform(-1.8, 1.8, (40, 2))

    def between(x: float, k: int) -> float:
        low, high = (level.alpha * (k - 2), level.alpha * (k - 1))
        return 0.5 * (
            math.erf((x - low) / level.sigma / math.sqrt(2))
            - math.erf((x - high) / level.sigma / math.sqrt(2))
        )

    black = [(i, j) for i in range(4) for j in range(4) if (i + j) % 2 == 0]
    expected = [
        math.log(sum(between(x, i) * between(y, j) for i, j in black) / 8 / level.alpha**2) for x, y in at
    ]
    exact = source_of(FlowLab(data="checkerboard")).exact
    assert exact.log_density(at, level) == pytest.approx(np.array(expected), abs=0.03)


@pytest.mark.parametrize("name", ["checkerboard", "pinwheel"])
def test_near_the_data_the_smear_is_said(name: str) -> None:
    source = source_of(FlowLab(data=name))
    assert source.smear(PATH.level(0.0)) == pytest.approx(0.045)
    assert 0 < source.smear(PATH.level(0.03)) < 0.045
    # Cells of 0.07 add a Gaussian of 0.045 up to one part in a thousand.
    density = np.exp(source.exact.log_density(grid(100).astype(float), PATH.level(0.0)))
    assert density.mean() * 49 == pytest.approx(1, abs=0.01)


def test_a_drawing_is_a_mixture_of_what_was_drawn() -> None:
    points = np.array([[0.0, 1.0], [-2.0, 0.5]], dtype="<f4")
    source = source_of(FlowLab(data=DRAWN, drawing=points.tobytes()))
    drawn = source.draw(np.random.default_rng(0), 20_000)
    level = PATH.level(0.0)
    assert source.log_density(drawn[:100]) == pytest.approx(source.exact.log_density(drawn[:100], level))
    # Minus the mean log-density is the entropy: that of a round Gaussian, and ln 2 for the choice.
    entropy = math.log(2) + math.log(2 * math.pi * math.e * 0.06**2)
    assert -source.log_density(drawn).mean() == pytest.approx(entropy, abs=0.03)


def test_networks_that_speak_of_noise_begin_where_there_is_data_to_speak_of() -> None:
    for path in ("linear", "vp-linear", "vp-cosine", "vp-sigmoid"):
        noise = path_of(DiffusionLab(path=path))
        assert 0.01 <= noise.level(noise.end).alpha < 0.02
        v = path_of(DiffusionLab(path=path, prediction="v"))
        assert v.level(v.end).alpha < 0.01
        if path != "linear":
            whole = schedule(path[3:], 1000).betas
            assert np.array_equal(noise.schedule.betas, whole[: noise.steps])


@pytest.mark.parametrize(
    "recipe", [FlowLab(), DiffusionLab(), DiffusionLab(path="vp-cosine", prediction="v")]
)
def test_times_rise_from_the_level_shown_to_the_end(recipe) -> None:
    path = path_of(recipe)
    times = rising_times(path, shown(recipe, path).density, 10)
    assert len(times) == 11 and times[0] == path.floor and times[-1] == path.end
    assert np.all(np.diff(times) > 0)
    assert rising_times(path, path.level(path.end), 10) == [path.end]


def test_scores_are_not_shown_where_there_is_no_noise() -> None:
    recipe = DiffusionLab()
    at = shown(recipe, path_of(recipe))
    assert at.density.sigma <= 0.0101 and at.arrows.sigma / at.arrows.alpha == pytest.approx(0.05, rel=1e-6)
    flow = FlowLab()
    assert shown(flow, path_of(flow)).arrows.sigma == 0
