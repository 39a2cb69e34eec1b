"""Plots of numbers some of which, or all, are not known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.ui.plots.curves_plot import CurvesPlot
from playground.ui.plots.series_plot import SeriesPlot

pytestmark = pytest.mark.qt

UNKNOWN = [[math.nan], [math.inf], [math.nan, math.nan, math.nan], [math.nan, 2.0, math.nan]]


@pytest.mark.parametrize("values", UNKNOWN)
def test_a_series_of_what_is_not_known_is_drawn_with_gaps(qtbot: QtBot, values: list[float]) -> None:
    plot = SeriesPlot("KL")
    qtbot.addWidget(plot)
    plot.show()
    plot.set_series(np.arange(1.0, len(values) + 1), np.array(values))
    plot.grab()
    assert "nan" not in plot.heading.text() and "inf" not in plot.heading.text()


@pytest.mark.parametrize("values", UNKNOWN)
def test_curves_of_what_is_not_known_are_drawn_with_gaps(qtbot: QtBot, values: list[float]) -> None:
    plot = CurvesPlot(("loss of D", "loss of G"), ("#ff0000",))
    qtbot.addWidget(plot)
    plot.show()
    plot.set_curves(np.arange(1.0, len(values) + 1), np.stack([values, values], axis=1))
    plot.grab()
    assert all(map(math.isfinite, plot._range)) and "nan" not in plot.heading.text()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([math.inf, math.inf], "KL ∞ so far"),
        ([2.0, math.inf], "KL ∞ (∞ in the gaps)"),
        ([math.inf, 2.0], "KL 2 (∞ in the gaps)"),
        ([math.nan, 2.0], "KL 2"),
    ],
)
def test_what_is_infinite_is_said(qtbot: QtBot, values: list[float], said: str) -> None:
    plot = SeriesPlot("KL")
    qtbot.addWidget(plot)
    plot.resize(300, 120)
    plot.show()
    plot.set_series(np.arange(1.0, 3.0), np.array(values))
    QApplication.processEvents()
    assert plot.heading.text().replace("<b>", "").replace("</b>", "") == said
    scaled = plot._plot.getAxis("left")._tickLevels is None
    assert scaled == bool(np.isfinite(values).any()), "without a number there is no scale"
    plot.resize(110, 120)
    QApplication.processEvents()
    assert (" ∞" in plot.heading.text()) == math.isinf(values[-1])


def test_curves_that_begin_anew_leave_no_scale(qtbot: QtBot) -> None:
    plot = CurvesPlot(("loss of D", "loss of G"), ("#ff0000",))
    qtbot.addWidget(plot)
    plot.show()
    axes = [plot._plot.getAxis(name) for name in ("left", "bottom")]
    assert [axis._tickLevels for axis in axes] == [[[]], [[]]]
    plot.set_curves(np.array([1.0, 800.0]), np.full((2, 2), 9.0))
    assert [axis._tickLevels for axis in axes] == [None, None]
    plot.set_curves(np.zeros(0), np.zeros((0, 2)), newest=(math.nan, math.nan))
    assert [axis._tickLevels for axis in axes] == [[[]], [[]]]
    plot.set_curves(np.array([1.0]), np.full((1, 2), 0.5))
    assert [axis._tickLevels for axis in axes] == [None, None] and plot._range[1] < 1
