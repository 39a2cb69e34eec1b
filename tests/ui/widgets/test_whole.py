"""Content in a small window: as large as there is room for, never smaller than it must be, then scrolled."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.pages import Pages
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.scrolled import Needs, Whole

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
    area = Whole(panel)
    qtbot.addWidget(area)
    area.resize(400, 250)
    area.show()
    qtbot.waitExposed(area)
    assert panel.height() == area.viewport().height() <= 250
    assert panel.width() == area.viewport().width()


def test_content_that_must_be_wider_is_scrolled(qtbot: QtBot, panel: QWidget) -> None:
    area = Whole(panel)
    qtbot.addWidget(area)
    area.resize(200, 250)
    area.show()
    qtbot.waitExposed(area)
    assert panel.width() >= 260 > area.viewport().width()
    assert area.horizontalScrollBar().maximum() > 0


def test_content_that_grows_is_noticed(qtbot: QtBot, panel: QWidget) -> None:
    area = Whole(panel)
    qtbot.addWidget(area)
    area.resize(400, 250)
    area.show()
    qtbot.waitExposed(area)
    panel.setMinimumWidth(700)
    qtbot.waitUntil(lambda: panel.width() == 700)


def test_content_that_must_be_higher_is_scrolled_and_back_again(qtbot: QtBot) -> None:
    content = Growing()
    area = Whole(content)
    qtbot.addWidget(area)
    area.resize(200, 100)
    area.show()
    qtbot.waitExposed(area)
    assert content.size() == area.size() and area.verticalScrollBar().maximum() == 0
    content.least = QSize(100, 300)
    content.updateGeometry()
    qtbot.waitUntil(lambda: content.height() == 300)
    assert area.verticalScrollBar().maximum() == 200
    content.least = QSize(100, 40)
    content.updateGeometry()
    qtbot.waitUntil(lambda: content.size() == area.size())


def test_of_pages_only_the_one_that_is_shown_needs_room(qtbot: QtBot) -> None:
    small, large = Growing(), Growing()
    large.least = QSize(500, 400)
    pages = Pages()
    for page in (small, large):
        pages.addWidget(page)
    area = Whole(pages)
    qtbot.addWidget(area)
    area.resize(200, 100)
    area.show()
    qtbot.waitExposed(area)
    assert small.size() == area.size()
    pages.setCurrentIndex(1)
    qtbot.waitUntil(lambda: (large.width(), large.height()) == (500, 400))
    pages.setCurrentIndex(0)
    qtbot.waitUntil(lambda: small.size() == area.size())


def test_what_needs_its_lines_asks_for_more_height_where_it_is_narrow(qtbot: QtBot, panel: QWidget) -> None:
    needs = Needs(panel)
    qtbot.addWidget(needs)
    needs.resize(700, 300)
    needs.show()
    qtbot.waitExposed(needs)
    wide = needs.minimumSizeHint().height()
    needs.resize(280, 300)
    qtbot.waitUntil(lambda: needs.minimumSizeHint().height() > wide)


def test_a_paragraph_is_as_high_as_its_lines_and_so_is_what_it_stands_in(qtbot: QtBot) -> None:
    holder, words = QWidget(), Paragraph("Words that go on in another line where they have to. " * 4)
    column = QVBoxLayout(holder)
    column.addWidget(words)
    column.addWidget(Growing(), 1)
    qtbot.addWidget(holder)
    holder.resize(800, 30)
    holder.show()
    qtbot.waitExposed(holder)
    qtbot.waitUntil(lambda: holder.height() >= words.heightForWidth(words.width()) + 40)
    before = words.height()
    holder.resize(250, 30)
    qtbot.waitUntil(lambda: words.height() > before)
    assert words.height() == words.heightForWidth(words.width())
    assert not column.hasHeightForWidth()


def test_a_paragraph_keeps_room_for_lines_that_it_may_say(qtbot: QtBot) -> None:
    holder, words, below = QWidget(), Paragraph("One line."), QWidget()
    words.least = 2
    lay_out(holder, down(words, (below, 1)))
    qtbot.addWidget(holder)
    holder.resize(300, 200)
    holder.show()
    tops = list[int]()
    for text in ("One line.", "Words that go on in another line where they have to.", ""):
        words.setText(text)
        holder.layout().activate()
        tops.append(below.y())
    assert len(set(tops)) == 1 and tops[0] >= 2 * words.fontMetrics().lineSpacing()
    words.setText("Words that go on in another line where they have to. " * 3)
    holder.layout().activate()
    assert below.y() > tops[0], "nothing is cut"
