"""A grid of what is open: which fields are its axes, the sheet, and any cell’s recipe."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QGridLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from playground.core.errors import PlaygroundError
from playground.core.fields import Field, Value, fields
from playground.core.noise import following
from playground.core.recipe import Recipe, change
from playground.core.words import counted
from playground.paradigms.grid.measuring import MEASURES
from playground.paradigms.grid.recipes import MOST_AXES, AxisValue, Grid, grid_of, told
from playground.ui.stage.saving import saver
from playground.ui.state.feed import Feed, Shown
from playground.ui.state.link import Link
from playground.ui.tab import Export, Made
from playground.ui.widgets.colours import Inks
from playground.ui.widgets.dialog import Dialog
from playground.ui.widgets.inputs import ChoiceBox, NumberBox
from playground.ui.widgets.label import Label
from playground.ui.widgets.plain import set_tip, show_tip
from playground.ui.widgets.qimage import to_qimage

CHANNEL = "grid"
_COUNT = "count"
_WHERE = ("To the right", "Down", "Sheet by sheet")
_FIRST = ("steps", "guidance", "temperature", "truncation", "seed")
"""Fields that are looked for first where axes are chosen for somebody."""
HINT = (
    "Choose above what changes to the right, downwards and from sheet to sheet, and its values.\n"
    "Draw makes a picture of every combination; a click on one opens it."
)
"""Said where nothing is drawn yet."""


class SheetView(QWidget):
    """A sheet, pixel by pixel; a click on a cell tells of it."""

    chosen = Signal(int)
    """The number of a cell."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Sheet")
        self.setAccessibleDescription(HINT)
        self.setMouseTracking(True)
        self._image: QImage | None = None
        self._places: list[QRect] = []
        self._names: list[str] = []

    def show_sheet(self, shown: Shown) -> None:
        """Show the final frame of a grid."""
        arrays = shown.frame.arrays
        self._image = to_qimage(arrays["images"][0])
        self._places = [QRect(*row) for row in arrays["places"].tolist()]
        self._names = [shown.recipe.name_of(place) for place in shown.recipe.cells()]
        self.setAccessibleDescription("")
        self.setFixedSize(self._image.size())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, 320) if self._image is None else self._image.size()

    def cell_at(self, pixel: QPoint) -> int:
        """The number of the cell at a pixel, of several the one that covers the others; −1 for none."""
        there = [number for number, place in enumerate(self._places) if place.contains(pixel)]
        return there[-1] if there else -1

    def rect_of(self, cell: int) -> QRect:
        """Where a cell is."""
        return self._places[cell]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._image is None:
            painter.setPen(Inks(self.palette()).muted)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, HINT)
        else:
            painter.drawImage(0, 0, self._image)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position().toPoint())
        self.setCursor(Qt.CursorShape.ArrowCursor if cell < 0 else Qt.CursorShape.PointingHandCursor)
        text = "" if cell < 0 else f"{self._names[cell]}: a click opens it"
        show_tip(event.globalPosition().toPoint(), text, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position().toPoint())
        if cell >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(cell)


class _Row(NamedTuple):
    """Where an axis is chosen."""

    field: ChoiceBox
    values: QLineEdit


