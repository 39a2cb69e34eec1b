"""No text of a card, a result or a message is taken for HTML or a mnemonic, wherever it is shown."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGraphicsTextItem,
    QGraphicsView,
    QLabel,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

import playground.ui
from playground.core import folders
from playground.core.cards import Card
from playground.evaluate.sweep.store import Store
from playground.export.atomic import write_card
from playground.paradigms.cards import read_card, rules
from playground.runtimes.catalogue import catalogue
from playground.ui.shell.session import Session, SessionFile
from playground.ui.shell.window import Window
from tests.support import opened
from tests.support.compare_results import MACHINE, result
from tests.ui.test_every_tab import ENTRIES, places

PICTURE = "seen.png"
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SOURCE = Path(playground.ui.__file__).parent


def hostile(picture: Path, where: str) -> str:
    """A text that shows a file where it is taken for HTML, turns what follows, and breaks formats."""
    return f"<img src='{picture}' width=9>{where} <b>x</b> & %n %s {{}} [/red] \u202eevil \x1b[31m"


def hostile_card(card: Card, picture: Path) -> Card:
    """The same model as somebody tells of it who wants to be believed."""
    return msgspec.structs.replace(
        card,
        name=f"{card.name}<b>x & {{}} %n",
        title=hostile(picture, "title"),
        summary=hostile(picture, "summary") + "\n" + "long " * 2000,
        licence=hostile(picture, "licence"),
        measured_with=hostile(picture, "measured"),
        labels=tuple(hostile(picture, f"label {index}") for index, _ in enumerate(card.labels)),
        training=msgspec.structs.replace(card.training, data=hostile(picture, "data"), recipe="<i>r"),
    )


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A picture that nobody has reason to open."""
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    path = tmp_path / PICTURE
    assert image.save(str(path))
    return path


@pytest.fixture
def cards(tmp_path: Path, picture: Path) -> tuple[Card, ...]:
    """The shipped models as hostile ones, read from their folders."""
    found = []
    for entry in catalogue((folders.shipped_models(),), rules()).entries:
        card = hostile_card(entry.card, picture)
        folder = tmp_path / "models" / card.name
        folder.mkdir(parents=True)
        write_card(folder, card)
        found.append(read_card(folder))
    return tuple(found)


@pytest.fixture
def window(
    qtbot: QtBot, tmp_path: Path, cards: Any, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    """A window with hostile models and results; nothing computes."""
    monkeypatch.setattr(folders, "user_data", lambda: tmp_path / "data")
    store = Store(tmp_path / "data" / "compare")
    for card in cards:
        if card.paradigm == "flow":
            found = result(card.name, "flow")
            told = msgspec.structs.replace(
                found.report, features=hostile(picture, "features"), reference=hostile(picture, "reference"),
                notes=(hostile(picture, "note"),),
            )  # fmt: skip
            machine = msgspec.structs.replace(MACHINE, processor=hostile(picture, "processor"))
            store.put(
                msgspec.structs.replace(
                    found, report=told, machine=machine, command=f"rm -rf ~ # {hostile(picture, 'command')}"
                )
            )
    window = Window(ENTRIES, cards, SessionFile(tmp_path / "settings"), Session())
    window.show()
    yield window
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def items_of(view: QAbstractItemView | QComboBox) -> Iterator[tuple[str, str]]:
    """The text and the tip of every item and every head."""
    model = view.model()
    if model is None:
        return
    roles = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole
    rows = model.rowCount(QModelIndex())
    # A list has one column, of which it may not be asked.
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())
    for row in range(min(rows, 200)):
        for column in range(columns):
            index = model.index(row, column)
            yield str(index.data(roles[0]) or ""), str(index.data(roles[1]) or "")
    for count, side in ((rows, Qt.Orientation.Vertical), (columns, Qt.Orientation.Horizontal)):
        for section in range(min(count, 200)):
            yield tuple(str(model.headerData(section, side, role) or "") for role in roles)  # type: ignore[misc]


def tips_and_texts(widget: QWidget) -> tuple[list[str], list[str]]:
    """What a widget tells in tips, where Qt guesses, and all other texts of it, where Qt does not."""
    tips, texts = [widget.toolTip(), widget.whatsThis()], [
        widget.accessibleName(), widget.accessibleDescription(), widget.statusTip(), widget.windowTitle(),
    ]  # fmt: skip
    for action in widget.actions():
        tips.append(action.toolTip())
        texts.append(action.text())
    if isinstance(widget, QAbstractItemView | QComboBox):
        for text, tip in items_of(widget):
            texts.append(text)
            tips.append(tip)
    return tips, texts


