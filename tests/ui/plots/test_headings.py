"""Headings of plots against training steps: one line, with the numbers that are said elsewhere."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.ui.plots.curves_plot import CurvesPlot
from playground.ui.plots.series_plot import SeriesPlot
from tests.support.rich_text import plain

pytestmark = pytest.mark.qt


@pytest.mark.parametrize("width", [165, 320, 600])
def test_a_plot_keeps_its_place_however_long_its_numbers_are(qtbot: QtBot, width: int) -> None:
    plot = CurvesPlot(("loss of D", "loss of G"), ("#ff0000",), short=(("loss D", "G"), ("D", "G")))
    qtbot.addWidget(plot)
    plot.resize(width, 128)
    plot.show()
    heights = set()
    for last in ([1.0, 0.5], [-0.123, 0.00123], [-1.23e-5, -123.0], [np.nan, 2.0]):
        plot.set_curves(np.arange(1.0, 3.0), np.array([[0.0, 0.0], last]))
        QApplication.processEvents()
        heights.add(plot._plot.height())
    assert len(heights) == 1
    plot.set_curves(np.arange(1.0, 3.0), np.array([[0.0, 0.0], [1.386, 0.693]]))
    wide, narrow = "━ loss of D 1.39 ━ loss of G 0.693", "━ loss D 1.39 ━ G 0.693"
    assert plain(plot.heading.text()) == (wide if width >= 320 else narrow)


def test_a_level_keeps_its_name_longer_than_numbers_are_written(qtbot: QtBot) -> None:
    plot = CurvesPlot(("−log p(x)",), (), "entropy")
    qtbot.addWidget(plot)
    plot.show()
    said = []
    for width in (500, 155):
        plot.resize(width, 128)
        plot.set_curves(np.arange(1.0, 3.0), np.array([[2.0], [1.5]]), 1.25)
        QApplication.processEvents()
        said.append(plain(plot.heading.text()))
    assert said == ["━ −log p(x) 1.5 ┄ entropy 1.25", "━ −log p(x) ┄ entropy"]


def test_a_mean_is_said_where_single_numbers_jump(qtbot: QtBot) -> None:
    curves, series = CurvesPlot(("loss of D", "loss of G"), ("#ff0000",)), SeriesPlot("Loss")
    for plot in (curves, series):
        qtbot.addWidget(plot)
        plot.resize(500, 128)
        plot.show()
    steps = np.arange(1.0, 3.0)
    curves.set_curves(steps, np.ones((2, 2)), newest=(0.734, 0.25))
    series.set_series(steps, np.ones(2), newest=0.74)
    assert plain(curves.heading.text()) == "━ loss of D 0.734 ━ loss of G 0.25"
    assert plain(series.heading.text()) == "Loss 0.74"
    series.set_series(steps, np.ones(2))
    assert plain(series.heading.text()) == "Loss 1"
