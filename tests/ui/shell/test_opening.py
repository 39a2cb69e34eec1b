"""What is dropped or opened is offered to be applied or compared; anything else is one sentence."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from playground.core.recipe import MAX_BYTES, Recipe, to_json
from playground.export import metadata
from playground.export.atomic import write_card
from playground.export.images import png
from playground.export.pictures import Layout
from playground.paradigms.race.recipes import Race
from playground.paradigms.vae_images import recipes as vae
from playground.ui.shell.opening import Opener
from playground.ui.shell.window import Window
from playground.ui.tab import Tab
from playground.ui.widgets.messages import MessageBar
from tests.support.fakes import make_card
from tests.ui.conftest import Desktop

pytestmark = pytest.mark.qt


class Stage:
    """An opener, its message bar, and a tab that notes what reaches it."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self.root = QWidget()
        qtbot.addWidget(self.root)
        self.bar = MessageBar(self.root, self.root)
        self.visited: list[str] = []
        self.folders: list[Path] = []
        self.accepted: list[Recipe] = []
        self.compared: list[tuple[Recipe, Path]] = []
        self.willing = True
        self.opener = Opener(self.bar, self._visit, self.folders.append, self.root)

    def open(self, path: Path) -> None:
        """Open a file and wait until it has been read."""
        self.opener.open(path)
        self._qtbot.waitUntil(lambda: not self.opener.busy)

    def choose(self, text: str) -> None:
        next(
            button for button in self.bar.messages[0].findChildren(QAbstractButton) if button.text() == text
        ).click()

    def accept(self, recipe: Recipe) -> bool:
        self.accepted.append(recipe)
        return self.willing

    def compare(self, recipe: Recipe, path: Path) -> bool:
        self.compared.append((recipe, path))
        return self.willing

    def _visit(self, name: str) -> Tab:
        self.visited.append(name)
        return self  # type: ignore[return-value]


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    yield Stage(qtbot)


@pytest.fixture
def recipe_file(tmp_path: Path) -> Path:
    path = tmp_path / "recipe.json"
    path.write_text(to_json(vae.Sample(model="fake", seed=7)), encoding="utf-8")
    return path


@pytest.fixture
def picture_file(tmp_path: Path) -> Path:
    path = tmp_path / "picture.png"
    document = to_json(vae.Sample(model="fake", seed=7), Layout().facts())
    path.write_bytes(png(np.zeros((1, 2, 2), np.uint8), document))
    return path


def test_apply_shows_the_recipe_in_its_paradigms_tab(stage: Stage, recipe_file: Path) -> None:
    stage.open(recipe_file)
    assert stage.accepted == []
    stage.choose("Apply")
    assert stage.visited == ["vae"]
    assert stage.accepted == [vae.Sample(model="fake", seed=7)]
    assert stage.bar.messages == []


def test_compare_hands_the_file_over(stage: Stage, picture_file: Path) -> None:
    stage.open(picture_file)
    stage.choose("Compare")
    assert stage.compared == [(vae.Sample(model="fake", seed=7), picture_file)]
    assert stage.accepted == []


def test_a_bare_recipe_holds_nothing_to_compare(stage: Stage, recipe_file: Path) -> None:
    stage.open(recipe_file)
    buttons = stage.bar.messages[0].findChildren(QAbstractButton)
    assert {"Apply", "Compare"} & {button.text() for button in buttons} == {"Apply"}


@pytest.mark.parametrize("recipe", [Race(measured=((0.0, 1.0),)), vae.Sample(model="fake")])
def test_what_was_drawn_without_a_layout_is_applied_and_not_compared(
    stage: Stage, tmp_path: Path, recipe: Recipe
) -> None:
    for facts, offered in (({}, {"Apply"}), (Layout().facts(), {"Apply", "Compare"})):
        path = tmp_path / "race.png"
        path.write_bytes(png(np.zeros((3, 2, 2), np.uint8), to_json(recipe, facts)))
        stage.open(path)
        message = stage.bar.messages[0]
        buttons = {button.text() for button in message.findChildren(QAbstractButton)}
        assert {"Apply", "Compare"} & buttons == offered
        assert ("compare" in message.sentence) == ("Compare" in offered)
        stage.choose("Apply")
        assert stage.accepted.pop() == recipe