def wrong(root: QWidget) -> list[str]:
    """Every text that would be drawn as HTML or would turn what follows, and where it is."""
    found = []
    for widget in (root, *root.findChildren(QWidget)):
        what = f"{type(widget).__name__} “{widget.objectName() or widget.accessibleName()[:40]}”"
        tips, texts = tips_and_texts(widget)
        found += [
            f"tip of {what}: {tip[:80]}" for tip in tips if GuiQt.mightBeRichText(tip) and "<img" in tip
        ]
        if isinstance(widget, QLabel):
            texts.append(widget.text())
            if widget.textFormat() == Qt.TextFormat.AutoText and widget.objectName() != "qtooltip_label":
                found.append(f"{what} guesses")
            elif widget.textFormat() != Qt.TextFormat.PlainText and "<img" in widget.text():
                found.append(f"{what} shows {widget.text()[:80]}")
            elif widget.textFormat() == Qt.TextFormat.PlainText and re.search(
                "</b>(?! &)|&nbsp;", widget.text()
            ):
                found.append(f"{what} shows tags of our own: {widget.text()[:80]}")
        if isinstance(widget, QAbstractButton):
            texts.append(widget.text())
            if "<img" in widget.text() and "& " in widget.text().replace("&&", ""):
                found.append(f"{what} has a mnemonic of others: {widget.text()[:80]}")
        if isinstance(widget, QGraphicsView):
            items = [item for item in widget.scene().items() if isinstance(item, QGraphicsTextItem)]
            found += [f"plot in {what}: {item.toHtml()[-80:]}" for item in items if "<img" in item.toHtml()]
        found += [f"{what} turns: {text[:80]!r}" for text in (*tips, *texts) if _TURNS.search(text)]
    return found


@pytest.mark.skipif(not opened.SUPPORTED, reason="inotify is Linux'")
@pytest.mark.qt
@pytest.mark.parametrize("name", [entry.name for entry in ENTRIES])
def test_no_text_of_others_is_more_than_text(window: Window, picture: Path, name: str) -> None:
    with opened.watched(picture) as seen:
        for tab, place in places(window, name):
            assert wrong(window) == [], place
            for widget in tab.findChildren(QWidget):
                for tip in {tip for tip in tips_and_texts(widget)[0] if "img" in tip}:
                    QToolTip.showText(QPoint(3, 3), tip, widget)
            window.grab()
        QToolTip.hideText()
        QApplication.processEvents()
        assert seen.count() == 0


@pytest.mark.qt
def test_the_watch_sees_what_opens_the_file(qtbot: QtBot, picture: Path) -> None:
    if not opened.SUPPORTED:
        pytest.skip("inotify is Linux'")
    with opened.watched(picture) as seen:
        label = QLabel(hostile(picture, "x"))
        qtbot.addWidget(label)
        label.show()
        label.grab()
        assert seen.count() > 0
        assert wrong(label) != []


@pytest.mark.qt
def test_messages_and_names_of_edits_are_plain(window: Window, picture: Path) -> None:
    text = hostile(picture, "message")
    window.messages.show_message(text, f"{text}\n{text}", choices={"Retry": lambda: None})
    window.status.show_ongoing("vae", text)
    window.status.showMessage(text)
    tab = window.desk.current or window.desk.visit(ENTRIES[0].name)
    assert tab is not None
    QApplication.processEvents()
    assert wrong(window.messages) == []
    assert wrong(window.status) == []
    for action in window.findChildren(QAction):
        assert not _TURNS.search(action.text())


RAW = {
    "QLabel", "QToolTip", "QMessageBox", "QErrorMessage", "QTextBrowser", "QTextEdit", "QTextDocument",
    "QWhatsThis", "setToolTip", "setWhatsThis", "setHtml", "insertHtml", "appendHtml", "setMarkdown",
    "setTextFormat", "setLabel", "setLabels", "setTitle", "addLegend", "TextItem", "LabelItem", "LegendItem",
}  # fmt: skip
"""What guesses, or takes HTML."""
MAY = {
    "widgets/plain.py": RAW, "widgets/label.py": RAW, "widgets/page.py": RAW,
    "explain/prose.py": {"QLabel", "setTextFormat"},
    "widgets/clipboard.py": {"setHtml"}, "shell/keys.py": {"QTextEdit"},
}  # fmt: skip


def raw_uses(source: str) -> Iterator[str]:
    """What a file names of it."""
    for node in ast.walk(ast.parse(source)):
        name = getattr(node, "attr", None) or getattr(node, "id", None) or getattr(node, "name", None)
        if isinstance(node, ast.Attribute | ast.Name | ast.alias) and name in RAW:
            yield str(name)


def test_text_goes_through_what_shows_it_plainly() -> None:
    found = []
    for path in sorted(_SOURCE.rglob("*.py")):
        where, source = path.relative_to(_SOURCE).as_posix(), path.read_text("utf-8")
        found += [f"{where}: {name}" for name in set(raw_uses(source)) - MAY.get(where, set())]
        if "ToolTipRole" in source and "as_tip" not in source:
            found.append(f"{where}: ToolTipRole without as_tip")
    assert found == []


def test_rich_text_is_made_from_literals_alone() -> None:
    """What ruff's S704 checks, here for whoever runs the tests alone."""
    found = []
    for path in sorted(_SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Markup":
                literal = all(isinstance(each, ast.Constant) for each in node.args)
                found += [] if literal else [f"{path.name}:{node.lineno}"]
    assert found == []


def test_texts_that_ship_show_no_pictures() -> None:
    """Explanations are Markdown, which could."""
    for path in (*folders.assets().glob("explanations/*"), *folders.assets().glob("lessons/*")):
        assert not re.search(r"!\[|<img|<object|<iframe", path.read_text("utf-8")), path
