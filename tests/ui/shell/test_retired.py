"""What 0.1 wrote of a panel that is gone opens as the nearest that there is, and one sentence says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from playground.core import folders
from playground.core.links import StateLink, write_link
from playground.core.recipe import FORMAT
from playground.export.images import png
from playground.export.metadata import read_recipe
from playground.export.pictures import Layout
from playground.export.verify import refusal_of
from playground.paradigms.cards import rules
from playground.paradigms.words.recipes import NO_SUMS, Sample
from playground.runtimes.catalogue import catalogue
from playground.ui import tabs
from playground.ui.shell.session import Session, SessionFile
from playground.ui.shell.window import Window

pytestmark = pytest.mark.qt

TEXTS = {"prompt": "red heart", "minus": "red circle", "plus": "blue circle", "expected": "blue heart"}
SUM = {**TEXTS, "space": "prediction", "style": "noto", "steps": 9, "guidance": 2.0, "seed": 7}
LINES = "\n".join(TEXTS.values())
STATE = {
    "kind": "words-tab", "stage": "images",
    "images": {"kind": "words-images", "panel": "sums", **SUM, "few": 5, "count": 2},
}  # fmt: skip

Opened = Callable[[Session], Window]


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    """Opens a window with a session."""
    monkeypatch.setattr(folders, "user_data", lambda: tmp_path / "data")
    cards = tuple(entry.card for entry in catalogue(folders.model_folders(()), rules()).entries)
    windows = []

    def open_window(session: Session) -> Window:
        window = Window(tabs.discover(), cards, SessionFile(tmp_path / "settings"), session)
        windows.append(window)
        window.show()
        window.open_last_tab()
        return window

    yield open_window
    for window in windows:
        window.close()
        window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A picture of sums as 0.1 exported it."""
    document: dict[str, Any] = {
        "format": FORMAT,
        "version": 1,
        "facts": {"retired": "foreign", **Layout().facts()},
    }
    document["recipe"] = {"kind": "words-sum", "model": "emoji-words", "count": 5, **SUM}
    path = tmp_path / "sum.png"
    path.write_bytes(png(np.zeros((3, 2, 2), np.uint8), msgspec.json.encode(document).decode()))
    return path


def assert_opened(window: Window) -> None:
    images: Any = window.desk.tabs["words"].store.state.images  # type: ignore[attr-defined]
    asked = window.desk.tabs["words"].stage.scene.recipe("samples")
    wanted = Sample(model="emoji-words", prompt=LINES, style="noto", steps=9, guidance=2.0, seed=7, count=5)
    assert images.panel == "prompt" and asked == wanted
    assert [message.sentence for message in window.messages.messages] == [NO_SUMS]


def test_a_session_of_sums_comes_back_as_a_prompt_of_their_texts(opened: Opened) -> None:
    state = msgspec.Raw(msgspec.json.encode(STATE))
    assert_opened(opened(Session(tab="words", tabs={"words": state})))


def test_a_link_to_sums_leads_to_a_prompt_of_their_texts(opened: Opened) -> None:
    window = opened(Session(tab="words"))
    window.linker.open(write_link(StateLink("words", msgspec.json.encode(STATE))))
    assert_opened(window)


def test_a_picture_of_sums_opens_as_a_prompt_of_their_texts(
    qtbot: QtBot, opened: Opened, picture: Path
) -> None:
    window = opened(Session(tab="vae"))
    window.opener.open(picture)
    qtbot.waitUntil(lambda: not window.opener.busy)
    buttons = {each.text(): each for each in window.messages.messages[0].findChildren(QAbstractButton)}
    assert "Compare" not in buttons
    buttons["Apply"].click()
    assert_opened(window)


def test_a_picture_of_sums_is_not_compared_with_what_is_drawn_now(picture: Path) -> None:
    recipe, facts = read_recipe(picture)
    assert isinstance(recipe, Sample) and recipe.prompt == LINES
    assert NO_SUMS in str(refusal_of(picture, recipe, facts))
