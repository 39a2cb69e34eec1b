"""*Data…*: what will be is seen before, a process reads, and what is there is shown and removed."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from playground.core import child, folders
from playground.core.errors import DataError
from playground.datasets import own_sets
from playground.datasets.adding import Order, add
from playground.datasets.choosing import is_source, source_of
from playground.ui.shell import adding_data, data_dialog
from playground.ui.shell.adding_data import AddDialog
from playground.ui.shell.data_dialog import DataDialog
from playground.ui.shell.window import Window
from tests.support import bad_pictures
from tests.support.dropping import drop
from tests.support.own_drawings import draw

pytestmark = pytest.mark.qt


@pytest.fixture(autouse=True)
def _own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "own"))


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def adding(parent: QWidget, qtbot: QtBot) -> Callable[[object], AddDialog]:
    """A dialog that has looked at a source."""

    def open_at(place: object) -> AddDialog:
        dialog = AddDialog(parent)
        dialog.open()
        dialog.offer(str(place))
        qtbot.waitUntil(lambda: not dialog.looking, timeout=60_000)
        return dialog

    return open_at


def retype(dialog: AddDialog, qtbot: QtBot, **fields: str) -> None:
    for name, text in fields.items():
        edit = getattr(dialog, name)
        edit.setText(text)
        edit.textEdited.emit(text)
        edit.editingFinished.emit()
    qtbot.waitUntil(lambda: not dialog.looking, timeout=60_000)


def existing(tmp_path: Path, name: str, count: int = 12) -> own_sets.OwnSet:
    place = str(draw(tmp_path / name, count, 16))
    return add(source_of(place), Order(name=name, place=place))


def test_pictures_are_seen_read_and_then_there(adding, qtbot: QtBot, tmp_path: Path) -> None:
    place = draw(tmp_path / "My Drawings", 12, 16)
    (place / "discs" / "copy.png").write_bytes((place / "discs" / "0.png").read_bytes())
    dialog = adding(place)
    assert dialog.name.text() == "my-drawings"
    assert dialog.told.said == (
        "13 pictures, 16 × 16, colour, 3 classes: 11 to learn from and 1 held out. "
        "Of these, 1 would be left out."
    )
    assert "copy.png is the same picture as discs/0.png." in dialog.notes.toPlainText()
    retype(dialog, qtbot, side="8", held_out="50")
    assert "8 × 8" in dialog.told.said and "6 to learn from and 6 held out" in dialog.told.said
    dialog.crop.setCurrentIndex(dialog.crop.findData("pad"))
    dialog.colour.setCurrentIndex(dialog.colour.findData("grey"))
    dialog.licence.setText("mine")
    dialog.title.setText("-- drawings")
    qtbot.waitUntil(lambda: not dialog.looking, timeout=60_000)
    assert dialog.strip.shown.size == 12 and "8 × 8, grey" in dialog.told.said
    qtbot.keyClick(dialog.place, Qt.Key.Key_Return)
    assert dialog.isVisible() and not dialog.reader.busy
    qtbot.waitUntil(lambda: not dialog.looking, timeout=60_000)
    heard: list[str] = []
    dialog.added.connect(heard.append)
    with qtbot.waitSignal(dialog.reader.ended, timeout=120_000):
        dialog.make.click()
    assert heard == ["my-drawings"]
    own = own_sets.read("my-drawings")
    assert (own.title, own.licence, own.shape, own.how.crop) == ("-- drawings", "mine", (1, 8, 8), "pad")
    assert (own.training, own.held_out, own.duplicates_count) == (6, 6, 1)


def test_of_many_it_is_said_that_some_may_be_left_out(adding, tmp_path: Path) -> None:
    folder = draw(tmp_path / "drawings", 60, 16)
    sorted(folder.rglob("*.png"))[0].write_bytes(b"no picture")
    assert adding(folder).told.said == (
        "60 pictures, 16 × 16, colour, 3 classes: about 54 to learn from and 6 held out, if none is "
        "left out. Of the 24 looked at, 1 would be left out."
    )


_ENDLESS = """
from playground.core import folders, leftovers
folders.own_data_sets().mkdir(parents=True)
half = leftovers.new_folder(folders.own_data_sets())
half.__enter__()
print('{"done": 1, "total": 12}', flush=True)
input()
"""


def test_a_reading_that_is_given_up_leaves_nothing(
    adding, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = adding(draw(tmp_path / "drawings", 12, 16))
    monkeypatch.setattr(child, "python", lambda *_words: [sys.executable, "-P", "-c", _ENDLESS])
    with qtbot.waitSignal(dialog.reader.went_on, timeout=120_000):
        dialog.make.click()
    assert dialog.reader.busy and not dialog.make.isEnabled() and not dialog.form.isEnabled()
    assert dialog.told.said == "1 of 12 pictures read" and len([*folders.own_data_sets().iterdir()]) == 1
    dialog.reject()
    assert not dialog.reader.busy
    qtbot.waitUntil(lambda: not list(folders.own_data_sets().iterdir()), timeout=60_000)
    assert own_sets.names() == ()


def test_of_bad_data_one_sentence_each_is_said_and_the_rest_used(
    adding, qtbot: QtBot, tmp_path: Path
) -> None:
    place = draw(tmp_path / "drawings", 9, 24)
    said = bad_pictures.spoil(place / "discs")
    bad = len(said) - 1  # a link is no picture
    dialog = adding(place)
    assert dialog.notes.toPlainText().splitlines() == [*said]
    assert dialog.told.said.startswith(f"{9 + bad_pictures.KINDS + bad} pictures, 24 × 24, colour")
    assert f"18 to learn from and 1 held out. Of these, {bad} would be left out." in dialog.told.said
    with qtbot.waitSignal(dialog.reader.ended, timeout=120_000):
        dialog.make.click()
    own = own_sets.read("drawings")
    assert (own.training, own.held_out, own.left_out, own.duplicates_count) == (18, 1, said, 0)


def test_a_folder_is_not_looked_through_once_nobody_waits_for_it(
    parent, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, gate = draw(tmp_path / "drawings", 9, 24), threading.Event()
    threads: list[threading.Thread] = []

    def rest(_seconds: float) -> None:
        threads.append(threading.current_thread())
        gate.wait(60)

    monkeypatch.setattr(adding_data, "time", SimpleNamespace(sleep=rest))
    monkeypatch.setattr("playground.datasets.folder._OFTEN", 1)
    dialog = AddDialog(parent)
    dialog.open()
    dialog.offer(str(place))
    qtbot.waitUntil(lambda: bool(threads))
    dialog.reject()
    gate.set()
    qtbot.waitUntil(lambda: not threads[0].is_alive())
    assert len(threads) == 1


def test_a_folder_that_goes_while_it_is_looked_at_is_one_sentence(
    adding, qtbot: QtBot, tmp_path: Path
) -> None:
    place = draw(tmp_path / "drawings", 9, 24)
    dialog = adding(place)
    place.rename(tmp_path / "elsewhere")
    gone = f"The folder {place} is no longer there; nothing was made of its pictures."
    retype(dialog, qtbot, side="8")
    assert dialog.told.said == gone and not dialog.make.isEnabled()
    (tmp_path / "elsewhere").rename(place)
    retype(dialog, qtbot, side="9")
    assert "9 × 9" in dialog.told.said and dialog.make.isEnabled()


def test_what_cannot_be_a_data_set_is_one_sentence(adding, qtbot: QtBot, tmp_path: Path) -> None:
    place = draw(tmp_path / "drawings", 1, 16)
    dialog = adding(place)
    with qtbot.waitSignal(dialog.reader.ended, timeout=120_000):
        dialog.make.click()
    assert dialog.told.said == (f"There is one picture in {place}: a data set needs two, one to hold out.")
    np.savez(tmp_path / "wide.npz", images=np.linspace(-7, 9, 128).reshape(2, 8, 8))
    for field, text, said in (
        ("place", str(tmp_path / "nowhere"), "neither a folder nor a file"),
        ("place", str(tmp_path / "wide.npz"), "say at “Black and white” which are which."),
        ("levels", "0", "Black and white are two numbers"),
        ("levels", "-7 9", "2 pictures, 8 × 8, grey, no classes"),
        ("side", "4", "8 to 128 pixels a side"),
        ("side", "many", "The size is a number of pixels"),
        ("side", "", "2 pictures"),
        ("held_out", "100", "between 0 and 100 %"),
        ("held_out", "10", "2 pictures"),
        ("background", "snow white", "no colour"),
        ("background", "snow", "2 pictures"),
        ("name", "Mine!", "cannot name a data set"),
    ):  # fmt: skip
        retype(dialog, qtbot, **{field: text})
        assert said in dialog.told.said, dialog.told.said
        assert dialog.told.said.count("\n") == 0 and "--" not in dialog.told.said
        assert dialog.make.isEnabled() == said.startswith("2 pictures")
        assert dialog.more.unfolded or (field == "place" and "“Black" not in said)


def test_a_refused_field_is_told_whatever_was_being_looked_at(adding, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = adding(draw(tmp_path / "drawings", 3, 16))
    dialog.side.setText("8")
    dialog._inspect()
    assert dialog.looking
    dialog.side.setText("many")
    dialog._inspect()
    qtbot.waitUntil(lambda: not dialog.looking, timeout=60_000)
    assert "The size is a number of pixels" in dialog.told.said and not dialog.make.isEnabled()


def test_without_a_source_nothing_is_described(adding, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = adding(draw(tmp_path / "drawings", 3, 16))
    retype(dialog, qtbot, place="")
    assert dialog.told.said == "Choose a source, or drop it here."
    assert not dialog.make.isEnabled() and not dialog.strip.shown.size


def test_a_source_that_is_typed_names_the_set_until_somebody_does(
    parent, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = AddDialog(parent)
    dialog.open()
    retype(dialog, qtbot, place=str(draw(tmp_path / "My Drawings", 6, 16)))
    assert dialog.name.text() == "my-drawings" and dialog.make.isEnabled()
    retype(dialog, qtbot, place=str(draw(tmp_path / "Others", 6, 16)))
    assert dialog.name.text() == "others"
    retype(dialog, qtbot, name="mine")
    retype(dialog, qtbot, place=str(tmp_path / "My Drawings"))
    assert dialog.name.text() == "mine" and dialog.make.isEnabled()
    retype(dialog, qtbot, name="")
    assert dialog.told.said.startswith("Give it a name") and not dialog.make.isEnabled()


def test_of_broken_pictures_alone_there_can_be_no_set(adding, tmp_path: Path) -> None:
    place = tmp_path / "broken"
    place.mkdir()
    for name in ("a.png", "b.png"):
        (place / name).write_bytes(b"no picture")
    dialog = adding(place)
    assert dialog.told.said == "No picture here can be read." and not dialog.make.isEnabled()
    assert "a.png was left out" in dialog.notes.toPlainText()


def test_why_a_source_cannot_be_read_stays_while_a_name_is_typed(
    adding, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = adding(tmp_path / "nowhere")
    retype(dialog, qtbot, name="mine")
    assert "neither a folder nor a file" in dialog.told.said and not dialog.make.isEnabled()


def test_a_folder_that_may_not_be_read_is_one_sentence(adding, tmp_path: Path, monkeypatch) -> None:
    place = draw(tmp_path / "drawings", 3, 16)

    def refuse(_path: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("playground.datasets.folder.os.scandir", refuse)
    dialog = adding(place)
    assert dialog.told.said == f"The folder {place} cannot be read: it may not be read by you."
    assert not dialog.make.isEnabled()


def test_a_second_folder_of_the_same_name_gets_another(adding, tmp_path: Path) -> None:
    existing(tmp_path, "drawings")
    dialog = adding(draw(tmp_path / "other" / "drawings", 3, 16))
    assert dialog.name.text() == "drawings-2"
    dialog.name.setText("drawings")
    dialog.name.textEdited.emit("drawings")
    assert dialog.told.said == "There is a data set drawings already; choose another name."
    assert not dialog.make.isEnabled()


def answer(dialog: DataDialog, text: str) -> None:
    next(each for each in dialog.asked.findChildren(QPushButton) if each.text() == text).click()


def test_what_is_there_is_shown_and_removed_when_one_is_sure(
    parent, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sets = {name: existing(tmp_path, name) for name in ("birds", "cats")}
    dialog = DataDialog(parent)
    dialog.show()
    assert [dialog.list.item(row).text() for row in range(2)] == ["birds", "cats"]
    assert dialog.facts["Hash"].said == sets["birds"].sha256[:16]
    assert dialog.facts["Classes"].said == "discs 4, squares 4, triangles 4"
    assert not dialog.train.isVisible()
    qtbot.waitUntil(lambda: dialog.strips["Held out"].shown.size == sets["birds"].held_out)
    assert dialog.strips["To learn from"].shown.size == sets["birds"].training
    dialog.remove.click()
    assert own_sets.names() == ("birds", "cats") and "birds" in dialog.question.said
    answer(dialog, "Keep it")
    assert not dialog.asked.isVisible() and own_sets.names() == ("birds", "cats")
    threads: list[int] = []

    def noted(name: str) -> None:
        threads.append(threading.get_ident())
        remove(name)

    remove = own_sets.remove
    monkeypatch.setattr(own_sets, "remove", noted)
    dialog.remove.click()
    answer(dialog, "Remove it")
    assert not dialog.remove.isEnabled()
    qtbot.waitUntil(lambda: dialog.heading.said == "cats")
    assert own_sets.names() == ("cats",) and dialog.remove.isEnabled()
    assert threads and threading.get_ident() not in threads
    (own_sets.folder_of("cats") / own_sets.FILE).write_text("{")
    dialog.show_sets()
    assert "cannot be read" in dialog.told.said and not dialog.details.isVisible()
    dialog.close()


def test_pictures_that_cannot_be_read_are_told_of_and_no_others_shown(
    parent, qtbot: QtBot, tmp_path: Path
) -> None:
    sets = {name: existing(tmp_path, name) for name in ("birds", "cats")}
    for path in own_sets.folder_of("cats").iterdir():
        if path.name != own_sets.FILE:
            path.write_bytes(b"")
    dialog = DataDialog(parent)
    dialog.show()
    learned = dialog.strips["To learn from"]
    qtbot.waitUntil(lambda: learned.shown.size == sets["birds"].training)
    dialog.list.setCurrentRow(1)
    qtbot.waitUntil(dialog.told.isVisible)
    assert "cannot be read" in dialog.told.said and dialog.heading.said == "cats"
    assert not learned.shown.size


def test_why_nothing_was_removed_is_told(parent, qtbot: QtBot, tmp_path: Path, monkeypatch) -> None:
    existing(tmp_path, "birds")

    def refuse(_name: str) -> None:
        raise DataError("It cannot be removed: it is held.")

    monkeypatch.setattr(own_sets, "remove", refuse)
    dialog = DataDialog(parent)
    dialog.show()
    dialog.remove.click()
    answer(dialog, "Remove it")
    qtbot.waitUntil(dialog.told.isVisible)
    assert dialog.told.said == "It cannot be removed: it is held."
    assert dialog.remove.isEnabled() and dialog.list.isEnabled()


def test_a_training_is_led_to_where_there_is_one(parent, tmp_path: Path) -> None:
    existing(tmp_path, "birds")
    heard: list[str] = []
    dialog = DataDialog(parent, heard.append)
    dialog.show()
    dialog.train.click()
    assert heard == ["birds"]


def test_a_dropped_folder_of_pictures_is_offered_to_be_added(
    window: Window, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = draw(tmp_path / "drawings", 6, 16)
    threads: list[int] = []

    def noted(path: Path) -> bool:
        threads.append(threading.get_ident())
        return is_source(path)

    monkeypatch.setattr("playground.datasets.choosing.is_source", noted)
    assert drop(window, [place])
    qtbot.waitUntil(lambda: not window.dropping.busy)
    assert threads and threading.get_ident() not in threads
    dialog = window.findChild(DataDialog)
    assert dialog is not None and dialog.adding is not None
    qtbot.waitUntil(lambda: not dialog.adding.looking, timeout=60_000)
    assert dialog.adding.told.said.startswith("6 pictures, 16 × 16")
    assert window.messages.messages == []
    dialog.close()
    assert window.dialogs._data is None


def test_what_is_dropped_before_its_readers_are_there_is_added_once_they_are(
    parent: QWidget, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are imported beside the window, which nobody sees stand still for it."""
    loaded, imported = threading.Event(), list[str]()

    def slowly(name: str) -> None:
        assert threading.current_thread() is not threading.main_thread()
        assert loaded.wait(60)
        imported.append(name)

    monkeypatch.setattr(data_dialog, "import_module", slowly)
    monkeypatch.setattr(data_dialog, "_READERS", ("not.there.yet",))
    dialog = DataDialog(parent)
    dialog.add(str(draw(tmp_path / "drawings", 6, 16)))
    dialog.add(str(draw(tmp_path / "others", 3, 16)))
    assert dialog.adding is None
    loaded.set()
    qtbot.waitUntil(lambda: dialog.adding is not None, timeout=60_000)
    assert imported == ["not.there.yet"]
    assert dialog.adding is not None and dialog.adding.place.text() == str(tmp_path / "others")
    dialog.reject()


