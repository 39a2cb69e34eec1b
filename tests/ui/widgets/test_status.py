"""The status line."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.ui.state.link import Link
from playground.ui.widgets.status import StatusLine
from tests.support.layouts_counted import LayoutsCounted

pytestmark = pytest.mark.qt


def test_a_word_that_would_change_with_each_answer_of_a_drag_stays(qtbot: QtBot) -> None:
    link, counted = Link(), LayoutsCounted()
    status = StatusLine(link)
    qtbot.addWidget(status)
    status.show()
    status.set_engine("ready")
    status._rest.setInterval(3_600_000)
    channel = link.channel("view")
    channel.busy.emit(True)
    QApplication.processEvents()
    assert status.engine.text() == "busy"
    status.installEventFilter(counted)
    for _ in range(20):
        for busy in (False, True):
            channel.busy.emit(busy)
            QApplication.processEvents()
            assert status.engine.text() == "busy"
    assert counted.count == 0
    channel.busy.emit(False)
    assert status.engine_state == "ready"
    status._count_frames()
    assert status.engine.text() == "busy"
    status._rest.setInterval(0)
    status._rest.start()
    qtbot.waitUntil(lambda: status.engine.text() == "ready")
