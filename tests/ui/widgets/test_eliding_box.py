"""A check box whose text gives way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from playground.ui.widgets.eliding_box import ElidingBox

WHOLE = "Adams–Bashforth 2, 8 steps, guidance 2.3 from 0.45 to 0.65"


def test_the_text_is_cut_where_there_is_no_room_and_comes_back(qtbot):
    box = ElidingBox(WHOLE)
    qtbot.addWidget(box)
    box.show()
    box.resize(700, 24)
    assert box.text() == WHOLE
    box.resize(160, 24)
    assert box.text().endswith("…") and WHOLE.startswith(box.text()[:-1])
    assert box.fontMetrics().horizontalAdvance(box.text()) < 160
    assert box.toolTip() == WHOLE
    box.resize(700, 24)
    assert box.text() == WHOLE


def test_it_asks_for_little_room_and_is_pressed_like_any_other(qtbot):
    box = ElidingBox(WHOLE)
    qtbot.addWidget(box)
    box.show()
    box.resize(160, 24)
    assert box.minimumSizeHint().width() < 120
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert box.isChecked()
