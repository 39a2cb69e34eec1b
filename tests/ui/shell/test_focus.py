"""Nothing takes the keyboard unasked: no page that is shown, and nothing beside a control that goes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from playground.ui.shell.focus import FocusGuard
from playground.ui.widgets.pages import Pages

pytestmark = pytest.mark.qt


class Bench(QWidget):
    """Two pages of two buttons each, and a button under them."""

    def __init__(self) -> None:
        super().__init__()
        self.pages, self.below = Pages(), QPushButton("below")
        self.buttons = [[QPushButton(f"{page}{number}") for number in range(2)] for page in range(2)]
        column = QVBoxLayout(self)
        column.addWidget(self.pages)
        column.addWidget(self.below)
        for buttons in self.buttons:
            page = QWidget()
            inside = QVBoxLayout(page)
            for button in buttons:
                inside.addWidget(button)
            self.pages.addWidget(page)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.guard = FocusGuard(application, self)


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    bench = Bench()
    qtbot.addWidget(bench)
    bench.show()
    bench.activateWindow()
    qtbot.waitUntil(bench.isActiveWindow)
    yield bench


def focus() -> QWidget | None:
    return QApplication.focusWidget()


def test_a_page_gets_the_keyboard_and_tab_leads_to_its_first_control(qtbot: QtBot, bench: Bench) -> None:
    bench.buttons[0][1].setFocus()
    bench.pages.setCurrentIndex(1)
    assert focus() is bench.pages.widget(1)
    qtbot.keyClick(focus(), Qt.Key.Key_Tab)
    assert focus() is bench.buttons[1][0]


def test_a_page_that_comes_back_has_the_keyboard_where_it_was_left(bench: Bench) -> None:
    bench.buttons[0][1].setFocus()
    bench.pages.setCurrentIndex(1)
    bench.pages.setCurrentWidget(bench.pages.widget(0))
    assert focus() is bench.buttons[0][1]


def test_what_was_left_and_is_off_by_now_does_not_get_it_back(bench: Bench) -> None:
    bench.buttons[0][1].setFocus()
    bench.pages.setCurrentIndex(1)
    bench.buttons[0][1].setEnabled(False)
    bench.pages.setCurrentIndex(0)
    assert focus() is bench.pages.widget(0)


def test_a_page_leaves_the_keyboard_alone_that_is_elsewhere(bench: Bench) -> None:
    bench.below.setFocus()
    bench.pages.setCurrentIndex(1)
    assert focus() is bench.below


def test_a_page_that_is_taken_out_does_not_hand_the_keyboard_on(bench: Bench) -> None:
    bench.buttons[0][0].setFocus()
    bench.pages.removeWidget(bench.pages.widget(0))
    assert focus() is bench.pages


def test_a_control_that_is_hidden_leaves_the_keyboard_in_its_place(bench: Bench) -> None:
    bench.buttons[0][0].setFocus()
    bench.buttons[0][0].hide()
    assert focus() is bench.pages.widget(0)
    bench.buttons[0][1].setFocus()
    bench.pages.widget(0).hide()
    assert focus() is bench.pages


def test_a_control_that_switches_itself_off_leaves_the_keyboard_in_its_place(
    qtbot: QtBot, bench: Bench
) -> None:
    button = bench.buttons[0][0]
    button.clicked.connect(lambda: button.setEnabled(False))
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert not button.isEnabled() and focus() is bench.pages.widget(0)


def test_a_control_that_goes_off_once_it_was_left_takes_nothing_back(qtbot: QtBot, bench: Bench) -> None:
    bench.buttons[0][0].setFocus()
    qtbot.keyClick(focus(), Qt.Key.Key_Tab)
    QApplication.processEvents()
    bench.buttons[0][0].setEnabled(False)
    assert focus() is bench.buttons[0][1]


def test_two_guards_do_not_give_the_keyboard_to_and_fro(qtbot: QtBot, bench: Bench) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    second = FocusGuard(application, bench)
    bench.buttons[0][0].setFocus()
    qtbot.mouseClick(bench.below, Qt.MouseButton.LeftButton)
    assert focus() is bench.buttons[0][0] and second.parent() is bench


def test_a_mouse_click_on_a_button_leaves_the_keyboard_where_it_is(qtbot: QtBot, bench: Bench) -> None:
    clicked: list[bool] = []
    bench.below.clicked.connect(lambda: clicked.append(True))
    bench.buttons[0][0].setFocus()
    qtbot.mouseClick(bench.below, Qt.MouseButton.LeftButton)
    assert clicked == [True] and focus() is bench.buttons[0][0]
    bench.buttons[0][0].clearFocus()
    qtbot.mouseClick(bench.buttons[0][1], Qt.MouseButton.LeftButton)
    assert focus() is bench.pages.widget(0)


def test_a_click_that_brings_the_window_to_the_front_counts(qtbot: QtBot, bench: Bench) -> None:
    button = bench.buttons[0][1]
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    with qtbot.waitSignal(button.clicked):
        qtbot.mousePress(button, Qt.MouseButton.LeftButton)
        bench.activateWindow()
        qtbot.waitUntil(bench.isActiveWindow)
        qtbot.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert focus() is bench.pages.widget(0)
