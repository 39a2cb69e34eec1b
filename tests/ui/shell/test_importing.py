"""Models of others brought in from the window: by the command beside it, whose questions are buttons."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

import playground.importing
from playground.core import child, folders
from playground.core.cards import Card
from playground.export.atomic import write_card
from playground.paradigms.cards import read_card
from playground.ui.shell.importing import (
    ANSWERS,
    ASKED,
    SHOW,
    Importer,
    LearnedDialog,
    show_imported,
    told_here,
)
from playground.ui.widgets.messages import MessageBar

pytestmark = pytest.mark.qt


class Stage:
    """An importer, its messages, and a program in the place of the command."""

    def __init__(self, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
        self._qtbot = qtbot
        self.root = QWidget()
        qtbot.addWidget(self.root)
        self.bar = MessageBar(self.root, self.root)
        self.imported: list[Path] = []
        self.asked: list[tuple[str, ...]] = []
        self.program = ""
        self.importer = Importer(self.bar, self.imported.append, self.root)
        monkeypatch.setattr(child, "python", self._command)

    def _command(self, *words: str) -> list[str]:
        self.asked.append(words)
        return [sys.executable, "-P", "-c", self.program]

    def wait(self) -> None:
        self._qtbot.waitUntil(lambda: not self.importer.busy, timeout=60_000)

    def choose(self, text: str) -> None:
        buttons = self.bar.messages[0].findChildren(QAbstractButton)
        next(button for button in buttons if button.text() == text).click()

    @property
    def sentences(self) -> list[str]:
        return [message.sentence for message in self.bar.messages]


@pytest.fixture
def stage(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Stage:
    return Stage(qtbot, monkeypatch)


def saying(folder: Path, *notes: str) -> str:
    said = msgspec.json.encode({"folder": str(folder), "notes": notes, "verdict": "found"})
    return f"print({msgspec.json.format(said, indent=2).decode()!r})"


FAILS = "import sys; sys.stderr.write('playground: {}\\n'); sys.exit(1)"


def test_what_was_imported_is_told_with_its_notes(stage: Stage, tmp_path: Path) -> None:
    stage.program = saying(tmp_path / "net", "They clip.")
    stage.importer.bring(tmp_path / "net.onnx")
    assert stage.importer.busy
    stage.wait()
    assert stage.imported == [tmp_path / "net"]
    assert stage.sentences == ["They clip."]
    assert stage.asked[0][:4] == ("-m", "playground", "import", "--json")
    assert stage.asked[0][4:] == (str(tmp_path / "net.onnx"),)


@pytest.mark.parametrize(
    ("option", "label", "words"),
    [
        ("--trust", "I trust who made it", ("--trust",)),
        ("--role", "A generator of a GAN", ("--role", "generator")),
        ("--measured", "Take what fits best", ("--measured",)),
    ],
)
def test_what_is_asked_can_be_answered(stage: Stage, tmp_path: Path, option, label, words) -> None:
    stage.program = FAILS.format(f"Say it by {option}.")
    stage.importer.bring(tmp_path / "net.pt", ("--size", "8"))
    stage.wait()
    assert len(stage.sentences) == 1
    assert stage.imported == []
    stage.program = saying(tmp_path / "net")
    stage.choose(label)
    stage.wait()
    assert stage.asked[-1][4:] == (str(tmp_path / "net.pt"), "--size", "8", *words)
    assert stage.imported == [tmp_path / "net"]


def test_a_command_that_breaks_off_is_a_sentence(stage: Stage, tmp_path: Path) -> None:
    stage.program = "import os; os._exit(7)"
    stage.importer.bring(tmp_path / "net.onnx")
    stage.wait()
    assert stage.sentences == ["net.onnx was not imported: the command broke off."]


def test_one_at_a_time_and_it_can_be_given_up(stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    stage.program = "input()"
    stage.importer.bring(tmp_path / "one.onnx")
    stage.importer.bring(tmp_path / "two.onnx")
    assert len(stage.asked) == 1
    stage.importer.end()
    assert not stage.importer.busy
    program = QApplication.instance()
    qtbot.waitUntil(lambda: not program.findChildren(QProcess), timeout=60_000)
    assert stage.imported == []
    assert stage.sentences == ["one.onnx is being imported; one at a time."]


def test_a_process_that_cannot_be_started_is_a_sentence(stage: Stage, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(child, "python", lambda *_words: [str(tmp_path / "nowhere")])
    stage.importer.bring(tmp_path / "net.onnx")
    stage.wait()
    assert stage.sentences == ["No process could be started."]


def test_what_is_dropped_is_told_apart(stage: Stage, tmp_path: Path) -> None:
    theirs, ours, other = (tmp_path / name for name in ("theirs", "ours", "other"))
    for folder in (theirs, ours, other):
        folder.mkdir()
    (theirs / "model_index.json").write_text("{}")
    (ours / "card.toml").write_text("")
    (ours / "config.json").write_text("{}")
    assert stage.importer.takes(theirs)
    assert stage.importer.takes(theirs / "model_index.json")
    assert stage.importer.takes(tmp_path / "net.ONNX")
    (other / "tokenizer").mkdir()
    assert not stage.importer.takes(other)
    (other / "tokenizer" / "tokenizer.json").write_text("{}")
    assert stage.importer.takes(other)
    (other / "tokenizer" / "tokenizer.json").unlink()
    assert not stage.importer.takes(ours)
    assert not stage.importer.takes(other)
    assert not stage.importer.takes(tmp_path / "picture.png")


@pytest.mark.parametrize("name", ["tokenizer.json", "tokenizer/tokenizer.json", "model_index.json"])
def test_a_file_of_a_folder_means_the_folder(stage: Stage, tmp_path: Path, name: str) -> None:
    stage.importer.bring(tmp_path / name)
    stage.wait()
    assert stage.asked[0][4:] == (str(tmp_path),)


SENTENCES = Path(playground.importing.__file__).parent
BUTTONS = (*ANSWERS, "--pictures", "--name")


def _sentences() -> list[str]:
    """All that the importing of models may say and that names an option of the command."""
    found = []
    for path in sorted(SENTENCES.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [one.value if isinstance(one, ast.Constant) else "…" for one in node.values]
                found.append("".join(map(str, parts)))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
    return [text for text in found if any(option in text for option in BUTTONS) and " " in text]


def test_what_has_a_button_is_told_in_the_windows_words() -> None:
    sentences = _sentences()
    assert len(sentences) >= len(BUTTONS)
    for sentence in sentences:
        told = told_here(sentence)
        assert not any(option in told for option in BUTTONS), told
    assert told_here("Name the class by --module net.py:Net.").endswith(
        "(--module is an option of the command “playground import”.)"
    )


def test_a_name_that_is_taken_is_counted_on(stage: Stage, tmp_path: Path) -> None:
    for taken, tried in (("net", "net-2"), ("net-2", "net-3")):
        stage.program = FAILS.format(f"There is a model “{taken}” in here already; choose another by --name.")
        stage.importer.bring(tmp_path / "net.onnx")
        stage.wait()
        stage.program = saying(tmp_path / tried)
        stage.choose("Under another name")
        stage.wait()
        assert stage.asked[-1][-2:] == ("--name", tried)


def test_what_was_measured_can_be_taken_afterwards(stage: Stage, tmp_path: Path) -> None:
    stage.program = saying(
        tmp_path / "net", "Its configuration says: x. Another is measured: --measured takes that."
    )
    stage.importer.bring(tmp_path / "net.onnx")
    stage.wait()
    stage.choose("Take what was measured")
    stage.wait()
    assert stage.asked[-1][-3:] == ("--measured", "--name", "net-2")


def test_the_data_set_that_it_learned_can_be_said(qtbot: QtBot, tmp_path: Path) -> None:
    known = read_card(folders.shipped_models() / "fashion-flow")
    root, folder, taken = QWidget(), tmp_path / "net", []
    qtbot.addWidget(root)
    bar = MessageBar(root, root)
    folder.mkdir()
    nameless = tuple(map(str, range(10)))
    write_card(folder, msgspec.structs.replace(known, name="net", data="", labels=nameless))

    def take(card: Card) -> Card:
        taken.append(card)
        return card

    show_imported(bar, folder, lambda _tab, _model: None, take, root)
    (message,) = bar.messages
    assert "compared with none" in message.sentence
    next(each for each in message.findChildren(QAbstractButton) if each.text() == ASKED).click()
    root.findChild(LearnedDialog).reject()
    next(each for each in bar.messages[0].findChildren(QAbstractButton) if each.text() == ASKED).click()
    dialog = root.findChildren(LearnedDialog)[-1]
    assert [dialog.sets.itemText(at) for at in range(dialog.sets.count())] == [
        "Fashion-MNIST (fashion-mnist)", "MNIST (mnist)"
    ]  # fmt: skip
    assert dialog.sets.currentData() == "fashion-mnist"
    dialog.buttons.accepted.emit()
    assert [card.data for card in taken] == ["", "fashion-mnist"]
    assert (taken[0].labels, taken[1].labels) == (nameless, known.labels)
    assert read_card(folder) == taken[1]
    assert SHOW in [each.text() for each in bar.messages[0].findChildren(QAbstractButton)]
    # What says its data set is not asked for.
    show_imported(bar, folder, lambda _tab, _model: None, take, root)
    assert "compared with none" not in bar.messages[0].sentence
