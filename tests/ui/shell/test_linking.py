"""Links lead to lessons and to what is open, in the window that ships."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QInputDialog, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from playground.core import folders
from playground.core.links import StateLink, write_link
from playground.core.recipe import change, decode, from_json, written
from playground.paradigms.cards import rules
from playground.paradigms.league.recipes import League
from playground.runtimes.catalogue import catalogue
from playground.ui import tabs
from playground.ui.explain.content import load_lessons
from playground.ui.shell.linking import told
from playground.ui.shell.session import Session, SessionFile
from playground.ui.shell.window import Window
from playground.ui.stage.tab import StagedTab
from playground.ui.state.controls import Controlled, controls

pytestmark = pytest.mark.qt

OLD = (Path(__file__).parents[2] / "paradigms" / "league" / "written" / "recipe-0.1.json").read_text("utf-8")


LOST = {
    "vae": b'{"kind":"vae-tab","stage":"images","images":{"kind":"vae-images","panel":"nowhere"}}',
    "compare": b'{"kind":"compare-tab","stage":"race","race":'
    b'{"kind":"compare-race-stage","panel":"nowhere"}}',
}
"""States with a panel that there is not."""
WHY = "The recipe cannot be read: Invalid enum value 'nowhere' - at `$.{}.panel`."


@pytest.fixture
def session() -> Session:
    return Session(tab="vae")


@pytest.fixture
def window(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, session: Session
) -> Iterator[Window]:
    monkeypatch.setattr(folders, "user_data", lambda: tmp_path / "data")
    cards = tuple(entry.card for entry in catalogue(folders.model_folders(()), rules()).entries)
    window = Window(tabs.discover(), cards, SessionFile(tmp_path / "settings"), session)
    window.show()
    window.open_last_tab()
    yield window
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def sentences(window: Window) -> str:
    return "\n".join(message.sentence for message in window.messages.messages)


def test_what_is_open_comes_back_from_its_link_and_nothing_else_changes(window: Window) -> None:
    tab = window.desk.visit("diffusion")
    assert tab is not None
    first = tab.store.state
    shown = change(first, stage="images", images=first.images.with_values(steps=17, seed=5, panel="denoise"))
    tab.store.load(shown)
    window.commands["copy-link"].trigger()
    text = QGuiApplication.clipboard().text()
    assert text.startswith("playground:diffusion/") and len(text) < 600
    tab.store.load(change(first, lab=change(first.lab, run=change(first.lab.run, seed=9))))
    window.desk.visit("vae")
    window.commands["open-link"].trigger()
    assert window.desk.current is tab and tab.store.state.images == shown.images
    assert tab.store.state.stage == "images" and tab.store.state.lab.run.seed == 9
    window.undo.undo()
    assert tab.store.state.images == first.images and window.desk.current is window.desk.tabs["vae"]


def test_every_tab_gives_a_link_that_leads_back(window: Window) -> None:
    for name in window.desk.names:
        tab = window.desk.visit(name)
        assert tab is not None
        before = tab.store.state
        window.commands["copy-link"].trigger()
        window.commands["open-link"].trigger()
        assert tab.store.state == before and not window.messages.messages


def test_a_link_holds_all_that_is_open_since_what_is_usual_may_change(window: Window) -> None:
    for name in window.desk.names:
        tab = window.desk.tab_of(name)
        assert tab is not None
        state = tab.store.state
        part, said = getattr(state, state.stage), told(state)[state.stage]
        if isinstance(part, Controlled):
            assert said.keys() == {"kind", *controls(type(part))}
            assert decode(msgspec.json.encode(said), (type(part),)) == part
        else:
            assert said == written(state)[state.stage]


def test_a_link_of_version_01_is_read_as_it_was_meant(window: Window) -> None:
    tab = window.desk.visit("compare")
    assert tab is not None
    league = change(tab.store.state.league, run=from_json(OLD, (League,))[0])
    document = told(change(tab.store.state, stage="league"))
    document["league"]["run"] = msgspec.json.decode(OLD)["recipe"]
    window.linker.open(write_link(StateLink("compare", msgspec.json.encode(document))))
    assert not window.messages.messages and tab.store.state.league == league


def test_a_lesson_has_a_link_on_its_card(window: Window) -> None:
    window.desk.finish("vae")
    name = "Copy link: Find the border"
    named = {each.accessibleName(): each for each in window.findChildren(QToolButton)}
    named["Find the border"].click()
    next(each for each in window.findChildren(QToolButton) if each.accessibleName() == name).click()
    assert QGuiApplication.clipboard().text() == "playground:lesson/vae/border"
    window.desk.visit("gan")
    window.commands["open-link"].trigger()
    tab = window.desk.current
    assert tab is window.desk.tabs["vae"] and tab.guide is not None and tab.guide.current is not None
    assert tab.guide.current.id == "border" and window.undo.undoText() == "Try “Find the border”"
    assert any(each.text() == "Show the answer" for each in window.findChildren(QPushButton))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("playground:lesson/vae/nothing", "no lesson"),
        ("playground:nothing/eJyrrgUAAXUA-Q", "not here"),
        ("playground:lesson/gan/nothing", "no lesson"),
        ("playground:vae/eJyrrgUAAX", "damaged"),
        (write_link(StateLink("gan", b'{"stage":"moon"}')), "cannot be read"),
        (write_link(StateLink("vae", b"[]")), "cannot be read"),
        (write_link(StateLink("vae", LOST["vae"])), WHY.format("images")),
        (write_link(StateLink("compare", LOST["compare"])), WHY.format("race")),
    ],
)
def test_a_link_that_leads_nowhere_is_told_of(window: Window, text: str, why: str) -> None:
    before = window.desk.tabs["vae"].store.state
    window.linker.open(text)
    assert why in sentences(window) and window.desk.tabs["vae"].store.state == before
    assert window.desk.current is window.desk.tabs["vae"] and not window.undo.canUndo()


@pytest.mark.parametrize(
    "session", [Session(tab="vae", tabs={name: msgspec.Raw(raw) for name, raw in LOST.items()})]
)
def test_a_session_with_a_panel_that_there_is_not_starts_anew(window: Window) -> None:
    for name, stage in (("vae", "images"), ("compare", "race")):
        tab = window.desk.visit(name)
        assert isinstance(tab, StagedTab) and tab.store.state == tab.first_state()
        assert f"{tab.title} cannot be shown, so it starts anew. {WHY.format(stage)}" in sentences(window)


def test_a_lesson_on_a_panel_that_there_is_not_is_refused(window: Window) -> None:
    tab = window.desk.tabs["vae"]
    window.desk.finish("vae")
    lesson = replace(load_lessons("vae")[0], preset={"stage": "images", "images": {"panel": "nowhere"}})
    assert tab.guide is not None
    tab.guide.choose(lesson)
    assert "cannot be shown: Invalid enum value 'nowhere'" in sentences(window)
    assert not window.undo.canUndo()


def test_where_no_link_was_copied_one_is_asked_for(window: Window) -> None:
    QGuiApplication.clipboard().setText("something else")
    window.commands["open-link"].trigger()
    dialog = window.findChild(QInputDialog)
    assert dialog is not None
    dialog.setTextValue("playground:lesson/flow/crossing")
    dialog.accept()
    assert window.undo.undoText() == "Try “Lines meet, paths do not”"
