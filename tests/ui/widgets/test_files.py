"""Files that are asked for and dropped come as paths, and dialogs go once they are closed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from playground.ui.widgets.files import Take, ask_for_file, ask_for_folder, local_files

pytestmark = pytest.mark.qt


def _file(parent: QWidget, take: Take) -> None:
    ask_for_file(parent, "Open a text", "Texts", ("*.txt", "*.md"), take, native=False)


def _folder(parent: QWidget, take: Take) -> None:
    ask_for_folder(parent, "Open a folder", take, native=False)


@pytest.mark.parametrize(("ask", "name", "filters"), [
    (_file, "a.txt", ["Texts (*.txt *.md)", "All files (*)"]),
    (_folder, "b", ["All Files (*)"]),
])  # fmt: skip
def test_what_is_chosen_is_taken_once(
    qtbot: QtBot, tmp_path: Path, ask: Callable[[QWidget, Take], None], name: str, filters: list[str]
) -> None:
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "b").mkdir()
    parent = QWidget()
    qtbot.addWidget(parent)
    taken: list[Path] = []
    ask(parent, taken.append)
    (dialog,) = parent.findChildren(QFileDialog)
    assert dialog.isVisible() and dialog.nameFilters() == filters
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(str(tmp_path / name))
    dialog.accept()
    qtbot.waitUntil(lambda: not parent.findChildren(QFileDialog))
    assert taken == [tmp_path / name]


def test_the_next_dialog_opens_where_the_last_one_was_left(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    parent = QWidget()
    qtbot.addWidget(parent)
    folders = []
    for at in (tmp_path, None, tmp_path / "b"):
        ask_for_folder(parent, "Open a folder", lambda _path: None, at, native=False)
        (dialog,) = parent.findChildren(QFileDialog)
        folders.append(Path(dialog.directory().absolutePath()))
        dialog.selectFile(str(tmp_path / "b"))
        dialog.accept()
        qtbot.waitUntil(lambda: not parent.findChildren(QFileDialog))
    assert folders == [tmp_path, tmp_path, tmp_path / "b"]


def test_only_files_of_this_machine_are_dropped(tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/a.png"), QUrl.fromLocalFile(str(tmp_path / "a.png"))])
    assert local_files(data) == [tmp_path / "a.png"]
    assert local_files(QMimeData()) == []
