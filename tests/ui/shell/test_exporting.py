"""From the list of exports over the file dialog to the file, or to a sentence."""

from __future__ import annotations

import gc
import threading
import weakref
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from playground.core.errors import ExportError
from playground.core.progress import Cancelled, Progress
from playground.core.words import time_left
from playground.ui.shell import exporting
from playground.ui.shell.exporting import ExportDialog
from playground.ui.shell.window import Window
from playground.ui.tab import Export, not_now
from playground.ui.widgets.colours import READABLE, contrast
from playground.ui.widgets.messages import remaining
from playground.ui.widgets.theme import Preference, themes
from tests.ui.sketch import SpotsTab

pytestmark = pytest.mark.qt


def finish(qtbot: QtBot, window: Window) -> None:
    qtbot.waitUntil(lambda: not window.exporter.busy)


def test_the_command_leads_to_a_written_file(
    qtbot: QtBot, window: Window, tab: SpotsTab, tmp_path: Path
) -> None:
    window.exporter.native_dialogs = False
    window.commands["export"].trigger()
    (chooser,) = window.findChildren(ExportDialog)
    assert chooser.list.item(0).text() == "Spots  (.txt, .csv)"
    tab.store.edit("count", count=77)
    chooser.accept()
    (dialog,) = window.findChildren(QFileDialog)
    assert dialog.nameFilters() == ["TXT (*.txt)", "CSV (*.csv)"]
    assert dialog.testOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setDirectory(str(tmp_path))
    dialog.findChild(QLineEdit, "fileNameEdit").setText("seven")
    dialog.accept()
    finish(qtbot, window)
    # What was shown when the list was opened is what is written.
    assert (tmp_path / "seven.txt").read_text() == "10 spots"
    (message,) = window.messages.messages
    assert (message.severity, message.sentence) == ("info", f"Wrote {tmp_path / 'seven.txt'}.")


def test_a_picture_beside_all_tabs_is_saved_as_it_was_when_its_menu_opened(
    qtbot: QtBot, window: Window, tab: SpotsTab, tmp_path: Path
) -> None:
    window.exporter.native_dialogs = False
    picture = np.arange(27, dtype=np.uint8).reshape(3, 3, 3)
    save = window.saving(picture, None)
    for ask in (save, lambda: tab.export_wanted.emit(tab.exports()[0])):
        ask()
        (dialog,) = (each for each in window.findChildren(QFileDialog) if each.isVisible())
        dialog.setDirectory(str(tmp_path))
        dialog.findChild(QLineEdit, "fileNameEdit").setText("one")
        dialog.accept()
        finish(qtbot, window)
    with Image.open(tmp_path / "one.png") as image:
        np.testing.assert_array_equal(np.asarray(image)[::10, ::10].transpose(2, 0, 1), picture)
    assert (tmp_path / "one.txt").read_text() == "10 spots"


def test_what_cannot_be_written_now_is_listed_with_its_reason_and_not_to_be_chosen(
    window: Window, tab: SpotsTab
) -> None:
    lacking = not_now("Stripes", "they were stopped before their end")
    window.exporter.ask((lacking, *tab.exports()))
    (chooser,) = window.findChildren(ExportDialog)
    first, second = (chooser.list.item(row) for row in range(2))
    assert first.text() == "Stripes  (cannot be written: they were stopped before their end)"
    assert first.flags() == Qt.ItemFlag.NoItemFlags and second.flags() & Qt.ItemFlag.ItemIsEnabled
    assert chooser.list.currentRow() == 1 and chooser.choose.isEnabled()
    chooser.reject()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_reason_can_be_read(window: Window, theme: Preference) -> None:
    themes().prefer(theme)
    chooser = ExportDialog((not_now("Stripes", "there are none"),), window)
    ink = chooser.list.item(0).foreground().color()
    assert contrast(ink, chooser.list.palette().base().color()) >= READABLE
    chooser.deleteLater()


def test_where_nothing_can_be_written_the_list_says_why_of_each(window: Window) -> None:
    chosen: list[Export] = []
    chooser = ExportDialog((not_now("Stripes", "there are none"),), window)
    chooser.chosen.connect(chosen.append)
    chooser.open()
    assert not chooser.choose.isEnabled()
    chooser.list.setCurrentRow(0)
    chooser.accept()
    assert chosen == [] and chooser.isVisible()
    chooser.reject()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ExportError("x.txt was not written: the disk is full."), "the disk is full"),
        (KeyError("spots"), "a mistake in the program"),
    ],
)
def test_an_error_is_a_message_with_details(
    qtbot: QtBot, window: Window, tmp_path: Path, error: Exception, words: str
) -> None:
    def fail(_path: Path, _overwrite: bool, _progress: Progress) -> None:
        raise error

    window.exporter.save(Export("X", "x", (".txt",), fail), tmp_path / "x.txt", overwrite=False)
    finish(qtbot, window)
    (message,) = window.messages.messages
    assert message.severity == "error"
    assert words in message.sentence
    assert not list(tmp_path.glob("*.txt"))


