"""*Open points…*: two columns of a table of one's own become the points that a lab learns."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialogButtonBox, QPushButton, QWidget

from playground.core.errors import PlaygroundError
from playground.core.fields import Value
from playground.core.words import counted, magnitude, plain
from playground.datasets.points import SUFFIXES, Points, Table, chosen, read_table
from playground.paradigms.lab.fields import DRAWN, MAX_DRAWN, Standard, packed
from playground.paradigms.lab.frames import EXTENT
from playground.ui.plots.drawing_canvas import DrawingCanvas
from playground.ui.state.background import Background
from playground.ui.state.store import Store
from playground.ui.widgets.buttons import push
from playground.ui.widgets.dialog import Dialog
from playground.ui.widgets.files import ask_for_file, local_files
from playground.ui.widgets.inputs import ChoiceBox
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out

_TIP = "Learn two columns of a CSV, TSV or NPY file; it can be dropped here, too"


class OpenPoints(QWidget):
    """The button, on which a file can be dropped."""

    def __init__(self, run: Store[Any]) -> None:
        super().__init__()
        self._run = run
        self.setAcceptDrops(True)
        self.button = push("Open points…", _TIP)
        self.button.setStatusTip(_TIP)
        lay_out(self, down(self.button))
        self.button.clicked.connect(self.ask)

    def ask(self) -> None:
        """Ask for a file."""
        patterns = (f"*{suffix}" for suffix in SUFFIXES)
        ask_for_file(self.window(), "Open points", "Tables", patterns, self.open)

    def open(self, path: Path) -> PointsDialog:
        """Let the columns of a file be chosen."""
        dialog = PointsDialog(path, self.window())
        dialog.taken.connect(self._take)
        dialog.open()
        return dialog

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a table."""
        if _table_in(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        path = _table_in(event)
        if path is not None:
            event.acceptProposedAction()
            self.open(path)

    def _take(self, found: Points) -> None:
        values: dict[str, Value] = {
            "data": DRAWN, "drawing": packed(found.points), "units": found.units,
        }  # fmt: skip
        self._run.act("Open points", **values)


class PointsDialog(Dialog):
    """Which two columns, and what they look like."""

    taken = Signal(object)
    """The :class:`Points` that are to be learned."""

    def __init__(self, path: Path, parent: QWidget) -> None:
        super().__init__("Open points", (400, 480), parent, QDialogButtonBox.StandardButton.Cancel)
        self._table: Table | None = None
        self._found: Points | None = None
        self.told = Label(f"Reading {path.name} …", wraps=True)
        self.axes = {name: ChoiceBox() for name in ("x", "y")}
        self.view = DrawingCanvas(EXTENT, MAX_DRAWN)
        self.view.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.view.setAccessibleName("The points as they will be")
        self.take = push("Learn these", "Let the lab learn these points")
        self.take.setEnabled(False)
        self.buttons.addButton(self.take, QDialogButtonBox.ButtonRole.ActionRole)
        rows = [part for name, box in self.axes.items() for part in (Label(name), (box, 1))]
        for name, box in self.axes.items():
            box.setAccessibleName(f"Column of {name}")
            box.setEnabled(False)
            box.currentIndexChanged.connect(lambda _index: self._look())
        self.fill(across(*rows), (self.view, 1), self.told)
        self.take.clicked.connect(self._take)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        self._reading = Background()
        self._reading.done.connect(self._offer)
        self._reading.failed.connect(self._refuse)
        self._reading.start(partial(read_table, path))

    @property
    def busy(self) -> bool:
        """Whether the file is being read."""
        return self._reading.busy

    def done(self, result: int, /) -> None:
        """Nobody waits for the file any more."""
        self._reading.give_up()
        super().done(result)

    def _refuse(self, sentence: str) -> None:
        self.told.setText(sentence)
        self.view.hide()

    def _offer(self, table: Table) -> None:
        """Offer the columns that hold numbers, the first two at once."""
        for place, box in enumerate(self.axes.values()):
            with QSignalBlocker(box):
                for at in table.usable:
                    box.addItem(table.names[at], at)
                box.setCurrentIndex(place)
            box.setEnabled(True)
        self._table = table
        self._look()

    def _look(self) -> None:
        if self._table is None:
            return
        self._found = None
        try:
            x, y = (int(box.currentData()) for box in self.axes.values())
            found = self._found = chosen(self._table, x, y)
        except PlaygroundError as error:
            self.told.setText(error.sentence)
        else:
            said = (f"{counted(len(found.points), 'point')}, standardised.", *found.notes)
            self.told.setText(f"{' '.join(said)}\n{told(found.units)}")
            self.view.set_points(found.points)
        self.view.setVisible(self._found is not None)
        self.take.setEnabled(self._found is not None)

    def _take(self) -> None:
        if self._found is not None:
            self.taken.emit(self._found)
            self.accept()


def told(units: Standard) -> str:
    """What the axes of the plane stand for."""
    axes = zip("xy", units.names, units.mean, units.sd, strict=True)
    return "\n".join(
        f"{axis} = ({name} {'+' if mean < 0 else '−'} {_factor(abs(mean))}) / {_factor(sd)}"
        for axis, name, mean, sd in axes
    )


def _factor(value: float) -> str:
    """A number that can stand behind a sign."""
    return plain(value) if not value or 1e-4 <= value < 1e7 else f"({magnitude(value, 4)})"


def _table_in(event: QDropEvent) -> Path | None:
    """The first table among files that are dropped."""
    return next((path for path in local_files(event.mimeData()) if path.suffix.lower() in SUFFIXES), None)
