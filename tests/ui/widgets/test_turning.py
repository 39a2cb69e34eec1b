"""Two parts that stand beside each other where there is more width than height."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.ui.widgets.splitter import Turning

pytestmark = pytest.mark.qt

BESIDE, OVER = Qt.Orientation.Horizontal, Qt.Orientation.Vertical


def test_parts_turn_with_the_room_and_keep_how_they_were_divided(qtbot: QtBot) -> None:
    both = Turning(QWidget(), QWidget(), over=(300, 200), beside=(400, 400))
    qtbot.addWidget(both)
    both.resize(600, 507)
    both.show()
    qtbot.waitExposed(both)
    assert both.orientation() == OVER and both.sizes() == [300, 200]
    both.setSizes([200, 300])
    both.resize(1207, 507)
    QApplication.processEvents()
    assert both.orientation() == BESIDE and both.sizes() == [600, 600]
    assert [both.widget(place).height() for place in range(2)] == [507, 507]
    both.resize(600, 507)
    QApplication.processEvents()
    assert both.orientation() == OVER and both.sizes() == [200, 300]
