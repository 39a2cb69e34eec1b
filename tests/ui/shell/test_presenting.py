"""A presentation takes nothing from the window that it does not give back, and nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterator

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsEllipseItem,
    QGraphicsLineItem,
    QLineEdit,
    QSplitter,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from playground.ui.actions import COMMANDS, WITHIN_TABS
from playground.ui.plots.ellipses import cosmetic
from playground.ui.plots.marker import Marker
from playground.ui.plots.plot import Plot
from playground.ui.plots.strokes import Strokes
from playground.ui.plots.thicker import Thicker
from playground.ui.shell.desk import CONTROLS
from playground.ui.shell.dialogs import about, shortcuts
from playground.ui.shell.presenting import KEYS, LEAST, Presentation
from playground.ui.shell.session import Session
from playground.ui.shell.window import Window
from playground.ui.state.player import Player
from playground.ui.widgets.theme import themes
from tests.support.letters import letters
from tests.ui.sketch import SpotsTab

pytestmark = pytest.mark.qt


@pytest.fixture
def presented(window: Window) -> Iterator[Presentation]:
    window.commands["present"].trigger()
    assert window._presentation is not None and window._presentation.on
    yield window._presentation
    window._presentation.leave()
    assert themes().magnified == 1.0


def press(qtbot: QtBot, window: Window, key: Qt.Key) -> None:
    qtbot.keyClick(window, key)


def test_it_fills_the_screen_with_the_stage_and_a_caption(window: Window, presented: Presentation) -> None:
    screen = window.screen().geometry()
    assert window.geometry() == screen
    assert presented.caption.isVisible() and presented.caption.title.text() == window.desk.current.title  # type: ignore[union-attr]
    assert not any(each.isVisible() for each in (window.menuBar(), window.status, window.desk.tab_bar))
    assert all(size >= LEAST * screen.height() for size, _text in letters(presented.caption))


def test_the_session_is_that_of_the_window_before(window: Window, qtbot: QtBot) -> None:
    before = window._gather(Session())
    window.commands["present"].trigger()
    assert window._gather(Session()) == before
    press(qtbot, window, Qt.Key.Key_Escape)
    assert window._gather(Session()) == before


def test_keys_are_those_of_the_presentation_and_only_then(
    window: Window, presented: Presentation, qtbot: QtBot
) -> None:
    for key in (Qt.Key.Key_B, Qt.Key.Key_Period):
        press(qtbot, window, key)
        assert presented.black.isVisible() and presented.black.size() == window.size()
        press(qtbot, window, key)
        assert not presented.black.isVisible()
    pointing = presented.pointing
    press(qtbot, window, Qt.Key.Key_L)
    assert presented.pointing != pointing
    press(qtbot, window, Qt.Key.Key_F5)
    assert not presented.on
    press(qtbot, window, Qt.Key.Key_B)
    assert not presented.black.isVisible()


def test_another_player_brings_no_transport_back(
    window: Window, tab: SpotsTab, presented: Presentation
) -> None:
    tab.player = Player(parent=tab)
    tab.player_changed.emit()
    assert window.transport.player is tab.player and not window.transport.isVisible()
    presented.leave()
    assert window.transport.isVisible()


def test_the_key_that_began_it_ends_it_wherever_one_writes(
    window: Window, tab: SpotsTab, presented: Presentation, qtbot: QtBot
) -> None:
    text = QLineEdit(tab)
    text.show()
    text.setFocus()
    qtbot.keyClick(text, Qt.Key.Key_F5)
    assert not presented.on and window.menuBar().isVisible() and window.status.isVisible()


def test_who_writes_a_number_or_opens_a_menu_keeps_the_keys(
    window: Window, tab: SpotsTab, presented: Presentation, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.desk.unfold(CONTROLS, True)
    box = tab.form.editors["spread"].box
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "0.5")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert tab.store.state.spread == 0.5 and not presented.black.isVisible()
    window.setFocus()
    # Nothing pops up where there is no screen.
    monkeypatch.setattr(QApplication, "activePopupWidget", lambda: window)
    for key in (Qt.Key.Key_L, Qt.Key.Key_B, Qt.Key.Key_Escape):
        press(qtbot, window, key)
    assert presented.on and presented.pointing and not presented.black.isVisible()


def test_another_tab_is_presented_in_its_turn(window: Window, tab: SpotsTab, presented: Presentation) -> None:
    tab.store.edit("count", count=20)
    window.commands["go-other"].trigger()
    assert presented.on and presented.caption.title.text() == "Other"
    assert not any(each.isVisible() for each in (window.menuBar(), window.transport, window.desk.tab_bar))
    window.undo.undo()
    assert window.desk.current is tab and presented.caption.title.text() == "Spots"
    presented.leave()
    assert all(each.isVisible() for each in (window.menuBar(), window.transport, window.desk.tab_bar))


def test_a_title_alone_is_whole(presented: Presentation, qtbot: QtBot) -> None:
    caption = presented.caption
    caption.tell("Title", "What there is to say of it. " * 9, "1 / 3")
    QApplication.processEvents()
    caption.tell("Title", "")
    QApplication.processEvents()
    assert caption.title.height() >= caption.title.sizeHint().height()


def test_the_start_page_ends_it(window: Window, presented: Presentation) -> None:
    window.commands["start"].trigger()
    assert not presented.on and window.menuBar().isVisible() and window.desk.tab_bar.isVisible()
    assert not window.transport.isVisible() and not presented.caption.isVisible()


def test_what_is_gone_meanwhile_is_not_asked_for(window: Window, tab: SpotsTab) -> None:
    text, splitter, action = QLineEdit(tab), QSplitter(tab), QAction("Gone", tab)
    action.setShortcut("Ctrl+Shift+F12")
    text.show()
    text.setFocus()
    assert window.focusWidget() is text
    window.commands["present"].trigger()
    for each in (text, splitter, action):
        delete(each)
    window.commands["present"].trigger()
    # What is restored a moment later is, too.
    QApplication.processEvents()
    assert window.menuBar().isVisible()


def test_a_key_does_one_thing_and_all_are_listed() -> None:
    keys = [key for each in KEYS for key in each.keys]
    assert len(set(keys)) == len(keys)
    page = shortcuts((*COMMANDS, *WITHIN_TABS))
    assert all(each.text in page for each in KEYS)


def test_lines_are_drawn_thicker_and_as_before(qtbot: QtBot) -> None:
    whole = QWidget()
    qtbot.addWidget(whole)
    plot, pen = Plot(whole), cosmetic(QColor("white"), 2)
    ring, line, marker = (
        QGraphicsEllipseItem(QRectF(0, 0, 1, 1)),
        QGraphicsLineItem(),
        Marker("ring", QColor(), 9),
    )
    curve, series = (
        Strokes(pen=pen, shadowPen=cosmetic(QColor("black"), 4)),
        pg.PlotDataItem([0, 1], [0, 1], pen=pen),
    )
    ring.setPen(pen)
    line.setPen(pen)
    plot.add_layers([ring, line, marker, curve, series])

    def drawn() -> list[float]:
        pens = ring.pen(), line.pen(), pg.mkPen(curve.opts["pen"]), pg.mkPen(series.opts["pen"])
        return [*(each.widthF() for each in pens), pg.mkPen(curve.opts["shadowPen"]).widthF(), marker.scale()]

    before, thicker = drawn(), Thicker()
    for _again in range(2):
        thicker.draw(whole, 1.5)
        assert drawn() == [1.5 * each for each in before]
    thicker.give_back()
    assert drawn() == before


def test_about_names_whose_work_the_program_stands_on() -> None:
    for name in ("Fashion-MNIST", "Johan Melin", "Draftbit", "CC BY 4.0", "recombined; no endorsement"):
        assert name in about()