@pytest.mark.parametrize(
    ("suffixes", "name", "known"),
    [
        ((".csv", ".npz"), "x.png", "use .csv or .npz."),
        ((".png", ".npz"), "x.csv", "use .png or .npz."),
        ((".gif", ".webp", ".apng"), "x", "use .gif, .webp or .apng."),
        (("",), "x.png", "use a name without a suffix, for a folder."),
    ],
)
def test_no_other_suffix_is_written_than_those_that_are_offered(
    qtbot: QtBot, window: Window, tmp_path: Path, suffixes: tuple[str, ...], name: str, known: str
) -> None:
    export = Export("Spots", "x", suffixes, lambda path, _overwrite, _progress: _write(path))
    window.exporter.save(export, tmp_path / name, overwrite=False)
    finish(qtbot, window)
    (message,) = window.messages.messages
    assert "“Spots” cannot" in message.sentence and message.sentence.endswith(known)
    assert not (tmp_path / name).exists()


def test_capitals_and_folders_are_offered_suffixes(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    asked: list[Path] = []
    for suffixes, path in (((".png",), tmp_path / "X.PNG"), (("",), tmp_path / "new"), (("",), tmp_path)):
        export = Export("Spots", "x", suffixes, lambda path, _overwrite, _progress: asked.append(path))
        window.exporter.save(export, path, overwrite=False)
        finish(qtbot, window)
    assert asked == [tmp_path / "X.PNG", tmp_path / "new", tmp_path]


def test_overwriting_is_told_to_the_writer(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    asked: list[bool] = []
    export = Export("X", "x", (".txt",), lambda _path, overwrite, _progress: asked.append(overwrite))
    window.exporter.save(export, tmp_path / "x.txt", overwrite=True)
    finish(qtbot, window)
    window.exporter.save(export, tmp_path / "x.txt", overwrite=False)
    finish(qtbot, window)
    assert asked == [True, False]


def test_closing_waits_for_what_is_being_written(window: Window, tmp_path: Path) -> None:
    export = Export("X", "x", (".txt",), lambda path, _overwrite, _progress: _write(path))
    window.exporter.save(export, tmp_path / "x.txt", overwrite=False)
    window.close()
    assert (tmp_path / "x.txt").read_text() == "written"


def test_nothing_to_export_is_said(window: Window) -> None:
    window.exporter.ask(())
    assert window.messages.messages[0].sentence == "There is nothing to export yet."


def _write(path: Path) -> None:
    path.write_text("written")


def test_long_writing_shows_its_progress_and_can_be_cancelled(
    qtbot: QtBot, window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "_QUIET", -1.0)
    monkeypatch.setattr(exporting, "_TELL_EVERY", -1.0)
    go_on = threading.Semaphore(0)

    def save(_path: Path, _overwrite: bool, progress: Progress) -> None:
        for done in range(20):
            progress(done, 20)
            if done >= 8:
                go_on.acquire()

    window.exporter.save(Export("X", "x", (".txt",), save), tmp_path / "x.txt", overwrite=False)
    (message,) = window.messages.messages
    qtbot.waitUntil(lambda: message.bar.value() == 8)
    assert message.bar.maximum() == 20
    assert "8 of 20 (about 1 s left)" in message.text.text()
    (cancel,) = (button for button in message.findChildren(QPushButton) if button.text() == "Cancel")
    cancel.click()
    go_on.release()
    finish(qtbot, window)
    assert [shown.sentence for shown in window.messages.messages] == ["Cancelled: x.txt was not written."]


def test_the_time_left_is_said_in_steps_one_can_read() -> None:
    assert time_left(0.2) == " (about 1 s left)"
    assert time_left(42.4) == " (about 42 s left)"
    assert time_left(200) == " (about 3 min left)"


def test_no_time_left_is_said_of_a_first_part() -> None:
    assert remaining(80.0, 1, 1000) is None and time_left(None) == ""
    assert remaining(10.0, 50, 100) == pytest.approx(10)


@pytest.mark.parametrize("how", ["done", "failed", "cancelled"])
def test_what_was_exported_is_held_by_nobody(qtbot: QtBot, window: Window, tmp_path: Path, how: str) -> None:
    class Picture:
        pass

    picture = Picture()
    held = weakref.ref(picture)

    def write(path: Path, overwrite: bool, progress: Progress, *, what: Picture = picture) -> None:
        match how:
            case "failed":
                raise ExportError("The disk is full.")
            case "cancelled":
                raise Cancelled

    window.exporter.save(Export("Picture", "a", (".txt",), write), tmp_path / "a.txt", overwrite=True)
    del write, picture
    finish(qtbot, window)
    window.exporter.wait()
    window.messages.clear()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    assert held() is None
