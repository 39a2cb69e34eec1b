"""Models that come while the window is open."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from playground.core import folders
from playground.core.cards import Card
from playground.export.atomic import write_card
from playground.paradigms.cards import read_card, rules
from playground.runtimes.catalogue import catalogue
from playground.ui.shell.new_models import NewModels

pytestmark = pytest.mark.qt
MODEL = folders.shipped_models() / "digits-vae-2d"


class Place:
    """A folder of models that is looked at."""

    def __init__(self, folder: Path, root: QObject) -> None:
        self.folder, self.busy = folder, False
        self.found: list[Card] = []
        self.troubles: list[str] = []
        known = catalogue((folder,), rules())
        self.models = NewModels(
            (folder,), known, self.found.append, self.troubles.append, lambda: self.busy, root
        )

    @property
    def names(self) -> list[str]:
        return [card.name for card in self.found]

    def write(self, name: str, *, without: str = "") -> Path:
        """Copy a model under a name of its own, perhaps without one of its files."""
        target = self.folder / name
        shutil.copytree(MODEL, target, ignore=lambda _folder, _names: [without])
        card = target / "card.toml"
        card.write_text(card.read_text().replace(f'name = "{MODEL.name}"', f'name = "{name}"', 1))
        return target


@pytest.fixture
def place(tmp_path: Path, qapp: object) -> Place:
    root = QObject()
    made = Place(tmp_path / "models", root)
    made.root = root
    return made


def test_a_model_that_is_copied_is_told_of_once(place: Place) -> None:
    place.folder.mkdir()
    assert not place.models.look()
    place.write("mine")
    assert not place.models.look()
    assert place.names == ["mine"]
    assert not place.models.look()
    assert place.names == ["mine"]


def test_what_is_still_being_copied_is_waited_for(place: Place) -> None:
    folder = place.write("mine", without="weights.safetensors")
    (place.folder / "other").mkdir()
    assert place.models.look()
    assert place.names == []
    shutil.copy(MODEL / "weights.safetensors", folder)
    assert place.models.look()
    assert place.names == ["mine"]
    (place.folder / "other").rmdir()
    assert not place.models.look()


def test_while_one_is_imported_nothing_is_told(place: Place) -> None:
    place.write("mine")
    place.busy = True
    assert place.models.look()
    assert place.names == []
    place.busy = False
    place.models.look()
    assert place.names == ["mine"]


def test_a_card_that_is_broken_is_told_of_once(place: Place) -> None:
    folder = place.write("mine")
    (folder / "card.toml").write_text("format = ")
    place.models.look()
    place.models.look()
    assert len(place.troubles) == 1
    assert str(folder) in place.troubles[0]


def looks(place: Place) -> int:
    """How often it is looked until nothing is expected to come, as the timer would."""
    place.models.look_soon()
    count = 1
    while place.models.look():
        count += 1
    return count


def test_a_folder_that_is_no_model_is_not_waited_for_again(place: Place) -> None:
    (place.folder / "notes").mkdir(parents=True)
    assert looks(place) > 1
    assert looks(place) == 1
    (place.folder / "more").mkdir()
    assert looks(place) > 1
    (place.folder / "more" / "part").write_text("a beginning")
    assert place.models.look()


def test_a_card_that_is_half_there_is_waited_for(place: Place) -> None:
    card = place.write("mine") / "card.toml"
    whole = card.read_text()
    card.write_text(whole[: len(whole) // 2])
    place.models.look_soon()
    assert place.models.look() and place.troubles == []
    card.write_text(whole)
    assert not place.models.look()
    assert place.names == ["mine"] and place.troubles == []


def test_a_broken_card_is_told_of_once_it_grows_no_more(place: Place) -> None:
    folder = place.write("mine")
    (folder / "card.toml").write_text("format = ")
    assert looks(place) > 1
    assert [str(folder) in each for each in place.troubles] == [True]


def test_a_drive_that_goes_away_is_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.write("mine")

    def stale(*_: object, **__: object) -> None:
        raise OSError(errno.ESTALE, "Stale file handle")

    with monkeypatch.context() as away:
        for name in ("stat", "lstat", "scandir", "listdir"):
            away.setattr(os, name, stale)
        assert not place.models.look()
    assert place.names == [] and place.troubles == []
    assert not place.models.look()
    assert place.names == ["mine"]


def test_it_is_seen_without_being_asked(place: Place, qtbot: QtBot) -> None:
    place.folder.mkdir()
    place.models.look()
    place.write("mine")
    qtbot.waitUntil(lambda: place.names == ["mine"], timeout=60_000)


def test_what_is_measured_of_a_model_that_is_known_is_seen_in_its_card(place: Place, qtbot: QtBot) -> None:
    folder = place.write("mine")
    place.models.look()
    card = read_card(folder)
    measured = msgspec.structs.replace(card, measured={"bits_per_dim": 5.1}, measured_with="8 pictures")
    write_card(folder, measured)
    assert measured.hash == card.hash
    qtbot.waitUntil(lambda: place.found == [card, measured], timeout=60_000)
    place.models.look()
    assert place.found == [card, measured]
