"""What is seen of a loss."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from playground.ui.studio.curves import NOTHING, LossPlot
from playground.ui.studio.record import Curve

pytestmark = pytest.mark.qt

LEARNING = Curve(np.arange(1.0, 1201), np.linspace(0.2, 0.14, 1200))


def shown(qtbot: QtBot, learning: Curve, held_out: Curve) -> tuple[float, float]:
    """The lowest and the highest number on the upward axis."""
    plot = LossPlot()
    qtbot.addWidget(plot)
    plot.show_curves("Loss", learning, held_out)
    low, high = plot._plot.getViewBox().viewRange()[1]
    return float(low), float(high)


@pytest.mark.parametrize("count", [1, 4, 10, 60])
def test_a_few_numbers_of_what_is_held_out_are_seen_however_high_they_rise(qtbot: QtBot, count: int) -> None:
    rising: NDArray[np.float64] = np.linspace(0.3, 0.5, count)
    low, high = shown(qtbot, LEARNING, Curve(np.linspace(200, 1200, count), rising))
    assert low < 0.14 and high > rising.max()


def test_outliers_among_many_numbers_are_cut_off(qtbot: QtBot) -> None:
    values = LEARNING.values.copy()
    values[600] = 50.0
    assert shown(qtbot, Curve(LEARNING.steps, values), NOTHING)[1] < 0.3
