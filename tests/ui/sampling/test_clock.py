"""A schedule’s plots tell the path’s time as their tab counts it, and ask for the program’s."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.gaussian.paths import Linear, Path, VariancePreserving
from playground.gaussian.schedules import schedule
from playground.ui.sampling.clock import FROM_DATA, FROM_NOISE, Clock
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


def test_another_clock_turns_what_is_drawn(qtbot: QtBot) -> None:
    plots, path = SchedulePlots(), Linear()
    qtbot.addWidget(plots)
    plots.set_path(path)
    before = plots.columns()
    plots.set_path(path, FROM_NOISE)
    np.testing.assert_allclose(plots.columns()["t"], 1 - before["t"])
