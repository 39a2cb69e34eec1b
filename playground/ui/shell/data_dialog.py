"""*Model → Data…*: the data sets of one's own, what is known of each, and some of its pictures."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QGridLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from playground.core import folders, leftovers
from playground.core.errors import PlaygroundError
from playground.core.images import LabelledImages, first_labelled_images
from playground.datasets import own_sets
from playground.datasets.own_sets import OwnSet
from playground.datasets.source import MOST
from playground.ui.state.background import Background
from playground.ui.timers import once
from playground.ui.widgets.buttons import push
from playground.ui.widgets.dialog import Dialog
from playground.ui.widgets.files import FileDrop
from playground.ui.widgets.image_strip import NO_PICTURES, ImageStrip
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.plain import set_tip

if TYPE_CHECKING:
    from playground.ui.shell.adding_data import AddDialog

_EXAMPLES = 60
_CELL = 44
_PAINTED_MS = 100
_NAME = Qt.ItemDataRole.UserRole
NONE = (
    "There is no data set of your own yet. Add a folder of pictures, an .npz, IDX or Parquet file, or drop "
    "it here."
)
_UNREAD = "Its pictures cannot be shown."
_UNLOADED = "Nothing can be added: what reads pictures could not be loaded."
_UNREMOVED = "It could not be removed."
_FACTS = ("Pictures", "Classes", "Licence", "Made from", "Hash", "Folder")


_READERS = ("playground.datasets.choosing", "playground.datasets.inspection")
"""What reads pictures, and brings with it what takes long to import."""


class _Examples(msgspec.Struct, frozen=True):
    training: LabelledImages
    held_out: LabelledImages


class DataDialog(Dialog):
    """A list, what is known of the chosen one, and buttons that add, remove or train."""

    def __init__(self, parent: QWidget, train: Callable[[str], None] | None = None) -> None:
        """``train`` leads to a training on the data set of a name; without it nothing offers that."""
        super().__init__("Data", (880, 600), parent)
        FileDrop(self, lambda paths: self.add(str(paths[0])))
        self._train = train
        self._own: OwnSet | None = None
        self.adding: AddDialog | None = None
        """What is being added."""
        self._source: str | None = None
        """What is to be added once it can be read."""
        self.list = QListWidget()
        self.list.setAccessibleName("Data sets of your own")
        self.told = Label(wraps=True)
        self.heading = Label(wraps=True, selectable=True)
        self.facts = {name: Label(wraps=True, selectable=True, shrinks=True) for name in _FACTS}
        self.strips = {
            "To learn from": ImageStrip("Pictures to learn from", _CELL),
            "Held out": ImageStrip("Held-out pictures", _CELL),
        }
        self.notes = QPlainTextEdit()
        self.notes.setReadOnly(True)
        self.notes.setAccessibleName("What was left out")
        self.notes.setMaximumHeight(110)
        self.question, self.details = Label(wraps=True), QWidget()
        self.asked = QWidget()
        self.add_one = push("Add…", "Make a data set of a folder or file of pictures")
        self.remove = push("Remove…", "Remove the chosen data set; what it was made from stays")
        self.train = push("Train a model on this…", "Let a model of your own learn these pictures")
        self._sweeping, self._removing = Background(), Background()
        self._removing.done.connect(lambda _none: self.show_sets())
        self._removing.failed.connect(self._tell_unremoved)
        self._reading = Background()
        self._reading.done.connect(self._show_examples)
        self._reading.failed.connect(self._tell)
        self._loading = Background()
        self._loading.done.connect(self._add_waiting)
        self._loading.failed.connect(self._tell_unloaded)
        self._lay_out()
        self._connect()
        self.show_sets()
        # Each thread that starts takes a turn away from the window, which is to be painted first.
        self._painted = once(self, _PAINTED_MS, self._prepare)
        self._painted.start()

    def show_sets(self, chosen: str = "") -> None:
        """List what there is, and choose one of it."""
        names = [*own_sets.names()]
        # It is told of the one alone that is chosen in the end.
        with QSignalBlocker(self.list):
            self.list.clear()
            for name in names:
                item = QListWidgetItem(name)
                item.setData(_NAME, name)
                self.list.addItem(item)
            self.list.setCurrentRow(names.index(chosen) if chosen in names else 0)
        self._follow()

    def add(self, source: str = "") -> None:
        """Let a data set be made, of a source that was dropped, if one was, as soon as it can be read."""
        self._source = source
        if self._load():
            self._add_waiting()

    def _load(self) -> bool:
        """Import what reads pictures beside the window, which it would hold; true where that is done."""
        if self._loading.busy:
            return False
        if sys.modules.keys() >= set(_READERS):
            return True
        self._loading.start(_load_readers)
        return False

    def _add_waiting(self, _loaded: object = None) -> None:
        if self._source is None:
            return
        source, self._source = self._source, None
        if self.adding is None:
            from playground.ui.shell.adding_data import AddDialog

            dialog = self.adding = AddDialog(self)
            dialog.added.connect(self.show_sets)
            dialog.finished.connect(self._end_adding)
            dialog.open()
        if source:
            self.adding.offer(source)

    def _tell_unloaded(self, sentence: str) -> None:
        """What was to be added is not added later, when nobody expects it."""
        if self._source is not None:
            self._source = None
            self._tell(sentence or _UNLOADED)

    def _prepare(self) -> None:
        """Begin what goes on beside the window."""
        self._sweeping.start(partial(leftovers.sweep, folders.own_data_sets()))
        self._load()

    def done(self, result: int, /) -> None:
        """Nothing goes on once it is closed."""
        self._source = None
        self._painted.stop()
        if self.adding is not None:
            self.adding.reject()
        for each in (self._loading, self._reading, self._removing, self._sweeping):
            each.give_up()
        super().done(result)

    def closeEvent(self, event: object) -> None:
        self.reject()

    def _lay_out(self) -> None:
        self.buttons.addButton(self.train, QDialogButtonBox.ButtonRole.ActionRole)
        self.train.setVisible(self._train is not None)
        really, keep = QPushButton("Remove it"), QPushButton("Keep it")
        really.clicked.connect(self._remove)
        keep.clicked.connect(self.asked.hide)
        lay_out(self.asked, across((self.question, 1), really, keep))
        self.asked.hide()
        facts = QWidget()
        grid = QGridLayout(facts)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(self.facts.items()):
            grid.addWidget(Label(name), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
        shown = [part for title, strip in self.strips.items() for part in (Label(title), (strip, 1))]
        lay_out(self.details, down(self.heading, facts, *shown, self.notes))
        left = QWidget()
        lay_out(left, down((self.list, 1), across(self.add_one, self.remove)))
        left.setMaximumWidth(250)
        self.fill(self.told, self.asked, (across(left, (self.details, 1), (None, 0)), 1))

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(lambda _new, _old: self._follow())
        self.add_one.clicked.connect(lambda _checked=False: self.add())
        self.remove.clicked.connect(self._ask_to_remove)
        self.train.clicked.connect(self._begin_training)
        for strip in self.strips.values():
            strip.chosen.connect(strip.set_current)

    def _follow(self) -> None:
        """Show the chosen one."""
        self.asked.hide()
        item = self.list.currentItem()
        self._own = None
        self.told.setText("" if self.list.count() else NONE)
        if item is not None:
            try:
                self._own = own_sets.read(item.data(_NAME))
            except PlaygroundError as error:
                self.told.setText(error.sentence)
        self.told.setVisible(bool(self.told.said))
        self.details.setVisible(self._own is not None)
        self.list.setEnabled(True)
        self.remove.setEnabled(item is not None)
        self.train.setEnabled(self._own is not None)
        if self._own is not None:
            self._show(self._own)

    def _tell(self, sentence: str) -> None:
        self.told.setText(sentence or _UNREAD)
        self.told.show()

    def _show(self, own: OwnSet) -> None:
        self.heading.setText(own.title if own.title == own.name else f"{own.title} ({own.name})")
        said = {
            "Pictures": f"{own.training:,} to learn from, {own.held_out:,} held out; {own.kind}",
            "Classes": ", ".join(_classes(own)) or "none",
            "Licence": own.licence or "not said",
            "Made from": f"{own.source}, {own.date}",
            "Hash": own.sha256[:16],
            "Folder": str(own_sets.folder_of(own.name)),
        }
        for name, value in said.items():
            self.facts[name].setText(value)
        set_tip(self.facts["Hash"], f"SHA-256 over all pictures, their classes and sides: {own.sha256}")
        notes = [*own.missing(MOST)]
        self.notes.setPlainText("\n".join(notes))
        self.notes.setVisible(bool(notes))
        for strip in self.strips.values():
            strip.set_images(NO_PICTURES)
        self._reading.start(partial(_examples, own_sets.folder_of(own.name)))

    def _show_examples(self, found: _Examples) -> None:
        own = self._own
        if own is None:
            return
        for strip, images in zip(self.strips.values(), (found.training, found.held_out), strict=True):
            strip.set_images(images.images)
            strip.set_names(partial(_class_of, own.labels, images))

    def _ask_to_remove(self) -> None:
        name = self.list.currentItem().data(_NAME)
        self.question.setText(f"Remove the data set {name}? What it was made from stays, and so do models.")
        self.asked.show()

    def _remove(self) -> None:
        self.asked.hide()
        self._reading.give_up()
        self._removing.start(partial(own_sets.remove, self.list.currentItem().data(_NAME)))
        self.list.setEnabled(False)
        self.remove.setEnabled(False)
        self.train.setEnabled(False)

    def _tell_unremoved(self, sentence: str) -> None:
        self._follow()
        self._tell(sentence or _UNREMOVED)

    def _begin_training(self) -> None:
        if self._train is not None and self._own is not None:
            name = self._own.name
            self.accept()
            self._train(name)

    def _end_adding(self) -> None:
        self.adding = None


def _load_readers() -> None:
    for name in _READERS:
        import_module(name)


def _examples(folder: Path) -> _Examples:
    return _Examples(
        first_labelled_images(folder, "train", _EXAMPLES), first_labelled_images(folder, "t10k", _EXAMPLES)
    )


def _class_of(labels: tuple[str, ...], images: LabelledImages, index: int) -> str:
    return labels[int(images.labels[index])] if labels and index < len(images) else ""


def _classes(own: OwnSet) -> list[str]:
    return [f"{label} {count:,}" for label, count in zip(own.labels, own.of_classes, strict=False)]
