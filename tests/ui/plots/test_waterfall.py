"""The values of a waterfall stand where they can be read."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from playground.ui.plots.colours import inks
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


@pytest.mark.parametrize("width", [120, 180, 234, 400, 700])
@pytest.mark.parametrize(
    "names",
    [
        ("log p(z)", "7 × 7", "14 × 14", "28 × 28", "log p(x+u)"),
        ("log p(z)", "f₁", "f₂", "f₃", "f₄", "log p(x)"),
        ("log p(z)", *(f"f{index}" for index in range(16)), "log p(x)"),
    ],
)
def test_the_first_and_the_last_name_are_there_and_none_runs_into_another(
    qtbot: QtBot, names: tuple[str, ...], width: int
) -> None:
    plot = WaterfallPlot("log p(x)", "nats", "known")
    qtbot.addWidget(plot)
    plot.set_terms(names, np.ones(len(names) - 1), math.nan)
    area, metrics = QRectF(0, 0, width, 100), plot.bars.fontMetrics()
    rows = plot.bars.name_rows(area, metrics)
    boxes = plot.bars.name_boxes(area, metrics, rows)
    told = [name.replace("\n", " ") for name, _ in boxes]
    assert (told[0], told[-1]) == (names[0], names[-1])
    assert told == list(names) or rows == 2
    assert len(names) > 6 or width < 200 or told == list(names)
    assert boxes[0][1].left() >= 0 and boxes[-1][1].right() <= width
    assert all(one.right() < other.left() for (_, one), (_, other) in itertools.pairwise(boxes))


def test_a_level_far_away_leaves_the_bars_their_room(qtbot: QtBot) -> None:
    plot = WaterfallPlot("log p(x)", "nats", "known")
    qtbot.addWidget(plot)
    terms, names = np.array([-9.0, 2.0, 1.0]), ("a", "b", "c", "d")
    pictures = []
    for level in (-1043.0, -1e9, -math.inf, math.nan):
        plot.set_terms(names, terms, level)
        area, image = QRectF(0, 0, 300, 120), QImage(300, 120, QImage.Format.Format_RGB32)
        inside = plot.bars._inside(area, 15.0)
        assert plot.bars._bars(inside)[0].height() > 0.7 * inside.height()
        image.fill(inks(plot.palette()).ground)
        painter = QPainter(image)
        plot.bars.draw(painter, area, inks(plot.palette()))
        painter.end()
        pictures.append(image)
    # Arrows say that it is out of sight, wherever it is.
    assert pictures[0] == pictures[1] == pictures[2] != pictures[3]
    plot.set_terms(names, terms, -20.0)
    assert plot.bars._range[0] < -20


def test_a_value_goes_no_higher_than_it_must(qtbot: QtBot, line: float) -> None:
    plot = WaterfallPlot("log p(x)", "nats", "known")
    qtbot.addWidget(plot)
    plot.set_terms(("a", "b", "c"), np.array([2.0, -1.0]), math.nan)
    area = QRectF(0, 0, 300, 200)
    bars = plot.bars._bars(plot.bars._inside(area, line))
    boxes = plot.bars.value_boxes(area, line)
    assert [box.bottom() for box in boxes] == [bar.top() for bar in bars]