class GridDialog(Dialog):
    """Draws the recipe of what is open for all combinations of some of its fields' values."""

    recipe_chosen = Signal(object)
    """The recipe of a cell that was clicked."""

    def __init__(self, made: Made, link: Link, ask_where: Callable[[Export], None], parent: QWidget) -> None:
        super().__init__("Grid", (760, 620), parent)
        self._recipe, self._ask_where = made.recipe, ask_where
        offered = (field for field in fields(type(made.recipe)) if field.name not in made.idle)
        self._fields = {field.name: field for field in offered if _usual(field, made.recipe)}
        self.rows = [self._row(number) for number in range(MOST_AXES)]
        self.measure = ChoiceBox()
        self.measure.setAccessibleName("Shown")
        set_tip(self.measure, "The cells’ pictures, or curves of what these come to")
        for name, title in MEASURES.items():
            self.measure.addItem(title, name)
        self.count = self._count_box()
        self.told = Label(wraps=True)
        self.sheet = SheetView()
        self.draw, self.save = QPushButton("Draw"), QPushButton("Save…")
        self.buttons.addButton(self.draw, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.addButton(self.save, QDialogButtonBox.ButtonRole.ActionRole)
        self.feed = Feed(link.channel(CHANNEL), self, strict=True)
        self.feed.arrived.connect(self._take)
        self.feed.failed.connect(lambda sentence, _details: self.told.setText(sentence))
        self.feed.busy_changed.connect(lambda _busy: self._follow())
        self.draw.clicked.connect(self._draw)
        self.save.clicked.connect(self._save)
        self.sheet.chosen.connect(self._choose)
        self.finished.connect(lambda _result: self.feed.drop())
        for row in self.rows:
            row.field.currentIndexChanged.connect(partial(self._suggest, row))
            row.values.textChanged.connect(lambda _text: self._follow())
        self.measure.currentIndexChanged.connect(lambda _index: self._follow())
        self._shown: Shown | None = None
        scrolled = QScrollArea()
        scrolled.setWidget(self.sheet)
        scrolled.setWidgetResizable(False)
        scrolled.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.fill(self._form(), self.told, (scrolled, 1))
        self.draw.setDefault(True)
        self._follow()

    @property
    def grid(self) -> Grid:
        """What the fields say; raises ``PlaygroundError`` in one sentence where that is no grid."""
        from playground.commands.combinations import values_of

        axes: dict[str, tuple[AxisValue, ...]] = {}
        for row in self.rows:
            name = row.field.currentData()
            if name and name not in axes:
                axes[name] = values_of(type(self._recipe), name, row.values.text())
        return grid_of(self._recipe, axes, self.measure.currentData())

    def _row(self, number: int) -> _Row:
        chosen, values = ChoiceBox(), QLineEdit()
        chosen.setAccessibleName(f"Axis: {_WHERE[number]}")
        values.setAccessibleName(f"Values: {_WHERE[number]}")
        set_tip(values, "Values with commas between; \\, is a comma in a text")
        chosen.addItem("nothing", "")
        for name, field in self._fields.items():
            chosen.addItem(field.title, name)
        first = [name for name in _FIRST if name in self._fields]
        chosen.setCurrentIndex(chosen.findData(first[number]) if number < min(2, len(first)) else 0)
        self._fill_in(chosen, values)
        return _Row(chosen, values)

    def _form(self) -> QWidget:
        box = QWidget()
        layout = QGridLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setColumnStretch(2, 1)
        for number, row in enumerate(self.rows):
            for column, part in enumerate((Label(_WHERE[number]), *row)):
                layout.addWidget(part, number, column)
        layout.addWidget(Label("Shown"), MOST_AXES, 0)
        layout.addWidget(self.measure, MOST_AXES, 1, 1, 2)
        if self.count is not None:
            layout.addWidget(Label("Images"), MOST_AXES + 1, 0)
            layout.addWidget(self.count, MOST_AXES + 1, 1)
        return box

    def _count_box(self) -> NumberBox | None:
        """How many images a cell has, where the recipe says that."""
        field = self._fields.get(_COUNT)
        if field is None or field.low is None or field.high is None:
            return None
        box = NumberBox()
        box.setAccessibleName("Images in each cell")
        set_tip(box, "Images in each cell; intervals of a measure are the narrower the more there are")
        box.setDecimals(0)
        box.setRange(field.low, field.high)
        box.setStepType(NumberBox.StepType.AdaptiveDecimalStepType)
        box.setValue(getattr(self._recipe, _COUNT))
        box.picked.connect(self._take_count)
        return box

    def _take_count(self, count: float) -> None:
        self._recipe = change(self._recipe, **{_COUNT: round(count)})
        self._follow()

    def _suggest(self, row: _Row, _index: int) -> None:
        self._fill_in(*row)
        self._follow()

    def _fill_in(self, chosen: ChoiceBox, values: QLineEdit) -> None:
        field = self._fields.get(chosen.currentData())
        from playground.commands.combinations import in_line

        values.setEnabled(field is not None)
        values.setText("" if field is None else in_line(map(told, _usual(field, self._recipe))))

    def _follow(self) -> None:
        """Say how many cells there are, or what is wrong."""
        self.save.setEnabled(self._shown is not None)
        if self.count is not None:
            self.count.setEnabled(all(row.field.currentData() != _COUNT for row in self.rows))
        self.draw.setText("Stop" if self.feed.busy else "Draw")
        if self.feed.busy:
            return
        try:
            cells = len(self.grid.cells())
        except PlaygroundError as error:
            self.draw.setEnabled(False)
            self.told.setText(error.sentence)
            return
        self.draw.setEnabled(True)
        self.told.setText(counted(cells, "cell"))

    def _draw(self) -> None:
        if self.feed.busy:
            self.feed.drop()
        else:
            self.feed.want(self.grid)

    def _take(self, shown: Shown) -> None:
        if not shown.frame.final:
            cells = len(shown.recipe.cells())
            self.told.setText(f"{shown.frame.scalars['done']:,} of {cells:,} cells are drawn")
            return
        self._shown = shown
        self.sheet.show_sheet(shown)
        self._follow()
        if note := str(shown.frame.scalars.get("note", "")):
            self.told.setText(f"{self.told.text()}. {note}")

    def _save(self) -> None:
        if self._shown is not None:
            save = saver(self._shown, {"layout": "single"})
            self._ask_where(Export("the grid", "grid", (".png", ".npz", ".csv"), save))

    def _choose(self, cell: int) -> None:
        if self._shown is not None:
            grid: Grid = self._shown.recipe
            self.recipe_chosen.emit(grid.at(grid.cells()[cell]))


def _usual(field: Field, recipe: Recipe) -> tuple[AxisValue, ...]:
    """Values of a field to begin with, its own among them; none of a field that cannot be an axis."""
    now: Value = getattr(recipe, field.name)
    if field.widget == "seed" and isinstance(now, int):
        return tuple(following(now, step) for step in range(3))
    if field.kind == "choice" and isinstance(now, str):
        return tuple(dict.fromkeys((now, *field.choices)))[:3]
    if field.kind == "switch":
        return (False, True)
    if field.widget in ("prompt", "style") and isinstance(now, str):
        # Lines are rows of one picture; here each is a cell.
        return tuple(dict.fromkeys(now.split("\n")))
    if field.kind not in ("integer", "number") or not isinstance(now, int | float):
        return ()
    around = sorted({_within(field, now * factor) for factor in (0.5, 1, 2)})
    low, high = field.low, field.high
    if len(around) == 1 and low is not None and high is not None:
        around = sorted({_within(field, value) for value in (low, (low + high) / 2, high)})
    return tuple(int(value) if field.kind == "integer" else float(value) for value in around)


def _within(field: Field, value: float) -> float:
    low = -np.inf if field.low is None else field.low
    high = np.inf if field.high is None else field.high
    found = float(np.clip(value, low, high))
    return float(np.ceil(found)) if field.kind == "integer" else found
