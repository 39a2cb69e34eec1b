"""Plots that stand still take the palette's colours and are drawn with all that is in them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette, QWheelEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout
from pytestqt.qtbot import QtBot

from playground.ui.plots.colours import inks
from playground.ui.plots.still_plot import StillPlot

pytestmark = pytest.mark.qt


@pytest.fixture
def plot(qtbot: QtBot) -> StillPlot:
    made = StillPlot()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(made._plot)
    qtbot.addWidget(made)
    made._ink()
    made.resize(200, 150)
    made.show()
    qtbot.waitExposed(made)
    return made


def corner(plot: StillPlot) -> QColor:
    """The colour of the ground in the recorded picture."""
    picture = plot.picture()
    image = QImage(picture.boundingRect().size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    picture.play(painter)
    painter.end()
    return image.pixelColor(1, 1)


def test_the_ground_follows_the_palette(plot: StillPlot) -> None:
    seen = set()
    for ground in ("#ffffff", "#101216"):
        palette = QPalette(plot.palette())
        palette.setColor(QPalette.ColorRole.Base, QColor(ground))
        palette.setColor(QPalette.ColorRole.Window, QColor(ground))
        plot.setPalette(palette)
        assert corner(plot) == inks(plot.palette()).ground
        assert plot._plot.backgroundBrush().color() == inks(plot.palette()).ground
        seen.add(corner(plot).name())
    assert len(seen) == 2


def test_the_wheel_moves_nothing(plot: StillPlot) -> None:
    before = plot._plot.viewRange()
    at = QPointF(plot._plot.rect().center())
    event = QWheelEvent(
        at, plot._plot.mapToGlobal(at), QPoint(0, 0), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(plot._plot.viewport(), event)
    assert plot._plot.viewRange() == before


def test_it_is_no_stop_of_the_keyboard(plot: StillPlot) -> None:
    assert not plot._plot.focusPolicy() & Qt.FocusPolicy.TabFocus
