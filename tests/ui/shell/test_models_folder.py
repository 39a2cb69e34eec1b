"""The folder of a user's own models is shown, made, or told of in one sentence."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PySide6.QtGui import QDesktopServices

from playground.core import folders
from playground.paradigms.cards import read_card
from playground.ui.shell.window import Window

pytestmark = pytest.mark.qt


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders that the system was asked to show."""
    asked: list[str] = []

    def show(url) -> bool:
        asked.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", show)
    return asked


def test_it_is_made_where_there_is_none(
    window: Window, shown: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "user_data", lambda: tmp_path / "data")
    window.commands["models-folder"].trigger()
    assert (tmp_path / "data" / "models").is_dir()
    assert shown == [str(tmp_path / "data" / "models")]
    assert window.messages.messages == []


def test_where_it_cannot_be_made_a_sentence_says_so(
    window: Window, shown: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A file in its way refuses it to everybody, the superuser too.
    (tmp_path / "data").write_text("")
    monkeypatch.setattr(folders, "user_data", lambda: tmp_path / "data")
    window.commands["models-folder"].trigger()
    (message,) = window.messages.messages
    assert message.sentence.startswith(f"The models folder {tmp_path / 'data' / 'models'} cannot be made: ")
    assert shown == []


def test_where_no_program_shows_folders_its_place_is_told(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "user_data", lambda: tmp_path / "data")
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    window.commands["models-folder"].trigger()
    (message,) = window.messages.messages
    assert str(tmp_path / "data" / "models") in message.sentence


def test_a_known_model_whose_card_tells_more_is_taken_without_a_message(window: Window) -> None:
    card = read_card(folders.shipped_models() / "digits-vae-2d")
    twin = msgspec.structs.replace(card, name="twin")
    window.take_copied(card)
    window.take_copied(twin)
    told = len(window.messages.messages)
    assert told
    titles = {each.name: each.title for each in window.desk.cards}
    tab = window.desk.current
    heard: list[str] = []
    tab.models_changed.connect(lambda: heard.append("changed"))
    window.take_copied(msgspec.structs.replace(twin, measured={"bits_per_dim": 5.1}))
    window.take_copied(msgspec.structs.replace(twin, measured={"bits_per_dim": 5.1}))
    (found,) = (each for each in window.desk.cards if each.name == "twin")
    assert found.measured == {"bits_per_dim": 5.1} and found in tab.context.cards
    assert {each.name: each.title for each in window.desk.cards} == titles
    assert heard == ["changed"], "the same card once more is nothing new"
    assert len(window.messages.messages) == told


def test_a_model_that_draws_nothing_is_taken_without_a_message(window: Window) -> None:
    """No tab shows one that judges pictures, so that nobody could choose it."""
    card = read_card(folders.shipped_models() / "fashion-classifier")
    window.take_copied(card)
    assert window.desk.knows(card) and window.messages.messages == []
