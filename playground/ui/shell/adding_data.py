"""A data set is made of pictures: what they will be is seen before, and a process of its own reads them."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import get_args

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QWidget,
)

from playground.core.errors import DataError, PlaygroundError
from playground.core.progress import Cancelled
from playground.core.words import counted
from playground.datasets.adding import HELD_OUT
from playground.datasets.arrays import NO_CLASSES
from playground.datasets.choosing import is_address, source_of
from playground.datasets.inspection import Inspected, inspect
from playground.datasets.preparing import LARGEST, SMALLEST, Crop, Preparation
from playground.datasets.source import Source
from playground.ui.shell.add_wish import (
    AddRun,
    AddWish,
    free_name,
    levels_of,
    refusal,
    share_of,
    side_of,
    told_here,
)
from playground.ui.state.background import Background
from playground.ui.timers import once
from playground.ui.widgets.buttons import push
from playground.ui.widgets.dialog import Dialog
from playground.ui.widgets.files import FileDrop, ask_for_file, ask_for_folder
from playground.ui.widgets.fold import Fold
from playground.ui.widgets.image_strip import NO_PICTURES, ImageStrip
from playground.ui.widgets.inputs import CheckBox, ChoiceBox
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.plain import set_tip

_REST_MS = 300
_TURN = 0.002
_CELL = 64
_CROPS: dict[Crop, str] = {
    "centre": "Cut out the centre", "pad": "Put on background", "stretch": "Stretch",
}  # fmt: skip
_COLOURS = {"": "Grey if all pictures are grey", "grey": "Grey", "colour": "Colour"}
_CHOOSE = "Choose a source, or drop it here."
_ASKED = "Pictures of your own"
_FILES = ("*.npz", "*.parquet", "*-ubyte", "*-ubyte.gz")
_FACES = "faces:size=64:count=10000"
_FACES_TIP = (
    "Faces that the program makes, of any values: for instance faces:style=toon:glasses=-sunglasses:size=32"
)
_UNREADABLE = "No picture here can be read."
_UNSEEN = "These pictures cannot be looked at."
assert set(_CROPS) == set(get_args(Crop))


class _Inspection(msgspec.Struct, frozen=True):
    wish: AddWish
    source: Source
    seen: Inspected


class _Turns:
    """Lets the window come first while files are looked for, and ends that when nobody waits for them."""

    def __init__(self) -> None:
        self.over = False

    def __call__(self) -> None:
        if self.over:
            raise Cancelled
        # Who works on without a rest is interrupted by the system at any moment, also while all wait for it.
        time.sleep(_TURN)


class AddDialog(Dialog):
    """Fields, and some dozen pictures as they will be."""

    added = Signal(str)
    """The name of a data set that is there from now on."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Add a data set", (820, 620), parent, QDialogButtonBox.StandardButton.Cancel)
        FileDrop(self, lambda paths: self.offer(str(paths[0])))
        self.place, self.name, self.title, self.licence = (QLineEdit() for _ in range(4))
        self.images, self.labels, self.levels, self.background = (QLineEdit() for _ in range(4))
        self.side, self.held_out = QLineEdit(), QLineEdit(f"{100 * HELD_OUT:g}")
        self.crop, self.colour, self.classes = ChoiceBox(), ChoiceBox(), CheckBox("Classes")
        self.folder, self.file = push("Folder…"), push("File…")
        self.faces = push("Faces", _FACES_TIP)
        self.told, self.strip = Label(wraps=True), ImageStrip("Pictures as they will be", _CELL, beneath=True)
        self.notes, self.bar = QPlainTextEdit(), QProgressBar()
        self.make = push("Add", "Read all pictures and keep what they become")
        self._inspect_soon = once(self, _REST_MS, self._inspect)
        self._inspecting, self._again, self._turns = Background(), False, _Turns()
        self._asked: AddWish | None = None
        self._inspection: _Inspection | None = None
        self._trouble, self._suggested = _CHOOSE, ""
        self.reader = AddRun(self)
        self._set_up()
        self._lay_out()
        self._connect()
        self._follow()

    def offer(self, place: str) -> None:
        """Take a source."""
        if self.reader.busy:
            return
        self.place.setText(place)
        self._suggest_name()
        self._inspect()

    def _suggest_name(self) -> None:
        """Name it after its source, unless somebody has named it."""
        if self.name.text().strip() in ("", self._suggested):
            place = self.place.text().strip()
            self._suggested = free_name(place) if place else ""
            self.name.setText(self._suggested)

    @property
    def wish(self) -> AddWish:
        """What the fields say; raises ``PlaygroundError`` in one sentence where that cannot be."""
        place = self.place.text().strip()
        if not place:
            raise DataError(_CHOOSE)
        if not is_address(place):
            place = str(Path(place).expanduser().absolute())
        return AddWish(
            name=self.name.text().strip(),
            place=place,
            images=self.images.text().strip(),
            labels=self.labels.text().strip() if self.classes.isChecked() else NO_CLASSES,
            levels=levels_of(self.levels.text()),
            how=Preparation(
                size=side_of(self.side.text()),
                crop=self.crop.currentData(),
                channels=self.colour.currentData(),
                background=self.background.text().strip() or "white",
            ),
            held_out=share_of(self.held_out.text()),
            title=self.title.text().strip(),
            licence=self.licence.text().strip(),
        )

    @property
    def looking(self) -> bool:
        """Whether some pictures are being looked at."""
        return self._inspecting.busy or self._inspect_soon.isActive()

    def done(self, result: int, /) -> None:
        """What is being read is given up, and nothing of it is left."""
        self._inspect_soon.stop()
        self._give_up_inspecting()
        self.reader.end()
        super().done(result)

    def _set_up(self) -> None:
        for crop, title in _CROPS.items():
            self.crop.addItem(title, crop)
        for channels, title in _COLOURS.items():
            self.colour.addItem(title, channels)
        self.classes.setChecked(True)
        self._fields: dict[str, tuple[QLineEdit | ChoiceBox, str]] = {
            "Source": (
                self.place,
                "A folder of pictures, an .npz, IDX or Parquet file, hf:owner/name, or faces:size=64",
            ),
            "Name": (self.name, "Small letters, digits and hyphens, such as my-drawings"),
            "Title": (self.title, "What it is called in the window"),
            "Size": (
                self.side,
                f"Side in pixels, {SMALLEST} to {LARGEST}; their own where they agree, or else 32",
            ),
            "Crop": (self.crop, "What is done with pictures that are not square"),
            "Colour": (self.colour, "What all pictures become"),
            "Held out, %": (self.held_out, "Of every class, kept from every training"),
        }
        self._more: dict[str, tuple[QLineEdit | ChoiceBox, str]] = {
            "Licence": (self.licence, "Whose the pictures are, and their licence"),
            "Background": (
                self.background,
                "A colour such as white or #rrggbb, where a picture is not opaque",
            ),
            "Array of pictures": (self.images, "Where arrays or columns have names: that of the pictures"),
            "Array of classes": (self.labels, "Where arrays or columns have names: that of the classes"),
            "Black and white": (self.levels, "The numbers in an array that are black and white, such as 0 1"),
        }
        set_tip(self.classes, "Sub-folders, or labels in arrays and tables, are classes")
        for edit, usual in (
            (self.side, "their own"), (self.background, "white"), (self.levels, "automatic"),
            (self.images, "automatic"), (self.labels, "automatic"), (self.title, "as its folder"),
        ):  # fmt: skip
            edit.setPlaceholderText(usual)
        for title, (field, tip) in (self._fields | self._more).items():
            field.setAccessibleName(title)
            set_tip(field, tip)
        self.notes.setReadOnly(True)
        self.notes.setAccessibleName("What will be left out")
        self.notes.setMaximumHeight(80)
        self.bar.setAccessibleName("Pictures read")
        self.bar.hide()

    def _lay_out(self) -> None:
        self.buttons.addButton(self.make, QDialogButtonBox.ButtonRole.ActionRole)
        self.form, self.more, place = QWidget(), Fold("More choices"), QWidget()
        lay_out(place, across(self.folder, self.file, self.faces, None))
        grid, more = _grid(), _grid()
        grid.addWidget(Label("Source"), 0, 0)
        grid.addWidget(self.place, 0, 1, 1, 2)
        grid.addWidget(place, 0, 3)
        _fill(grid, [(title, field) for title, (field, _) in self._fields.items() if field != self.place], 1)
        grid.addWidget(self.classes, grid.rowCount(), 1)
        _fill(more, [(title, field) for title, (field, _) in self._more.items()], 0)
        self.more.body.addLayout(more)
        lay_out(self.form, down(grid, self.more))
        for button in self.findChildren(QPushButton):
            # Return ends what is typed, and neither adds nor cancels.
            button.setAutoDefault(False)
        self.fill(self.form, self.told, (self.strip, 1), self.notes, across((self.bar, 1)))

    def _connect(self) -> None:
        self.place.editingFinished.connect(self._suggest_name)
        for edit in (self.place, self.images, self.labels):
            edit.editingFinished.connect(self._inspect_soon.start)
        for edit in (self.side, self.held_out, self.levels, self.background):
            edit.textEdited.connect(lambda _text: self._inspect_soon.start())
        for choice in (self.crop, self.colour):
            choice.currentIndexChanged.connect(lambda _index: self._inspect_soon.start())
        self.classes.toggled.connect(lambda _on: self._inspect_soon.start())
        self.name.textEdited.connect(lambda _text: self._follow())
        self.folder.clicked.connect(self._ask_for_folder)
        self.file.clicked.connect(self._ask_for_file)
        self.faces.clicked.connect(lambda: self.offer(_FACES))
        self.make.clicked.connect(self._begin)
        self._inspecting.done.connect(self._take_inspection)
        self._inspecting.failed.connect(self._take_failure)
        self.reader.went_on.connect(self._show_progress)
        self.reader.ended.connect(self._take_end)

    def _ask_for_folder(self) -> None:
        ask_for_folder(self, _ASKED, lambda path: self.offer(str(path)), self._here)

    def _ask_for_file(self) -> None:
        ask_for_file(
            self, _ASKED, "Pictures in one file", _FILES, lambda path: self.offer(str(path)), self._here
        )

    @property
    def _here(self) -> Path | None:
        """The folder that the source lies in, if there is one."""
        place = self.place.text().strip()
        folder = Path(place).expanduser().parent
        return folder if place and folder.is_absolute() and folder.is_dir() else None

    # What it will be

    def _inspect(self) -> None:
        """Look at some pictures, once those before have been looked at."""
        self._inspect_soon.stop()
        try:
            wish = self.wish
        except PlaygroundError as error:
            if not self.place.text().strip():
                self._forget()
            self._refuse(error.sentence)
            return
        if self._inspecting.busy and self._asked is not None and self._asked.source == wish.source:
            self._again = True
            return
        if self._asked is None or self._asked.source != wish.source:
            self._forget()
        self._asked, self._trouble = wish, ""
        self._turns.over, self._turns = True, _Turns()
        source = self._inspection.source if self._inspection else None
        self._inspecting.start(partial(_inspected, wish, source, self._turns))
        self._follow()

    def _take_inspection(self, found: _Inspection) -> None:
        self._inspection = found
        self._inspect_again()
        seen = found.seen
        self.strip.set_images(seen.pictures)
        self.strip.set_names(lambda index: seen.names[index] if index < len(seen.names) else "")
        self.strip.set_captions(
            {index: seen.labels[label] for index, label in enumerate(seen.classes)} if seen.labels else {}
        )
        notes = [*seen.notes, *seen.left_out, *seen.duplicates]
        self.notes.setPlainText("\n".join(notes))
        self.held_out.setEnabled(not seen.has_parts)
        self._follow()

    def _take_failure(self, sentence: str) -> None:
        again = self._again
        self._refuse(sentence or _UNSEEN)
        if again:
            self._inspect()

    def _forget(self) -> None:
        """What was looked at is of another source."""
        self._asked = self._inspection = None
        self.strip.set_images(NO_PICTURES)

    def _refuse(self, sentence: str) -> None:
        """There can be no data set; whatever is still being looked at is no answer to that."""
        self._give_up_inspecting()
        self._again, self._inspection, self._trouble = False, None, sentence
        self.notes.clear()
        if any(f"“{title}”" in told_here(sentence) for title in self._more):
            self.more.unfold()
        self._follow()

    def _give_up_inspecting(self) -> None:
        self._turns.over = True
        self._inspecting.give_up()

    def _inspect_again(self) -> None:
        if self._again:
            self._again = False
            self._inspect()

    def _follow(self) -> None:
        """Say what the data set will be, or why there can be none."""
        found = self._inspection
        trouble = self._trouble
        if found is not None and not trouble and found.seen.whole and not len(found.seen.pictures):
            trouble = _UNREADABLE
        if found is not None and not trouble:
            trouble = refusal(self.name.text().strip())
        if trouble:
            self.told.setText(told_here(trouble))
        else:
            self.told.setText("Looking at some pictures …" if found is None else described(found.seen))
        self.strip.set_stale(found is None)
        self.notes.setVisible(found is not None and bool(self.notes.toPlainText()))
        self.make.setEnabled(found is not None and not trouble and not self.reader.busy)

    # Making it

    def _begin(self) -> None:
        try:
            wish = self.wish
        except PlaygroundError as error:
            self._refuse(error.sentence)
            return
        if refusal(wish.name):
            self._follow()
            return
        if self._inspection is None or self._inspection.wish.source != wish.source:
            self._inspect()
            return
        self.form.setEnabled(False)
        self.bar.setRange(0, 0)
        self.bar.show()
        self.reader.start(wish.command(has_parts=self._inspection.seen.has_parts))
        self.make.setEnabled(False)
        self.told.setText("Reading all pictures …")

    def _show_progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)
        self.told.setText(f"{done:,} of {counted(total, 'picture')} read")

    def _take_end(self, sentence: str) -> None:
        self.bar.hide()
        self.form.setEnabled(True)
        if sentence:
            self._follow()
            self.told.setText(told_here(sentence))
            self.make.setEnabled(self._inspection is not None)
            return
        self.added.emit(self.name.text().strip())
        self.accept()


