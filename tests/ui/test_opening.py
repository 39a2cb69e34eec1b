"""What is dropped or opened is offered to be applied or compared; anything else is one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from playground.core.recipe import MAX_BYTES, Recipe, to_json
from playground.export.card_file import write_card
from playground.export.images import png
from playground.export.pictures import Layout
from playground.paradigms.race.recipes import Race
from playground.paradigms.vae_images import recipes as vae
from playground.ui.opening import Opener
from playground.ui.tab import Tab
from playground.ui.widgets.messages import MessageBar
from playground.ui.window import Window
from tests.support.fakes import make_card

pytestmark = pytest.mark.qt


class Stage:
    """An opener, its message bar, and a tab that notes what reaches it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.root = QWidget()
        qtbot.addWidget(self.root)
        self.bar = MessageBar(self.root)
        self.visited: list[str] = []
        self.folders: list[Path] = []
        self.accepted: list[Recipe] = []
        self.compared: list[tuple[Recipe, Path]] = []
        self.willing = True
        self.opener = Opener(self.bar, self._visit, self.folders.append, self.root)

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
    stage.opener.open(recipe_file)
    assert stage.accepted == []
    stage.choose("Apply")
    assert stage.visited == ["vae"]
    assert stage.accepted == [vae.Sample(model="fake", seed=7)]
    assert stage.bar.messages == []


def test_compare_hands_the_file_over(stage: Stage, picture_file: Path) -> None:
    stage.opener.open(picture_file)
    stage.choose("Compare")
    assert stage.compared == [(vae.Sample(model="fake", seed=7), picture_file)]
    assert stage.accepted == []


def test_a_bare_recipe_holds_nothing_to_compare(stage: Stage, recipe_file: Path) -> None:
    stage.opener.open(recipe_file)
    buttons = stage.bar.messages[0].findChildren(QAbstractButton)
    assert {"Apply", "Compare"} & {button.text() for button in buttons} == {"Apply"}


@pytest.mark.parametrize("recipe", [Race(measured=((0.0, 1.0),)), vae.Sample(model="fake")])
def test_what_was_drawn_without_a_layout_is_applied_and_not_compared(
    stage: Stage, tmp_path: Path, recipe: Recipe
) -> None:
    for facts, offered in (({}, {"Apply"}), (Layout().facts(), {"Apply", "Compare"})):
        path = tmp_path / "race.png"
        path.write_bytes(png(np.zeros((3, 2, 2), np.uint8), to_json(recipe, facts)))
        stage.opener.open(path)
        message = stage.bar.messages[0]
        buttons = {button.text() for button in message.findChildren(QAbstractButton)}
        assert {"Apply", "Compare"} & buttons == offered
        assert ("compare" in message.sentence) == ("Compare" in offered)
        stage.choose("Apply")
        assert stage.accepted.pop() == recipe


def test_what_a_tab_cannot_show_is_said(stage: Stage, picture_file: Path) -> None:
    stage.willing = False
    stage.opener.open(picture_file)
    stage.choose("Apply")
    assert stage.bar.messages[0].sentence == "No tab here can show this recipe."
    stage.opener.open(picture_file)
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
    stage.opener.open(path)
    (message,) = stage.bar.messages
    assert message.severity == "error"
    assert "file.png" in message.sentence
    assert message.sentence.endswith(".")
    assert "\n" not in message.sentence


def test_a_missing_file_is_one_sentence(stage: Stage, tmp_path: Path) -> None:
    stage.opener.open(tmp_path / "gone.png")
    assert "gone.png cannot be read" in stage.bar.messages[0].sentence


def test_a_folder_goes_to_the_models(stage: Stage, tmp_path: Path) -> None:
    stage.opener.open(tmp_path)
    assert stage.folders == [tmp_path]


def test_a_dropped_model_is_told_where_to_go(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "data"))
    model = tmp_path / "fake"
    model.mkdir()
    write_card(model, make_card())
    window.opener.open(model)
    assert str(tmp_path / "data" / "models") in window.messages.messages[0].sentence
    window.opener.open(tmp_path)
    assert "card" in window.messages.messages[0].sentence
