"""Every tab, stage and panel of the real window at its least size: keys reach all, and every form fits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QGraphicsView,
    QScrollArea,
    QSplitter,
    QStyle,
    QStyleOptionComboBox,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from playground.core import folders
from playground.core.recipe import change
from playground.paradigms.cards import rules
from playground.runtimes import exact
from playground.runtimes.catalogue import catalogue
from playground.ui import tabs
from playground.ui.shell.desk import COLUMNS, CONTROLS
from playground.ui.shell.session import Session, SessionFile
from playground.ui.shell.window import Window
from playground.ui.stage.tab import StagedTab
from playground.ui.widgets.scrolled import Whole
from playground.ui.widgets.theme import themes

pytestmark = pytest.mark.qt

LEAST = (1000, 680)
FRAMED = (984, 640)
"""What the frames of window managers leave of a screen of 1000 × 700 pixels."""
FOUND = catalogue(folders.model_folders(()), rules())
ENTRIES = tabs.worth_visiting(tabs.discover(), (entry.card for entry in FOUND.entries))
NAMES = [entry.name for entry in ENTRIES]
each_tab = pytest.mark.parametrize("name", NAMES, scope="module")
each_family = pytest.mark.parametrize("name", [name for name in NAMES if name != "compare"], scope="module")
_ROUNDED = 2
"""Pixels by which a style and a layout may differ."""
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(scope="module")
def cards() -> Any:
    return exact.beside(entry.card for entry in FOUND.entries)


@contextmanager
def opened(folder: Path, cards: Any) -> Iterator[Window]:
    """A window of the least size with every tab and model; nothing computes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folders, "user_data", lambda: folder / "data")
        window = Window(ENTRIES, cards, SessionFile(folder / "settings"), Session(size=LEAST))
        window.show()
        yield window
        window.close()
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, cards: Any) -> Iterator[Window]:
    with opened(tmp_path, cards) as window:
        yield window


@pytest.fixture(scope="module")
def of_tab(
    name: str, qapp: QApplication, tmp_path_factory: pytest.TempPathFactory, cards: Any
) -> Iterator[Window]:
    """One window for all tests of a tab, since to build a tab takes longest."""
    with opened(tmp_path_factory.mktemp(name), cards) as window:
        yield window


@pytest.fixture
def shared(qtbot: QtBot, of_tab: Window) -> Iterator[Window]:
    """The same, which goes back to its first measures after each test."""
    least = of_tab.minimumSize()
    yield of_tab
    themes().set_scale(1.0)
    of_tab.setMinimumSize(least)
    of_tab.resize(*LEAST)
    of_tab.desk.set_columns(COLUMNS)
    settle()


def open_tab(window: Window, name: str) -> StagedTab:
    tab = window.desk.visit(name)
    assert isinstance(tab, StagedTab)
    window.desk.finish(name)
    settle()
    return tab


def settle() -> None:
    """Let layouts in layouts come to rest."""
    for _ in range(6):
        QApplication.processEvents()


def panel(tab: StagedTab) -> str:
    """The title of the open panel, if there are any."""
    bar = getattr(tab.stage, "panel_bar", None)
    return "" if bar is None else str(bar.tabText(bar.currentIndex()))


def places(window: Window, name: str) -> Iterator[tuple[StagedTab, str]]:
    """Go through all stages and panels of a tab by keys; gives the tab and where it is."""
    tab = open_tab(window, name)
    for _stage in tab.titles:
        first = panel(tab)
        while True:
            yield tab, f"{tab.title}, {tab.titles[tab.store.state.stage]}, {panel(tab)}"
            window.commands["next-panel"].trigger()
            settle()
            if panel(tab) == first:
                break
        window.commands["next-stage"].trigger()
        settle()


def press(qtbot: QtBot, window: Window, key: Qt.Key, modifier: Any = CONTROL) -> None:
    # What draws by OpenGL has the window made anew, and this platform then forgets which one is active.
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(QApplication.focusWidget() or window, key, modifier)
    QApplication.processEvents()