def _grid() -> QGridLayout:
    """Two columns of fields with their titles."""
    grid = QGridLayout()
    for column in (1, 3):
        grid.setColumnStretch(column, 1)
    return grid


def _fill(grid: QGridLayout, fields: list[tuple[str, QLineEdit | ChoiceBox]], first: int) -> None:
    """Put titled fields in the rows from the first one on."""
    for number, (title, field) in enumerate(fields):
        row, column = first + number // 2, 2 * (number % 2)
        grid.addWidget(Label(title), row, column)
        grid.addWidget(field, row, column + 1)


def described(seen: Inspected) -> str:
    """What a data set will be, in two sentences."""
    channels, height, width = seen.pictures.shape[1:]
    kind = f"{width} × {height}, {'grey' if channels == 1 else 'colour'}"
    names = len(seen.labels)
    classes = f"{names or 'no'} class{'' if names == 1 else 'es'}"
    about = "" if seen.whole else "about "
    own = " (the source’s own test part)" if seen.has_parts else ""
    less = "" if seen.whole else ", if none is left out"
    inspected = f"Of the {seen.looked_at} looked at" if not seen.whole else "Of these"
    out = len(seen.left_out) + len(seen.duplicates)
    return (
        f"{counted(seen.count, 'picture')}, {kind}, {classes}: {about}{seen.training:,} to learn from and "
        f"{seen.held_out:,} held out{own}{less}. {inspected}, {out if out else 'none'} would be left out."
    )


def _inspected(wish: AddWish, source: Source | None, turns: _Turns) -> _Inspection:
    if source is None:
        source = source_of(wish.place, images=wish.images, labels=wish.labels, levels=wish.levels, heed=turns)
    if not len(source):
        raise DataError(f"There is no picture that can be used in {wish.place}.")
    return _Inspection(wish, source, inspect(source, wish.how, share=wish.held_out))
