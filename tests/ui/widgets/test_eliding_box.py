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
    start, end = box.text().split("…")
    assert start and end and WHOLE.startswith(start) and WHOLE.endswith(end)
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


def test_a_longer_text_takes_two_lines_before_anything_is_cut(qtbot):
    box = ElidingBox(WHOLE, lines=2)
    qtbot.addWidget(box)
    box.show()
    box.resize(700, 24)
    low = box.sizeHint().height()
    box.resize(260, 24)
    first, second = box.text().split("\n")
    assert f"{first} {second}" == WHOLE and box.sizeHint().height() > low
    assert box.minimumSizeHint().height() == box.sizeHint().height()
    box.resize(150, 24)
    first, second = box.text().split("\n")
    assert WHOLE.startswith(first) and "…" in second and second[-5:] == WHOLE[-5:]
    box.resize(700, 24)
    assert box.text() == WHOLE and box.sizeHint().height() == low


def test_where_not_a_word_fits_there_is_one_cut_line(qtbot):
    box = ElidingBox(WHOLE, lines=2)
    qtbot.addWidget(box)
    box.show()
    box.resize(60, 24)
    assert "\n" not in box.text() and "…" in box.text()
