"""Where the first number dwarfs the later ones, equal steps of the axis are equal ratios, and it says so."""

from __future__ import annotations

import math

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.ui.plots.series_plot import SeriesPlot, dwarfs

pytestmark = pytest.mark.qt

FALLING = np.array([99.9, 8.0, 1.5, 0.6, 0.4, 0.3])
EVEN = np.array([1.0, 0.8, 0.6, 0.5, 0.4, 0.3])


@pytest.fixture
def plot(qtbot: QtBot) -> SeriesPlot:
    plot = SeriesPlot("KL", "floor")
    qtbot.addWidget(plot)
    plot.resize(300, 160)
    plot.show()
    return plot


def show(plot: SeriesPlot, values: np.ndarray, level: float = 0.05) -> None:
    plot.set_series(np.arange(1.0, len(values) + 1), values, level, band=(0.04, 0.06))


def shown(plot: SeriesPlot) -> tuple[float, float]:
    low, high = plot._plot.getViewBox().viewRange()[1]
    return low, high


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e4])
def test_the_rule_is_of_ratios_alone(scale: float) -> None:
    assert dwarfs(scale * FALLING) and not dwarfs(scale * EVEN)


def test_few_numbers_and_negative_ones_decide_nothing() -> None:
    assert not dwarfs(FALLING[:3]) and not dwarfs(np.append(FALLING, -1.0)) and not dwarfs(np.zeros(9))
    assert dwarfs(np.append(FALLING, [np.inf, np.nan]))


def test_all_numbers_and_the_level_are_in_sight_where_their_ratios_say(plot: SeriesPlot) -> None:
    show(plot, FALLING)
    low, high = shown(plot)
    for value in (*FALLING, 0.05, 0.04):
        assert low < math.log10(value) < high
    np.testing.assert_allclose(plot._curve.getData()[1], np.log10(FALLING))
    assert plot._level.value() == pytest.approx(math.log10(0.05)) and plot.level == 0.05


def test_the_axis_says_so_and_writes_the_numbers_themselves(plot: SeriesPlot) -> None:
    left = plot._plot.getAxis("left")
    show(plot, EVEN)
    assert not plot.logarithmic and not left.label.isVisible()
    show(plot, FALLING)
    assert left.label.toPlainText().strip() == "log scale" and left.label.isVisible()
    written, _rest = left._tickLevels
    assert {text: place for place, text in written}["10"] == 1.0 and len(written) <= 4


def test_it_stays_while_the_same_goes_on_and_ends_where_others_begin(plot: SeriesPlot) -> None:
    show(plot, FALLING)
    show(plot, np.concatenate([FALLING[1:], [0.3, 0.3]]))
    assert plot.logarithmic
    show(plot, EVEN[:2])
    assert not plot.logarithmic
    low, high = shown(plot)
    assert low == 0 and high > EVEN[0]


def test_numbers_of_nought_leave_a_gap(plot: SeriesPlot) -> None:
    values = np.concatenate([FALLING, [0.0, 0.3]])
    show(plot, values)
    assert np.isnan(plot._curve.getData()[1]).tolist() == (values == 0).tolist()
