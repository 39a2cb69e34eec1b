"""A panel in a small window: as high as there is room for, and scrolled sideways alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from playground.ui.widgets.sideways import Sideways

pytestmark = pytest.mark.qt


class Greedy(QWidget):
    """Would like to be high, and must be wide."""

    def sizeHint(self) -> QSize:
        return QSize(300, 900)

    def minimumSizeHint(self) -> QSize:
        return QSize(260, 40)


class Growing(QWidget):
    """Needs what it is told to need."""

    least = QSize(100, 40)

    def minimumSizeHint(self) -> QSize:
        return self.least


@pytest.fixture
def panel(qtbot: QtBot) -> QWidget:
    panel = QWidget()
    column = QVBoxLayout(panel)
    text = QLabel("A line that wraps as soon as the window is too narrow for all of its words. " * 3)
    text.setWordWrap(True)
    column.addWidget(text)
    column.addWidget(Greedy(), 1)
    return panel


def test_content_that_wraps_is_no_higher_than_its_room(qtbot: QtBot, panel: QWidget) -> None:
    area = Sideways(panel)
    qtbot.addWidget(area)
    area.resize(400, 250)
    area.show()
    qtbot.waitExposed(area)
    assert panel.height() == area.viewport().height() <= 250
    assert panel.width() == area.viewport().width()


def test_content_that_must_be_wider_is_scrolled(qtbot: QtBot, panel: QWidget) -> None:
    area = Sideways(panel)
    qtbot.addWidget(area)
    area.resize(200, 250)
    area.show()
    qtbot.waitExposed(area)
    assert panel.width() >= 260 > area.viewport().width()
    assert area.horizontalScrollBar().maximum() > 0


def test_content_that_grows_is_noticed(qtbot: QtBot, panel: QWidget) -> None:
    area = Sideways(panel)
    qtbot.addWidget(area)
    area.resize(400, 250)
    area.show()
    qtbot.waitExposed(area)
    panel.setMinimumWidth(700)
    qtbot.waitUntil(lambda: panel.width() == 700)


def test_there_is_room_for_the_scroll_bar_below_content_that_has_become_wider(qtbot: QtBot) -> None:
    holder, content = QWidget(), Growing()
    qtbot.addWidget(holder)
    area = Sideways(content)
    QVBoxLayout(holder).addWidget(area)
    holder.resize(200, 300)
    holder.show()
    qtbot.waitExposed(holder)
    assert area.minimumSizeHint().height() == 40
    before = holder.layout().minimumSize().height()  # type: ignore[union-attr]
    content.least = QSize(260, 50)
    content.updateGeometry()
    bar = area.horizontalScrollBar()
    qtbot.waitUntil(bar.isVisible)
    assert area.minimumSizeHint().height() == 50 + bar.sizeHint().height()
    after = holder.layout().minimumSize().height()  # type: ignore[union-attr]
    assert after - before == 10 + bar.sizeHint().height()