def test_what_a_tab_cannot_show_is_said(stage: Stage, picture_file: Path) -> None:
    stage.willing = False
    stage.open(picture_file)
    stage.choose("Apply")
    assert stage.bar.messages[0].sentence == "No tab here can show this recipe."
    stage.open(picture_file)
    stage.choose("Compare")
    assert "cannot be compared" in stage.bar.messages[0].sentence


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nonsense",
        b"{" + b" " * 2 * MAX_BYTES + b"}",
        b'{"format":"playground-recipe","version":99,"recipe":{}}',
        b'{"format":"playground-recipe","version":1,"recipe":{"kind":"vae-sample","count":-1,"model":"x"}}',
        b"\x89PNG\r\n\x1a\n" + b"\xff" * 100,
        b"PK\x03\x04" + b"\x00" * 50,
    ],
    ids=["empty", "nonsense", "large", "newer", "out of bounds", "png", "zip"],
)
def test_anything_else_is_one_sentence(stage: Stage, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.png"
    path.write_bytes(content)
    stage.open(path)
    (message,) = stage.bar.messages
    assert message.severity == "error"
    assert "file.png" in message.sentence
    assert message.sentence.endswith(".")
    assert "\n" not in message.sentence


def test_a_missing_file_is_one_sentence(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path / "gone.png")
    assert "gone.png cannot be read" in stage.bar.messages[0].sentence


def test_a_folder_goes_to_the_models(stage: Stage, tmp_path: Path) -> None:
    stage.open(tmp_path)
    assert stage.folders == [tmp_path]


class Slow:
    """A reader that waits until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._gate = threading.Event()
        self._real = metadata.read_recipe
        monkeypatch.setattr(metadata, "read_recipe", self._read)

    def go_on(self) -> None:
        self._gate.set()

    def _read(self, path: Path) -> object:
        self._gate.wait()
        return self._real(path)


def test_what_takes_long_to_read_is_told_and_can_be_cancelled(
    stage: Stage, picture_file: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    slow = Slow(monkeypatch)
    stage.opener.open(picture_file)
    assert stage.bar.messages == []
    qtbot.waitUntil(lambda: bool(stage.bar.messages))
    assert [message.sentence for message in stage.bar.messages] == ["Reading picture.png …"]
    stage.choose("Cancel")
    assert not stage.opener.busy
    slow.go_on()
    stage.open(picture_file.with_name("gone.png"))
    said = [message.sentence for message in stage.bar.messages]
    assert "Cancelled: picture.png was not opened." in said and not any("carries" in each for each in said)


def test_the_word_of_reading_goes_when_the_file_has_been_read(
    stage: Stage, picture_file: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    slow = Slow(monkeypatch)
    stage.opener.open(picture_file)
    qtbot.waitUntil(lambda: bool(stage.bar.messages))
    slow.go_on()
    qtbot.waitUntil(lambda: not stage.opener.busy)
    (message,) = stage.bar.messages
    assert message.sentence.startswith("picture.png carries a recipe.")


def test_the_window_closes_while_a_file_is_read(
    desktop: Desktop, picture_file: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    slow = Slow(monkeypatch)
    window = desktop.open()
    window.opener.open(picture_file)
    desktop.close(window)
    slow.go_on()
    other = desktop.open()
    other.opener.open(picture_file)
    qtbot.waitUntil(lambda: bool(other.messages.messages))
    assert other.messages.messages[0].sentence.startswith("picture.png carries a recipe.")


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")
@pytest.mark.timeout(20)
def test_a_pipe_is_one_sentence(stage: Stage, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    stage.open(tmp_path / "pipe.png")
    assert "pipe.png cannot be read: it is a pipe" in stage.bar.messages[0].sentence


def test_a_dropped_model_is_told_where_to_go(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "data"))
    model = tmp_path / "fake"
    model.mkdir()
    write_card(model, make_card())
    window.opener.open(model)
    qtbot.waitUntil(lambda: not window.opener.busy)
    assert str(tmp_path / "data" / "models") in window.messages.messages[0].sentence
    window.opener.open(tmp_path)
    qtbot.waitUntil(lambda: not window.opener.busy)
    assert "card" in window.messages.messages[0].sentence
