"""The axis of the draws' bits: its numbers are what lies at its ends."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter
from pytestqt.qtbot import QtBot

from playground.ui.tabs.nflow import draws_plot

pytestmark = pytest.mark.qt


@pytest.mark.parametrize("draws", [[3.02, 3.0, 3.05, 3.041], [2.9137], [3.1, 3.1002]])
def test_marks_stand_where_the_numbers_at_the_ends_say(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, draws: list[float]
) -> None:
    marks: list[float] = []
    numbers: dict[float, float] = {}

    class Noting(QPainter):
        def drawLine(self, start: QPointF, end: QPointF) -> None:
            if start.x() == end.x():
                marks.append(start.x())

        def drawText(self, place: QPointF, text: str) -> None:
            right = place.x() + self.fontMetrics().horizontalAdvance(text)
            numbers[place.x() if place.x() < 100 else right] = float(text)

    monkeypatch.setattr(draws_plot, "QPainter", Noting)
    plot = draws_plot.DrawsPlot()
    qtbot.addWidget(plot)
    plot.resize(400, 40)
    plot.set_draws(np.array(draws), bound := 3.01)
    plot.grab()
    (left, low), (right, high) = sorted(numbers.items())
    assert left < 5 and right > 395 and low < high
    values = [low + (mark - left) / (right - left) * (high - low) for mark in marks]
    # The numbers are rounded to four digits.
    assert sorted(values) == pytest.approx(sorted([*draws, bound]), abs=1.1e-4)
    assert all(one < other for one, other in pairwise([low, *sorted(values), high]))


def test_draws_that_agree_stand_in_the_middle(qtbot: QtBot) -> None:
    plot = draws_plot.DrawsPlot()
    qtbot.addWidget(plot)
    plot.set_draws(np.array([3.0, 3.0]), 3.0)
    assert plot.ends == pytest.approx((3.0 - 5e-4, 3.0 + 5e-4), abs=2e-4)
