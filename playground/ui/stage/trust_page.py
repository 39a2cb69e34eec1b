"""What stands in a stage's place before a model of others is used: what it is, and whether to use it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from playground.core import folders, plain_text
from playground.core.cards import Training
from playground.core.errors import ModelFileError, PlaygroundError
from playground.core.words import counted, number
from playground.export.about import About, decode
from playground.export.trust import TrustStore
from playground.paradigms.cards import rules
from playground.runtimes.catalogue import Entry, entry_of
from playground.runtimes.graph_facts import Verdict
from playground.ui.state.look import Look
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, fill
from playground.ui.widgets.pages import Pages
from playground.ui.widgets.plain import strong
from playground.ui.widgets.scrolled import Scrolled
from playground.ui.widgets.theme import monospaced


class Inspection(QObject):
    """Runs ``playground models --about`` once."""

    told = Signal(object)
    """An :class:`~playground.export.about.About`."""

    failed = Signal(str)
    """Why nothing is known, in one sentence."""

    def __init__(self, name: str, places: Sequence[Path], parent: QObject) -> None:
        super().__init__(parent)
        folders = [word for place in places for word in ("--models", str(place))]
        self._look = Look(("models", "--json", *folders, f"--about={name}"), self)
        self._look.told.connect(self._take)
        self._look.failed.connect(
            lambda why: self.failed.emit(f"Its graphs could not be looked into: {why}.")
        )
        self.begun = False

    def start(self, program: Sequence[str] | None = None) -> None:
        """Begin; ``program`` is run in the place of this program's own ``models --about``."""
        self.begun = True
        self._look.start(program)

    def end(self) -> None:
        """Give up."""
        self._look.end()

    def _take(self, code: int, said: bytes) -> None:
        try:
            found = decode(said)
        except ModelFileError:
            self.failed.emit(f"Its graphs could not be looked into (status {code}).")
            return
        self.told.emit(found)


LIMITS = (
    "Before a runtime loads a graph, it is checked in a process of its own: only known operators, all sizes "
    "bounded, no file outside the model’s folder. A graph that does not pass is not used.",
    "Nothing from its files is executed as a program, and weights are read as plain numbers.",
    "It runs in the compute process, which Esc stops and Ctrl+Shift+R starts again, and never in the window.",
)
_SHOWN_FILES = 200

_WIDEST_FILE = 160
"""Pixels that the name of a file may take before it goes on in the next line, if it can."""


