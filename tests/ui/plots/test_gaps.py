"""Plots of numbers some of which, or all, are not known."""

from __future__ import annotations

import math

import numpy as np
import pytest
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