def test_a_reading_that_is_not_needed_any_more_opens_nothing(
    parent: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded, ended = threading.Event(), threading.Event()

    def slowly(_name: str) -> None:
        assert loaded.wait(60)
        ended.set()

    monkeypatch.setattr(data_dialog, "import_module", slowly)
    monkeypatch.setattr(data_dialog, "_READERS", ("not.there.yet",))
    dialog = DataDialog(parent)
    dialog.add()
    dialog.reject()
    loaded.set()
    assert ended.wait(60)
    QApplication.processEvents()
    assert dialog.adding is None


def test_a_drop_whose_readers_cannot_be_loaded_is_told_of(
    parent: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(data_dialog, "import_module", refused)
    monkeypatch.setattr(data_dialog, "_READERS", ("not.there",))
    dialog = DataDialog(parent)
    with qtbot.captureExceptions() as raised:
        dialog.add("drawings")
        qtbot.waitUntil(lambda: bool(raised), timeout=60_000)
    assert raised[0][0] is ImportError
    assert dialog.told.said == "Nothing can be added: what reads pictures could not be loaded."
    # Once they can be, only what is asked for then is added.
    monkeypatch.setattr(data_dialog, "_READERS", ())
    dialog._prepare()
    assert dialog.adding is None
    dialog.add("others")
    assert dialog.adding is not None and dialog.adding.place.text() == "others"
    dialog.reject()


def test_what_is_closed_before_it_is_painted_begins_nothing(
    parent: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_dialog, "_READERS", ("not.there",))
    dialog = DataDialog(parent)
    monkeypatch.setattr(dialog._loading, "start", lambda _do: None)
    dialog.add("drawings")
    dialog.reject()
    assert not dialog._painted.isActive()
    # Nor does it open what was waiting, should its readers come after all.
    dialog._add_waiting()
    assert dialog.adding is None


def test_faces_are_added_by_a_word(adding: Callable[[object], AddDialog], qtbot: QtBot) -> None:
    dialog = adding("faces:style=toon:size=16:count=30")
    qtbot.waitUntil(lambda: not dialog.looking and dialog.make.isEnabled(), timeout=20_000)
    assert "33 pictures, 16 × 16, colour, no classes" in dialog.told.text() and dialog.make.isEnabled()
    assert dialog.name.text() == "my-faces"
    dialog.faces.click()
    assert dialog.place.text().startswith("faces:size=64") and dialog.wish.place == dialog.place.text()
