"""Simple: few controls at first sight of a tab, all of them at a key, and none that is named out of reach."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QScrollArea,
    QScrollBar,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from playground.core import folders
from playground.core.recipe import change
from playground.runtimes import exact
from playground.ui.explain.staged import _NAMED
from playground.ui.shell.desk import CONTROLS, EXPLANATION, VIEWS
from playground.ui.shell.session import FIRST, Session, SessionFile, parse
from playground.ui.shell.window import Window
from playground.ui.stage.panels import MOST_PANELS
from playground.ui.stage.spec import IMAGES, LAB
from playground.ui.stage.tab import StagedTab
from tests.ui.test_every_tab import ENTRIES, FOUND, open_tab, settle

pytestmark = pytest.mark.qt

MOST, MOST_AT_THE_RIGHT = 16, 6
MOST_CONTROLS = 3
DONE = ["vae", "gan", "diffusion", "flow", "consistency", "nflow", "words"]
"""Tabs whose first panel of pictures says what is left of it."""
LABS = DONE[:-1]
"""Tabs with a lab, which opens first."""


@contextmanager
def opened(folder: Path) -> Iterator[Window]:
    """A window with every tab and model, opened for the first time; nothing computes."""
    cards = exact.beside(entry.card for entry in FOUND.entries)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folders, "user_data", lambda: folder / "data")
        window = Window(ENTRIES, cards, SessionFile(folder / "settings"), FIRST)
        window.show()
        yield window
        window.close()
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture(scope="module")
def shared(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """One window for all tests, since to build its tabs takes longest."""
    with opened(tmp_path_factory.mktemp("simple")) as window:
        yield window


@pytest.fixture
def window(qtbot: QtBot, shared: Window) -> Window:
    """The same with every tab in Simple."""
    for tab in shared.desk.tabs.values():
        shared._set_simple(tab, True)
    return shared


def opened_at(window: Window, name: str, stage: str = IMAGES) -> StagedTab:
    """A tab at its first panel of pictures, or at its lab."""
    tab = open_tab(window, name)
    first: Any = tab.first_state()
    tab.store.load(change(first, stage=stage))
    settle()
    return tab


def controls(place: QWidget | None) -> list[str]:
    """What can be hit or reached by key: each tab of a bar and each link by itself."""
    found: list[str] = []
    for widget in [] if place is None else place.findChildren(QWidget):
        inner = isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox)
        if not widget.isVisible() or inner or isinstance(widget, QScrollArea | QScrollBar):
            continue
        label = widget.parentWidget().testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        if label and widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        by_key = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
        if isinstance(widget, QTabBar):
            found += [widget.tabText(at) for at in range(widget.count()) if widget.isTabVisible(at)]
        elif isinstance(widget, QLabel):
            found += [widget.text()] * (widget.text().count("](") + widget.text().count("<a "))
        elif isinstance(widget, QAbstractButton) or by_key:
            found.append(f"{type(widget).__name__} {widget.accessibleName() or widget.toolTip()}")
    return found


def sides(window: Window) -> tuple[list[str], list[str]]:
    """What can be hit at the left, in the middle and in the transport, and at the right."""
    left, middle, right = (window.desk.splitter.widget(at) for at in (CONTROLS, VIEWS, EXPLANATION))
    return [each for place in (left, middle, window.transport) for each in controls(place)], controls(right)


@pytest.mark.parametrize("name", DONE)
@pytest.mark.parametrize("size", [(1280, 800), (1000, 700)])
def test_little_is_seen_at_first_and_all_of_it_at_a_key(
    window: Window, size: tuple[int, int], name: str
) -> None:
    window.resize(*size)
    tab = opened_at(window, name)
    few, right = sides(window)
    assert len(few) <= MOST, few
    assert len(right) <= MOST_AT_THE_RIGHT, right
    form, bar = tab.forms[IMAGES], tab.stage.panel_bar
    assert form.isVisible() and bar is not None
    shown = [at for at in range(bar.count()) if bar.isTabVisible(at)]
    assert len(shown) == min(bar.count(), MOST_PANELS if bar.count() == MOST_PANELS else MOST_PANELS - 1)
    window.commands["all-controls"].trigger()
    settle()
    full, all_right = sides(window)
    assert len(full) > len(few) and len(all_right) > len(right)
    assert all(bar.isTabVisible(at) for at in range(bar.count()))


@pytest.mark.parametrize("size", [(1280, 800), (1000, 700)])
@pytest.mark.parametrize("stage", ["quality", "table", "league", "race"])
def test_of_comparisons_little_is_seen_at_first_too(
    window: Window, stage: str, size: tuple[int, int]
) -> None:
    window.resize(*size)
    tab = opened_at(window, "compare", stage)
    few, right = sides(window)
    assert len(few) <= MOST, few
    assert len(right) <= MOST_AT_THE_RIGHT, right
    form = tab.forms[stage]
    shown = {field for field, editor in form.editors() if editor.isVisible()}
    assert 1 <= len(shown) <= MOST_CONTROLS
    window.commands["all-controls"].trigger()
    settle()
    every = {field for field, editor in form.editors() if editor.isVisible()}
    assert shown < every and len(sides(window)[0]) > len(few)


def test_a_lane_that_is_chosen_is_edited_in_simple_too(window: Window) -> None:
    tab = opened_at(window, "compare", "race")
    form: Any = tab.forms["race"]
    assert not form.candidates.isVisible()
    form.candidates.scene.act("Choose a lane", chosen=2)
    settle()
    assert form.candidates.isVisible()


@pytest.mark.parametrize("name", ["gan", "words"])
def test_stages_are_offered_where_there_are_several(window: Window, name: str) -> None:
    tab = opened_at(window, name)
    several = len(tab.titles) > 1
    assert several == (name != "words")
    for bare in (True, False):
        tab.set_bare(bare)
        assert tab.bar.isVisible() == (several and not bare)


def test_more_panels_stand_beside_the_few_and_are_gone_while_one_presents(window: Window) -> None:
    tab = opened_at(window, "gan")
    panels: Any = tab.stage.panels  # type: ignore[attr-defined]
    window.resize(1500, 800)
    settle()
    assert panels.more.isVisible() and 0 <= panels.more.x() - panels.bar.geometry().right() <= 2
    tab.set_bare(True)
    assert not panels.more.isVisible() and not panels.bar.isVisible()
    tab.set_bare(False)
    assert panels.more.isVisible() and panels.bar.isVisible()


@pytest.mark.parametrize("name", LABS)
@pytest.mark.parametrize("size", [(1280, 800), (1000, 700)])
def test_a_lab_is_one_plane_with_two_buttons_and_all_of_it_at_a_key(
    window: Window, size: tuple[int, int], name: str
) -> None:
    window.resize(*size)
    tab = opened_at(window, name, LAB)
    few, right = sides(window)
    assert len(few) <= MOST, few
    assert len(right) <= MOST_AT_THE_RIGHT, right
    lab: Any = tab.stage
    form: Any = tab.forms[LAB]
    shown = [plane for plane in lab.planes.planes.values() if plane.isVisible()]
    assert [button.isVisible() for button in lab.bar.buttons.values()] == [True, False, True]
    assert not form.data.choices.isVisible() and not form.points.isVisible()
    if lab.planes.field:
        assert shown == [lab.planes.large]
        assert shown[0].height() >= max(300, size[1] / 2)
    window.commands["all-controls"].trigger()
    settle()
    full, _all_right = sides(window)
    assert len(full) > len(few)
    assert form.data.choices.isVisible() and form.beside.isVisible() and lab.history.isVisible()
    assert all(heading.isVisible() for heading, _form in form._headings)


def test_another_data_set_is_chosen_from_those_that_a_button_opens(window: Window) -> None:
    tab = opened_at(window, "flow", LAB)
    editor: Any = tab.forms[LAB].data
    editor.opens.click()
    assert editor.choices.isVisible() and editor.choices.isWindow()
    editor.buttons.button(editor.field.choices.index("two-moons")).click()
    assert tab.store.state.lab.run.data == "two-moons"
    assert not editor.choices.isVisible() and "moons" in editor.opens.text().lower()
    window._set_simple(tab, False)
    settle()
    assert editor.choices.isVisible() and not editor.choices.isWindow()


@pytest.mark.parametrize("name", DONE)
def test_every_panel_leaves_some_of_its_controls_and_what_draws_anew(window: Window, name: str) -> None:
    tab = opened_at(window, name)
    first: Any = tab.store.state
    stage: Any = tab.stage
    for panel, spec in stage.spec.panels.items():
        tab.store.load(change(first, images=first.images.with_values(panel=panel)))
        settle()
        left = set(spec.simple.controls.split())
        form: Any = tab.forms[IMAGES]
        shown = {field for field, editor in form.editors() if editor.isVisible()}
        assert shown <= left <= {field for group in spec.controls for field in group.fields.split()}, panel
        assert len(left) <= MOST_CONTROLS, panel
        if spec.simple.action is not None and spec.simple.action.title.startswith("New "):
            before = tab.store.state
            form.action.click()
            assert tab.store.state != before, panel


@pytest.mark.parametrize("name", ["vae", "gan"])
def test_what_a_lesson_names_is_there_in_simple(window: Window, name: str) -> None:
    tab = opened_at(window, name)
    assert tab.guide is not None
    for lesson in tab.guide.order.lessons:
        window._set_simple(tab, True)
        tab.guide.choose(lesson)
        settle()
        form = tab.forms[tab.store.state.stage]
        named = _NAMED.findall(f"{lesson.text} {lesson.look_for}")
        shown = {field for field, editor in form.editors() if editor.isVisible()}
        window._set_simple(tab, False)
        settle()
        needed = {field for field, each in form.editors() if each.isVisible() and each.field.title in named}
        assert needed <= shown, lesson.title


def test_it_is_remembered_for_each_tab_and_older_sessions_show_all(window: Window) -> None:
    open_tab(window, "vae")
    window.commands["all-controls"].trigger()
    kept = window._gather(Session()).simple
    assert kept is not None and not kept["vae"] and kept["gan"]
    older = parse(b'{"format": "playground-session", "version": 2}')
    assert older.simple is None and FIRST.simple == {}
