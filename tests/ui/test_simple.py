"""Simple: few controls at first sight of a tab, all of them at a key, and none that is named out of reach."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
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
from playground.paradigms.cards import rules
from playground.runtimes import exact
from playground.runtimes.catalogue import catalogue
from playground.ui import tabs
from playground.ui.shell.desk import CONTROLS, EXPLANATION, VIEWS
from playground.ui.shell.session import Session, SessionFile
from playground.ui.shell.window import Window
from playground.ui.stage.spec import IMAGES
from playground.ui.stage.tab import StagedTab

pytestmark = pytest.mark.qt

MOST, MOST_AT_THE_RIGHT = 16, 6
SIZES = (1280, 800), (1000, 700)
FOUND = catalogue(folders.model_folders(()), rules())
ENTRIES = tabs.worth_visiting(tabs.discover(), (entry.card for entry in FOUND.entries))
DONE = ["vae", "gan"]
"""Tabs of which every panel says what is left in Simple, and the first panel's is counted."""


@pytest.fixture(params=SIZES, ids=str)
def window(
    request: pytest.FixtureRequest, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    monkeypatch.setattr(folders, "user_data", lambda: tmp_path / "data")
    cards = exact.beside(entry.card for entry in FOUND.entries)
    session = Session(size=request.param, simple={})
    window = Window(ENTRIES, cards, SessionFile(tmp_path / "settings"), session)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


def opened(window: Window, name: str, qtbot: QtBot) -> StagedTab:
    """A tab at its Images stage, with all that stands beside it."""
    tab = window.desk.visit(name)
    assert isinstance(tab, StagedTab)
    window.desk.finish(name)
    tab.store.load(change(tab.store.state, stage=IMAGES))
    for _ in range(6):
        qtbot.wait(0)
    return tab


def controls(place: QWidget) -> list[str]:
    """What can be hit or reached by key: each tab of a bar and each link by itself."""
    found: list[str] = []
    for widget in (place, *place.findChildren(QWidget)):
        inner = isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox)
        if not widget.isVisible() or inner or isinstance(widget, QScrollArea | QScrollBar):
            continue
        by_key = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
        if isinstance(widget, QTabBar):
            found += [widget.tabText(at) for at in range(widget.count()) if widget.isTabVisible(at)]
        elif isinstance(widget, QLabel):
            found += [widget.text()] * (widget.text().count("](") + widget.text().count("<a "))
        elif isinstance(widget, QAbstractButton) or by_key:
            found.append(f"{type(widget).__name__} {widget.accessibleName() or widget.toolTip()}")
    return found


@pytest.mark.parametrize("name", DONE)
def test_little_is_seen_at_first_and_all_of_it_at_a_key(window: Window, qtbot: QtBot, name: str) -> None:
    opened(window, name, qtbot)
    left, middle, right = (window.desk.splitter.widget(at) for at in (CONTROLS, VIEWS, EXPLANATION))
    most = [each for place in (left, middle, window.transport) for each in controls(place)]
    assert len(most) <= MOST, most
    assert len(controls(right)) <= MOST_AT_THE_RIGHT, controls(right)
    window.commands["all-controls"].trigger()
    qtbot.wait(0)
    full = [each for place in (left, middle, window.transport) for each in controls(place)]
    print(name, window.width(), len(most), len(controls(right)), len(full))
    assert len(full) > len(most) and set(most) <= set(full), full
