"""Messages are counted, limited, copied and dismissed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from playground.ui.widgets.messages import EVERYWHERE, MARGIN, Message, MessageBar

pytestmark = pytest.mark.qt


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[MessageBar]:
    whole = QWidget()
    whole.resize(600, 400)
    page = QWidget(whole)
    page.resize(600, 400)
    bar = MessageBar(whole, page)
    qtbot.addWidget(whole)
    whole.show()
    yield bar


def button(message: Message, text: str) -> QAbstractButton:
    return next(each for each in message.findChildren(QAbstractButton) if each.text() == text)


def test_the_same_message_is_counted_and_others_stack_newest_first(bar: MessageBar) -> None:
    bar.show_message("One.")
    bar.show_message("Two.")
    bar.show_message("One.")
    assert [message.text.text() for message in bar.messages] == ["Two.", "One. (×2)"]


def test_only_the_newest_few_stay(bar: MessageBar) -> None:
    for number in range(7):
        bar.show_message(f"Error {number}.")
    assert [message.sentence for message in bar.messages] == ["Error 6.", "Error 5.", "Error 4."]


def test_news_take_the_place_of_news_but_never_of_errors(bar: MessageBar) -> None:
    bar.show_message("An error.")
    bar.show_message("Writing …", severity="info")
    bar.show_message("Wrote it.", severity="info")
    assert [message.sentence for message in bar.messages] == ["Wrote it.", "An error."]


def test_details_unfold_and_are_copied(bar: MessageBar) -> None:
    bar.show_message("It failed.", "line 1\nline 2")
    (message,) = bar.messages
    details = message.findChild(QPlainTextEdit)
    assert details.isHidden()
    button(message, "Details").click()
    assert not details.isHidden()
    button(message, "Copy").click()
    assert QGuiApplication.clipboard().text() == "It failed.\n\nline 1\nline 2"


def test_a_choice_is_made_once_and_takes_the_message_away(bar: MessageBar) -> None:
    made: list[str] = []
    bar.show_message("Apply?", severity="info", choices={"Apply": lambda: made.append("apply")})
    button(bar.messages[0], "Apply").click()
    assert made == ["apply"]
    assert bar.messages == []


def test_markup_in_a_message_is_shown_as_it_is(bar: MessageBar) -> None:
    bar.show_message("<b>bold</b>")
    assert bar.messages[0].text.text() == "<b>bold</b>"
    assert bar.messages[0].text.textFormat().name == "PlainText"


def test_a_message_belongs_to_its_tab_and_comes_back_with_it(bar: MessageBar) -> None:
    bar.show_tab("gan")
    bar.show_message("Of the GAN.", tab="gan")
    bar.show_message("Of the window.", tab=EVERYWHERE)
    bar.show_message("Of the VAE.", tab="vae")
    bar.show_message("Closed.", tab="gan").dismiss()
    assert [shown.sentence for shown in bar.messages] == ["Of the window.", "Of the GAN."]
    bar.show_tab("vae")
    assert [shown.sentence for shown in bar.messages] == ["Of the VAE.", "Of the window."]
    bar.clear()
    bar.show_tab("gan")
    assert [shown.sentence for shown in bar.messages] == ["Of the GAN."]
    assert bar.messages[0].isVisible()


def test_a_message_that_names_no_tab_belongs_to_the_one_where_it_came_up(bar: MessageBar) -> None:
    bar.show_tab("gan")
    bar.show_message("It cannot be read.")
    bar.show_message("Apply it?", severity="info", choices={"Apply": print})
    bar.show_tab("vae")
    assert bar.messages == []
    bar.show_tab("gan")
    assert [shown.sentence for shown in bar.messages] == ["Apply it?", "It cannot be read."]


def test_news_that_ask_nothing_are_over_when_one_leaves_their_tab(bar: MessageBar) -> None:
    bar.show_tab("gan")
    bar.show_message("Cancelled.", severity="info")
    bar.show_tab("gan")
    assert [shown.sentence for shown in bar.messages] == ["Cancelled."]
    bar.show_message("Writing …", severity="info", tab=EVERYWHERE)
    assert [shown.sentence for shown in bar.messages] == ["Writing …"]  # news take the place of news
    bar.show_tab("vae")
    assert [shown.sentence for shown in bar.messages] == ["Writing …"]
    bar.show_message("Cancelled.", severity="info")
    bar.show_tab("gan")
    bar.show_tab("vae")
    assert bar.messages == []


def test_in_a_presentation_only_what_is_wrong_or_asked_in_it_is_shown(bar: MessageBar) -> None:
    bar.show_tab("gan")
    bar.show_message("The process died.", tab=EVERYWHERE)
    bar.show_message("Apply it?", severity="info", choices={"Apply": print})
    bar.set_presenting(True)
    assert bar.messages == [] and not bar.isVisible()
    bar.show_message("It failed.")
    bar.show_message("Wrote it.", severity="info")
    assert [shown.sentence for shown in bar.messages] == ["It failed."]
    bar.set_presenting(False)
    assert [shown.sentence for shown in bar.messages] == ["Wrote it.", "It failed.", "The process died."]


def test_the_same_of_another_tab_is_another_message(bar: MessageBar) -> None:
    bar.show_message("It failed.", tab="gan")
    bar.show_message("It failed.", tab="vae")
    bar.show_tab("gan")
    assert [shown.text.text() for shown in bar.messages] == ["It failed."]


def test_no_tab_shows_more_than_three(bar: MessageBar) -> None:
    bar.show_tab("vae")
    for number in range(3):
        bar.show_message(f"GAN {number}.", tab="gan")
    bar.show_message("Window.", tab=EVERYWHERE)
    bar.show_tab("gan")
    assert [shown.sentence for shown in bar.messages] == ["Window.", "GAN 2.", "GAN 1."]


def test_messages_are_at_the_edge_again_when_the_window_has_another_size(qtbot: QtBot) -> None:
    whole = QWidget()
    page = QWidget(whole)
    page.resize(600, 400)
    bar = MessageBar(whole, page)
    qtbot.addWidget(whole)
    whole.show()
    QCursor.setPos(page.mapToGlobal(QPoint(0, 0)))  # a corner that holds the mouse is not taken
    message = bar.show_message("It failed.")
    for size in ((600, 400), (900, 700), (500, 300)):
        page.resize(*size)
        place = message.geometry().translated(bar.pos())
        assert (place.right(), place.bottom()) == (size[0] - 1 - MARGIN, size[1] - 1 - MARGIN)