@each_tab
def test_keys_go_round_the_stages_and_the_panels_of_each(qtbot: QtBot, shared: Window, name: str) -> None:
    tab = open_tab(shared, name)
    begin = tab.store.state.stage
    stages = list(tab.titles)
    at = stages.index(begin)
    for step in range(1, len(stages) + 1):
        press(qtbot, shared, Qt.Key.Key_Tab)
        assert tab.store.state.stage == stages[(at + step) % len(stages)]
        bar = getattr(tab.stage, "panel_bar", None)
        titles = [] if bar is None else [bar.tabText(index) for index in range(bar.count())]
        seen, back = [], []
        for _ in titles:
            seen.append(panel(tab))
            press(qtbot, shared, Qt.Key.Key_PageDown)
        assert sorted(seen) == sorted(titles)
        for _ in titles:
            press(qtbot, shared, Qt.Key.Key_PageUp)
            back.append(panel(tab))
        assert back == seen[::-1]
        assert titles or not tab.walk_panels(1)
    assert tab.store.state.stage == begin
    press(qtbot, shared, Qt.Key.Key_Backtab, CONTROL | SHIFT)
    assert tab.store.state.stage == stages[at - 1]
    shared.undo.undo()
    assert tab.store.state.stage == begin


def accepts(view: QGraphicsView, data: QMimeData) -> bool:
    """Whether a plot takes what is dragged over it."""
    there = view.viewport()
    while not there.acceptDrops():  # Qt tells none but these
        there = there.parentWidget()
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(there, enter)
    QApplication.sendEvent(there, QDragLeaveEvent())
    return enter.isAccepted()


@each_tab
def test_everywhere_plots_leave_what_is_dragged_to_the_window_nothing_is_squeezed_and_reset_stays(
    qtbot: QtBot, shared: Window, name: str, qtlog: Any, tmp_path: Path
) -> None:
    """One walk for all, since to build a tab takes longest.

    In the least window nothing is lower than it must be, and choices are read whole; a reset keeps the open
    stage and panel, and all that is not open.
    """
    text, file = QMimeData(), QMimeData()
    text.setText("0.5")
    file.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.png"))])
    seen: set[QGraphicsView] = set()
    for tab, place in places(shared, name):
        rests(qtbot, place, lambda tab=tab: squeezed(tab) + unread(shared))  # type: ignore[misc]
        for view in {each for each in tab.findChildren(QGraphicsView) if each.isVisible()} - seen:
            seen.add(view)
            assert accepts(view, file) and not accepts(view, text), place
        state = tab.store.state
        before = tab.titles[state.stage], panel(tab)
        shared.commands["reset"].trigger()
        settle()
        assert (tab.titles[tab.store.state.stage], panel(tab)) == before
        others = [stage for stage in tab.titles if stage != state.stage]
        assert all(getattr(tab.store.state, stage) == getattr(state, stage) for stage in others)
    assert seen
    assert [each.message for each in qtlog.records if "drag" in each.message] == []


def test_reset_brings_the_controls_of_the_open_stage_back(window: Window) -> None:
    tab = open_tab(window, "nflow")
    first = tab.store.state
    run = change(first.lab.run, learning_rate=0.05)
    lab = change(first.lab, run=run)
    images = first.images.with_values(temperature=0.2, panel="scales")
    tab.store.replace("edit", change(first, stage="images", lab=lab, images=images))
    window.commands["reset"].trigger()
    assert tab.store.state == change(
        first, stage="images", lab=lab, images=change(first.images, panel="scales")
    )
    window.commands["undo"].trigger()
    assert tab.store.state.images == images


def test_images_and_the_race_have_panels(window: Window) -> None:
    with_panels = set()
    for name in NAMES:
        tab = open_tab(window, name)
        for stage in tab.titles:
            if getattr(tab.open_stage(stage), "panel_bar", None) is not None:
                with_panels.add((name, stage))
    images = {(name, "images") for name in NAMES if name != "compare"}
    assert with_panels == images | {("compare", "race")}


@each_family
def test_all_panels_are_in_sight_and_their_titles_are_whole_in_a_window_of_1280_pixels(
    shared: Window, name: str
) -> None:
    tab = open_tab(shared, name)
    tab.store.replace("images", change(tab.store.state, stage="images"))
    settle()
    bar = tab.stage.panel_bar
    assert bar.isVisible()
    assert not any(button.isVisible() for button in bar.findChildren(QToolButton))
    assert bar.tabRect(bar.count() - 1).right() < bar.width()
    if name in ("vae", "words"):  # they have more panels than have room for their titles
        return
    shared.resize(1280, 800)
    settle()
    assert [bar.tabText(index) for index in range(bar.count())] == [
        bar.title(index) for index in range(bar.count())
    ]


