"""A control beside its title or under it, a heading in several lines: nothing is cut in little room."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from playground.ui.widgets.editor import Titled
from playground.ui.widgets.fold import Fold
from playground.ui.widgets.inputs import ChoiceBox
from playground.ui.widgets.still_label import FittingLabel

pytestmark = pytest.mark.qt

NAMES = ("Euler", "A solver of the second order")


@pytest.fixture
def box() -> ChoiceBox:
    box = ChoiceBox()
    box.addItems(list(NAMES))
    return box


def test_a_list_stands_beside_its_title_only_where_there_is_room_for_both(
    qtbot: QtBot, box: ChoiceBox
) -> None:
    title = QLabel("Solver")
    row = Titled(title, box)
    qtbot.addWidget(row)
    row.resize(600, 60)
    row.show()
    qtbot.waitExposed(row)
    assert box.x() > title.x() and box.y() < title.geometry().bottom()
    row.resize(row.minimumSizeHint().width(), 80)
    qtbot.waitUntil(lambda: box.y() >= title.geometry().bottom())
    assert row.minimumSizeHint().width() < title.sizeHint().width() + box.sizeHint().width()
    row.resize(600, 60)
    qtbot.waitUntil(lambda: box.y() < title.geometry().bottom())


def test_a_title_has_all_the_room_while_its_remark_is_hidden(qtbot: QtBot) -> None:
    title, remark = QLabel("Seed A"), QLabel("Between 0 and 4,294,967,295.")
    remark.setVisible(False)
    row = Titled(title, remark)
    qtbot.addWidget(row)
    assert row.minimumSizeHint().width() == title.sizeHint().width()
    row.resize(row.minimumSizeHint())
    row.show()
    qtbot.waitExposed(row)
    assert title.width() >= title.sizeHint().width()


def test_a_list_is_never_too_narrow_for_what_is_chosen(qtbot: QtBot, box: ChoiceBox) -> None:
    qtbot.addWidget(box)
    short = box.minimumSizeHint().width()
    box.setCurrentIndex(1)
    assert box.minimumSizeHint().width() >= short + box.fontMetrics().horizontalAdvance(NAMES[1]) / 3
    box.addItem("x" * 200)
    box.setCurrentIndex(2)
    assert box.minimumSizeHint().width() < box.fontMetrics().horizontalAdvance("x" * 40)


def test_a_long_heading_goes_on_in_the_next_line(qtbot: QtBot) -> None:
    title = "What reflow buys, and what it costs in the end"
    holder, fold = QWidget(), Fold(title)
    column = QVBoxLayout(holder)
    column.addWidget(fold)
    column.addStretch(1)
    qtbot.addWidget(holder)
    holder.resize(600, 200)
    holder.show()
    qtbot.waitExposed(holder)
    heading = fold._heading
    one = heading.height()
    assert heading.text() == title
    holder.resize(180, 200)
    qtbot.waitUntil(lambda: heading.height() > one)
    lines = heading.text().split("\n")
    assert len(lines) > 1 and " ".join(lines) == title
    assert heading.sizeHint().width() <= heading.width()
    holder.resize(600, 200)
    qtbot.waitUntil(lambda: heading.height() == one)


def test_a_line_that_says_less_still_has_room_for_its_shortest_text(qtbot: QtBot) -> None:
    label = FittingLabel()
    qtbot.addWidget(label)
    label.set_texts(["A whole sentence about it", "short"])
    least = label.minimumSizeHint().width()
    assert (
        label.fontMetrics().horizontalAdvance("short")
        <= least
        < label.fontMetrics().horizontalAdvance("A whole sentence")
    )