class TrustPage(Pages):
    """Tells all about one model in plain text; “Not now” is what a key that is pressed by chance gives."""

    allowed = Signal()
    """The model may be used."""

    report = Signal(str, str)

    def __init__(self, entry: Entry, places: Sequence[Path], placement: str) -> None:
        """``places`` are the folders with models beside the usual ones; ``placement`` what would run it."""
        super().__init__()
        self.entry = entry
        self._store = TrustStore()
        self._inspection = Inspection(entry.card.name, places, self)
        self._inspection.told.connect(self.show_about)
        self._inspection.failed.connect(self._show_failure)
        self.graphs = _text("")
        self.damage = _text("")
        self.use, self.later = QPushButton("Use this model"), QPushButton("Not now")
        self.again = QPushButton("Look at it again")
        self.later.setDefault(True)
        self.use.clicked.connect(self._allow)
        self.later.clicked.connect(lambda: self.setCurrentIndex(1))
        self.again.clicked.connect(lambda: self.setCurrentIndex(0))
        self.setAccessibleName(f"About the model {plain_text.line(entry.card.title)}")
        self.addWidget(self._details(placement))
        self.addWidget(self._short())

    def showEvent(self, event: QShowEvent) -> None:
        """Look into the graphs, or go on at once where somebody has allowed the model elsewhere."""
        super().showEvent(event)
        if self._store.trusts(self.entry):
            self.allowed.emit()
        elif not self._inspection.begun:
            self.graphs.setText("Looking into its graphs …")
            self._inspection.start()

    def show_about(self, found: About) -> None:
        """Tell what was found in the files."""
        if found.fingerprint != self._store.print_of(self.entry):
            self._show_failure("The model has changed meanwhile; choose it again.")
            return
        self.graphs.setText("\n".join(_of_graph(part, one) for part, one in found.graphs.items()))
        self.damage.setText(found.damage)
        self.damage.setVisible(bool(found.damage))

    def end(self) -> None:
        """Look no further."""
        self._inspection.end()

    # What stands there

    def _details(self, placement: str) -> QWidget:
        card = self.entry.card
        whole, body = QWidget(), QWidget()
        title = _text(strong(f"“{card.title}” did not come with the program"))
        about = _text(
            "A model is files that anybody may have made. This is all that is known of them; what the "
            "card says is its maker’s word. Your answer holds until one of them changes."
        )
        self.damage.hide()
        column, facts, files = QVBoxLayout(body), QGridLayout(), QGridLayout()
        fill(column, title, about, self.damage, facts, spacing=10)
        self._tell_facts(facts, placement)
        fill(column, files, None)
        self._list_files(files)
        scroll = Scrolled()
        scroll.setAccessibleName("What is known of the model")
        scroll.setWidget(body)
        fill(QVBoxLayout(whole), (scroll, 1), across(self.later, self.use, None))
        return whole

    def _tell_facts(self, grid: QGridLayout, placement: str) -> None:
        card, training = self.entry.card, self.entry.card.training
        own = _in_groups(self._store.print_of(self.entry))
        told = {
            "Folder": str(self.entry.folder),
            "Card": f"{card.name}, {card.paradigm}; fingerprint {own}",
            "Says of itself": card.summary or "Nothing",
            "Licence": f"As the card says: {card.licence}" if card.licence else "The card names none",
            "Trained": _trained(training, card.data),
            "Runs on": placement,
        }
        grid.setColumnStretch(1, 1)
        for name, text in told.items():
            _add(grid, name, _text(text))
        _add(grid, "Graphs", self.graphs)
        _add(grid, "Limits", _text("\n".join(LIMITS)))

    def _list_files(self, grid: QGridLayout) -> None:
        """Name, size and hash, as the card has them; only files with these hashes are ever loaded."""
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(2, 5)
        grid.setHorizontalSpacing(16)
        shown = self.entry.card.files[:_SHOWN_FILES]
        widths = (self.fontMetrics().horizontalAdvance(plain_text.line(file.path)) for file in shown)
        grid.setColumnMinimumWidth(0, min(_WIDEST_FILE, max(widths, default=0) + 2))
        for column, head in enumerate(("File", "Size", "SHA-256")):
            grid.addWidget(_text(strong(head)), 0, column)
        mono = monospaced()
        for row, file in enumerate(shown, start=1):
            size = _line(f"{number(file.bytes, 0)} B")
            size.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            digest = _text(_in_groups(plain_text.line(file.sha256)))
            digest.setFont(mono)
            for column, label in enumerate((_text(plain_text.line(file.path)), size, digest)):
                grid.addWidget(label, row, column)
        more = len(self.entry.card.files) - _SHOWN_FILES
        if more > 0:
            grid.addWidget(_text(f"and {counted(more, 'more file')}"), _SHOWN_FILES + 1, 0)

    def _short(self) -> QWidget:
        page = QWidget()
        text = _text(f"“{self.entry.card.title}” is not used. Another model can be chosen at the left.")
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        fill(QVBoxLayout(page), None, text, across(None, self.again, None), None)
        return page

    # What is answered

    def _allow(self) -> None:
        try:
            self._store.trust(self.entry)
        except PlaygroundError as error:
            self.report.emit(error.sentence, "")
            return
        self.allowed.emit()

    def _show_failure(self, sentence: str) -> None:
        self.graphs.setText(sentence)


def located(name: str, places: Sequence[Path]) -> Entry | None:
    """The model of that name in these folders or the usual ones, ``None`` where it is gone."""
    try:
        return entry_of(name, folders.model_folders(tuple(places)), rules())
    except PlaygroundError:
        return None


def _of_graph(part: str, verdict: Verdict) -> str:
    if verdict.fault:
        return f"{part}: not used, since {verdict.fault}"
    operators = ", ".join(f"{count} {operator}" for operator, count in verdict.operators.items())
    open_ends = f"; of any size: {', '.join(verdict.unbounded)}" if verdict.unbounded else ""
    return f"{part}: {counted(verdict.parameters, 'parameter')}; {operators}{open_ends}"


def _trained(training: Training | None, data: str) -> str:
    """What a card says of its model's training."""
    if training is None:
        return f"The card says nothing but the data: {data}" if data else "The card says nothing of it"
    return f"As the card says, {training.date or 'at no date'}, on {training.data or data}"


def _in_groups(digest: str) -> str:
    """A hash in groups of eight letters, between which a line may be broken."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def _add(grid: QGridLayout, name: str, text: Label) -> None:
    row = grid.rowCount()
    text.setAccessibleName(name)
    grid.addWidget(_line(strong(name)), row, 0)
    grid.addWidget(text, row, 1)


_AT_TOP = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft


def _text(text: str) -> Label:
    # A long name without a space would make the page wider than its place.
    return Label(text, wraps=True, selectable=True, shrinks=True, align=_AT_TOP)


def _line(text: str) -> Label:
    return Label(text, selectable=True, align=_AT_TOP)
