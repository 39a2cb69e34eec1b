"""The Studio in the window: its place, the mark that a training runs, and what comes back later."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QListWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from playground.core.resources import Placement
from playground.engine import protocol
from playground.studio.training_folders import Plan
from playground.ui.shell.session import Session
from playground.ui.shell.window import Window
from playground.ui.studio.page import StudioPage
from playground.ui.widgets.theme import themes
from tests.support.played_training import Played
from tests.ui.conftest import Desktop
from tests.ui.sketch import SpotsTab
from tests.ui.test_every_tab import least_width, rests, scrolled_sideways, squeezed

pytestmark = pytest.mark.qt

LEAST = (1000, 680)


@pytest.fixture
def at_work(played: Played) -> Iterator[Played]:
    played.tell(measured={"bits_per_dim": 3.4, "kernel_distance": 0.02}, sentence="It learns.")
    with played.at_work():
        yield played


def studio(window: Window) -> StudioPage:
    page = window.desk.show_place("studio")
    assert isinstance(page, StudioPage)
    return page


def test_it_is_made_when_it_is_visited_and_leaves_the_tabs_as_they_were(
    window: Window, tab: SpotsTab
) -> None:
    assert window.findChildren(StudioPage) == []
    window.commands["go-studio"].trigger()
    assert window.findChild(StudioPage).isVisible() and not window.transport.isVisible()
    assert window.windowTitle().startswith("Studio")
    window.desk.visit(tab.name)
    assert not window.findChild(StudioPage).isVisible() and window.desk.current is tab


def test_devices_are_offered_once_they_are_known(qtbot: QtBot, desktop: Desktop, played: Played) -> None:
    window = desktop.open(Session(tab="studio"))
    device = studio(window).new.form.device
    assert device.box.findData("cuda") < 0
    window.link.message.emit(protocol.Ready(1, (Placement("torch", "cpu"), Placement("torch", "cuda"))))
    assert device.box.findData("cuda") >= 0


def test_a_training_is_marked_while_one_is_elsewhere_and_the_mark_leads_to_it(
    qtbot: QtBot, window: Window, tab: SpotsTab, at_work: Played
) -> None:
    window.studio.trainings.look()
    qtbot.waitUntil(lambda: window.status.ongoing.text() == "Training drawings-flow: 30%")
    qtbot.mouseClick(window.status.ongoing, Qt.MouseButton.LeftButton)
    assert window.findChild(StudioPage).isVisible()
    qtbot.waitUntil(lambda: not window.status.ongoing.isVisible())
    window.desk.visit(tab.name)
    qtbot.waitUntil(window.status.ongoing.isVisible)


def test_the_chosen_training_is_shown_again_at_the_next_start(
    qtbot: QtBot, desktop: Desktop, at_work: Played
) -> None:
    Played(Plan(name="another", family="gan", data="drawings"))
    window = desktop.open()
    page = studio(window)
    qtbot.waitUntil(lambda: page.list.count() == 2)
    page.list.chosen.emit("drawings-flow")
    qtbot.waitUntil(page.detail.isVisible)
    desktop.close(window)
    page = desktop.open().findChild(StudioPage)
    qtbot.waitUntil(lambda: page.detail.isVisible() and page.detail.title.said == "drawings-flow")


def test_data_are_trained_on_from_where_they_are_listed(qtbot: QtBot, window: Window) -> None:
    assert window.dialogs.train_on is not None
    window.dialogs.train_on("drawings")
    page = window.findChild(StudioPage)
    qtbot.waitUntil(lambda: page.new.form.plan() is not None)


def controls(page: QWidget) -> list[QWidget]:
    kinds = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QListWidget)
    own = (each for each in page.findChildren(QWidget) if isinstance(each, kinds) and each.isVisible())
    within = (QAbstractSpinBox, QComboBox)
    whole = (each for each in own if not isinstance(each.parentWidget(), within))
    return [each for each in whole if each.focusPolicy() != Qt.FocusPolicy.NoFocus]


def nameless(page: QWidget) -> list[str]:
    return [
        type(each).__name__
        for each in controls(page)
        if not (each.accessibleName() or (isinstance(each, QAbstractButton) and each.text()))
    ]


def narrow(page: QWidget) -> list[str]:
    return [each.accessibleName() for each in controls(page) if each.width() < least_width(each)]


@pytest.mark.parametrize("scale", [1.0, 1.4])
def test_all_has_room_and_a_name_and_is_reached_by_keys_in_the_least_window(
    qtbot: QtBot, desktop: Desktop, at_work: Played, scale: float
) -> None:
    window = desktop.open(Session(tab="studio", training="drawings-flow", size=LEAST))
    themes().set_scale(scale)
    page = window.findChild(StudioPage)
    for show, shown in (
        (page.add.click, page.new.start),
        (lambda: page.list.chosen.emit("drawings-flow"), page.detail),
    ):
        qtbot.waitUntil(lambda: page.list.count() == 1)
        show()
        qtbot.waitUntil(shown.isVisible)
        rests(qtbot, f"at {scale}", lambda: squeezed(page) + scrolled_sideways(window) + narrow(page))
        assert nameless(page) == []
        reached, wanted = set[QWidget](), {each for each in controls(page) if each.isEnabled()}
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        page.add.setFocus()
        for _ in range(3 * len(wanted)):
            focus = QApplication.focusWidget()
            assert focus is not None
            reached.add(focus)
            qtbot.keyClick(focus, Qt.Key.Key_Tab)
        assert {each for each in wanted if each not in reached and each.focusProxy() is None} == set()


def test_it_wears_every_theme(qtbot: QtBot, desktop: Desktop, at_work: Played) -> None:
    window = desktop.open(Session(tab="studio", training="drawings-flow", size=LEAST))
    page = window.findChild(StudioPage)
    qtbot.waitUntil(page.detail.isVisible)

    def ground() -> int:
        return window.grab().toImage().pixelColor(500, 120).lightness()

    themes().prefer("dark")
    qtbot.waitUntil(lambda: ground() < 80)
    themes().prefer("light")
    qtbot.waitUntil(lambda: ground() > 200)