def test_it_is_said_where_there_are_no_panels(qtbot: QtBot, window: Window) -> None:
    tab = open_tab(window, "gan")
    tab.store.edit("lab", stage="lab")
    press(qtbot, window, Qt.Key.Key_PageDown)
    assert window.status.currentMessage() == "There are no other panels here."


def least_width(widget: QWidget) -> int:
    """Pixels without which a control's text or arrows are cut."""
    if isinstance(widget, QAbstractButton) and widget.text() and not isinstance(widget, QToolButton):
        return widget.minimumSizeHint().width()
    return widget.minimumSizeHint().width() if isinstance(widget, QAbstractSpinBox | QComboBox) else 0


def too_wide(window: Window) -> list[str]:
    """What of the open form reaches out of its column, or has less width than it needs."""
    column = window.desk.splitter.widget(CONTROLS)
    areas = (each for each in column.findChildren(QScrollArea) if each.accessibleName() == "Controls")
    (area,) = (each for each in areas if each.isVisible())
    room, form = area.viewport().width(), area.widget()
    found = [f"the form: {form.width()} of {room}"] if form.width() > room else []
    for control in form.findChildren(QWidget):
        right = control.mapTo(form, control.rect().topRight()).x()
        if control.isVisible() and (right >= room or control.width() < least_width(control)):
            found.append(f"{control.accessibleName()}: {control.width()}, to {right} of {room}")
    return found


def rests(qtbot: QtBot, place: str, find: Callable[[], list[str]]) -> None:
    """Fail unless nothing is found once the layouts have come to rest, which takes them some turns."""

    def nothing() -> None:
        found = find()
        assert found == [], (place, found)

    qtbot.waitUntil(nothing)


@pytest.mark.parametrize("scale", [1.0, 1.25])
@each_tab
def test_no_form_is_wider_than_its_column(qtbot: QtBot, shared: Window, name: str, scale: float) -> None:
    themes().set_scale(scale)
    # As narrow as the mouse can make it.
    shared.desk.set_columns((1, *COLUMNS[1:]))
    for _tab, place in places(shared, name):
        rests(qtbot, place, lambda: too_wide(shared))


def squeezed(root: QWidget) -> list[str]:
    """What has less height than it needs, of everything that stands in a layout or a splitter."""
    found = []
    for widget in root.findChildren(QWidget):
        parent = widget.parentWidget()
        arranged = isinstance(parent, QSplitter) or (
            parent is not None and (layout := parent.layout()) is not None and layout.indexOf(widget) >= 0
        )
        needed = widget.minimumHeight() or min(widget.minimumSizeHint().height(), widget.maximumHeight())
        if arranged and widget.isVisible() and widget.height() < needed - _ROUNDED:
            found.append(f"{type(widget).__name__} {widget.accessibleName()}: {widget.height()} of {needed}")
    return found


def scrolled_sideways(window: Window) -> list[str]:
    """Stages that need more width than there is."""
    areas = (each for each in window.findChildren(Whole) if each.isVisible())
    return [
        f"{needed} of {area.viewport().width()}"
        for area in areas
        if (needed := area.widget().minimumSizeHint().width()) > area.viewport().width()
    ]


@each_family
def test_no_panel_is_scrolled_sideways_where_a_frame_takes_some_of_a_small_screen(
    qtbot: QtBot, shared: Window, name: str
) -> None:
    shared.setMinimumSize(0, 0)
    shared.resize(*FRAMED)
    for _tab, place in places(shared, name):
        rests(qtbot, place, lambda: scrolled_sideways(shared))


def unread(window: Window) -> list[str]:
    """Choices in the form of which not all can be read."""
    found = []
    for box in window.desk.splitter.widget(CONTROLS).findChildren(QComboBox):
        control, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = box.style().subControlRect(control, style_option(box), part, box).width()
        if box.isVisible() and box.fontMetrics().horizontalAdvance(box.currentText()) > room:
            found.append(box.currentText())
    return found


def style_option(box: QComboBox) -> QStyleOptionComboBox:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    return option
