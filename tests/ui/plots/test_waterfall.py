"""The values of a waterfall stand where they can be read."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from playground.ui.plots.waterfall_plot import WaterfallPlot

pytestmark = pytest.mark.qt

numbers = st.floats(-9, 9)


@pytest.fixture(scope="module")
def line() -> float:
    return 15.0


@given(st.lists(numbers, min_size=1, max_size=8), numbers | st.just(math.nan), st.integers(60, 300))
def test_no_value_is_struck_through_or_cut_off(
    qapp: object, line: float, terms: list[float], level: float, height: int
) -> None:
    plot = WaterfallPlot("log p(x)", "nats", "known")
    names = [str(index) for index in range(len(terms) + 1)]
    # The range moves seldom, so that what came before leaves its mark.
    for shown in (np.array(terms) * 1.5, np.array(terms)):
        plot.set_terms(names, shown, level)
    area = QRectF(0, 0, 400, height)
    inside = plot.bars._inside(area, line)
    bars, boxes = plot.bars._bars(inside), plot.bars.value_boxes(area, line)
    crossing = [plot.bars._y(inside, value) for value in (0.0, level) if math.isfinite(value)]
    for bar, box in zip(bars, boxes, strict=True):
        assert area.top() <= box.top() and box.bottom() <= bar.top() + 1e-6
        assert not any(box.top() <= y < box.bottom() for y in crossing)


def test_a_value_goes_no_higher_than_it_must(qtbot: QtBot, line: float) -> None:
    plot = WaterfallPlot("log p(x)", "nats", "known")
    qtbot.addWidget(plot)
    plot.set_terms(("a", "b", "c"), np.array([2.0, -1.0]), math.nan)
    area = QRectF(0, 0, 300, 200)
    bars = plot.bars._bars(plot.bars._inside(area, line))
    boxes = plot.bars.value_boxes(area, line)
    assert [box.bottom() for box in boxes] == [bar.top() for bar in bars]
