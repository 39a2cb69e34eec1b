"""A schedule’s plots tell the path’s time as their tab counts it, and ask for the program’s."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.core.words import magnitude
from playground.gaussian.paths import Linear, Path, VarianceExploding, VariancePreserving
from playground.gaussian.schedules import schedule
from playground.ui.sampling.clock import FROM_DATA, FROM_NOISE, Clock, clock_of, levels_of
from playground.ui.sampling.schedule_plots import SchedulePlots

pytestmark = pytest.mark.qt


@pytest.mark.parametrize("clock", [FROM_DATA, FROM_NOISE], ids=["from data", "from noise"])
def test_a_curve_has_its_value_at_the_time_that_is_told(qtbot: QtBot, clock: Clock) -> None:
    plots = SchedulePlots()
    qtbot.addWidget(plots)
    plots.set_times([1.0, 0.7, 0.0])
    plots.set_path(Linear(), clock)
    plots.set_now(0.625)
    alpha, sigma, ratio = plots.plots
    assert alpha.title.said.endswith("(t) = 0.375") and sigma.title.said.endswith("(t) = 0.625")
    assert ratio.title.said.endswith("(t) = 0.36")
    columns = plots.columns()
    counted = columns["t"] if clock.from_noise else 1 - columns["t"]
    np.testing.assert_allclose(columns["α"], counted)
    assert clock.ends in alpha.toolTip()
    asked: list[float] = []
    plots.asked.connect(asked.append)
    alpha.asked.emit(0.25)
    assert asked == [0.75 if clock.from_noise else 0.25]


@pytest.mark.parametrize("path", [Linear(), VariancePreserving(schedule("cosine", 50))])
def test_where_there_is_no_noise_the_ratio_has_no_end(qtbot: QtBot, path: Path) -> None:
    plots = SchedulePlots()
    qtbot.addWidget(plots)
    plots.set_now(10 * path.end)
    plots.set_path(path, FROM_NOISE if path.end == 1 else FROM_DATA)
    plots.set_now(0.0)
    assert plots.plots[2].title.said.endswith("(t) = ∞")


def test_clean_data_have_no_step_that_adds_noise(qtbot: QtBot) -> None:
    plots, path = SchedulePlots(), VariancePreserving(schedule("linear", 50))
    qtbot.addWidget(plots)
    plots.set_path(path)
    said = []
    for time in (0.0, 1.0):
        plots.set_now(time)
        said.append(plots.plots[0].title.said)
    assert said[0].endswith("(t)") and said[1].endswith(f"(t) = {magnitude(path.schedule.betas[0])}")


def test_another_clock_turns_what_is_drawn(qtbot: QtBot) -> None:
    plots, path = SchedulePlots(), Linear()
    qtbot.addWidget(plots)
    plots.set_path(path)
    before = plots.columns()
    plots.set_path(path, FROM_NOISE)
    np.testing.assert_allclose(plots.columns()["t"], 1 - before["t"])


VP = VariancePreserving(schedule("linear", 1000))


@pytest.mark.parametrize(
    ("path", "from_noise", "time", "said"),
    [
        (Linear(), True, 0.4, "t = 0.60"),
        (Linear(), False, 0.4, "t = 0.40"),
        (VP, True, 577.0, "t = 577 of 1,000"),
        (VP, False, 0.0, "t = 0 of 1,000"),
        (VarianceExploding(), False, 0.002, "σ = 0.002"),
        (VarianceExploding(), True, 80.0, "σ = 80"),
    ],
)
def test_a_time_is_said_as_its_paper_writes_it(path: Path, from_noise: bool, time: float, said: str) -> None:
    assert clock_of(path, from_noise=from_noise).sentence(time) == said


def test_what_the_time_says_already_is_not_said_again() -> None:
    level = VP.level(500.0)
    assert levels_of(VP, level.alpha, level.sigma).split() == [
        "√ᾱ", f"{level.alpha:.3f},", "√(1", "−", "ᾱ)", f"{level.sigma:.3f}",
    ]  # fmt: skip
    assert levels_of(Linear(), 0.6, 0.4) == levels_of(VarianceExploding(), 1.0, 80.0) == ""
