"""The data sets of the plane as small pictures to choose from, and a canvas for one's own."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QWidget

from playground.core.fields import Field, Value
from playground.core.words import counted
from playground.gaussian.planar import discover
from playground.paradigms.lab.fields import DRAWN, MAX_DRAWN, packed, unpacked
from playground.paradigms.lab.recipe import LabRecipe
from playground.ui.lab.open_points import told
from playground.ui.plots.colours import STAGE, worn
from playground.ui.plots.drawing_canvas import DrawingCanvas
from playground.ui.plots.field_plane import POINTS
from playground.ui.state.store import Store
from playground.ui.widgets.buttons import push, tool
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.plain import set_tip

_COLUMNS = 3
_SIDE, _SCALE, _EXTENT, _DOTS = 52, 2, 2.9, 500
_PENCIL = (((-1.9, -1.9), (-1.5, -0.7), (0.9, 1.7), (1.7, 0.9), (-0.7, -1.5), (-1.9, -1.9)),)


class DataEditor(Editor):
    """A button with a picture for every data set: all of them, or one that opens the others."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.add_title()
        self.current = Label()
        self.grid.addWidget(self.current, 0, 1)
        self.opens = tool("", f"{field.title}: choose another")
        self.opens.setIconSize(QSize(_SIDE, _SIDE))
        self.opens.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.opens.clicked.connect(self._open)
        self.name(self.opens)
        self.opens.hide()
        self.grid.addWidget(self.opens, 1, 0, 1, 2)
        self.choices = QWidget()
        cells = QGridLayout(self.choices)
        cells.setContentsMargins(0, 0, 0, 0)
        cells.setSpacing(4)
        self.grid.addWidget(self.choices, 2, 0, 1, 2)
        self.buttons = QButtonGroup(self)
        for index, name in enumerate(field.choices):
            button = tool("", field.told(name), checkable=True, flat=True)
            button.setIcon(QIcon(picture_of(name)))
            button.setIconSize(QSize(_SIDE, _SIDE))
            self.name(button)
            button.setAccessibleName(f"{field.title}: {field.told(name)}")
            self.buttons.addButton(button, index)
            cells.addWidget(button, index // _COLUMNS, index % _COLUMNS, Qt.AlignmentFlag.AlignCenter)
        self.buttons.idClicked.connect(self._report)

    def show_value(self, value: Value) -> None:
        """Press the button of the data set."""
        button = self.buttons.button(self.field.choices.index(value))
        button.setChecked(True)
        title = self.field.told(str(value))
        self.current.setText(title)
        self.opens.setText(f"{title}\u2002▾")
        self.opens.setIcon(button.icon())
        self.opens.setAccessibleName(f"{self.field.title}: {title}, choose another")

    def set_small(self, small: bool) -> None:
        """Show one button, which opens the others, or all of them."""
        if small == self.opens.isHidden():
            self.opens.setVisible(small)
            self.current.setHidden(small)
            self.choices.setParent(self, Qt.WindowType.Popup if small else Qt.WindowType.Widget)
            if not small:
                self.grid.addWidget(self.choices, 2, 0, 1, 2)
            self.choices.setVisible(not small)

    def _open(self) -> None:
        self.choices.adjustSize()
        self.choices.move(self.opens.mapToGlobal(QPoint(0, self.opens.height() + 2)))
        self.choices.show()
        self.choices.setFocus()

    def _report(self, index: int) -> None:
        if self.choices.isWindow():
            self.choices.close()
        self.edited.emit(self.field.choices[index])
        self.released.emit()


class OwnData(QWidget):
    """The canvas, empty at first, shown while one's own drawing is the data; each stroke begins the training
    anew."""

    def __init__(self, run: Store[Any]) -> None:
        super().__init__()
        self._run = run
        self.canvas = DrawingCanvas(3.0, MAX_DRAWN)
        told = "Spray points with the left button, rub them out with the right one."
        set_tip(self.canvas, told)
        self.canvas.setStatusTip(told)
        self.count = Label()
        self.clear = push("Clear", "Take all points away")
        self.units = Label(wraps=True, shrinks=True)
        lay_out(self, down(self.canvas, across((self.count, 1), self.clear), self.units))
        self.canvas.drawn.connect(lambda points: self._run.act("Draw", drawing=packed(points)))
        self.clear.clicked.connect(lambda: self._run.act("Clear the drawing", drawing=b"", units=None))
        run.changed.connect(self._follow)
        self._follow(run.state, run.state)

    def _follow(self, _old: LabRecipe, new: LabRecipe) -> None:
        self.setVisible(new.data == DRAWN)
        if new.data != DRAWN:
            return
        points = unpacked(new.drawing)
        self.canvas.set_points(points)
        self.count.setText(counted(len(points), "point"))
        self.clear.setEnabled(len(points) > 0)
        self.units.setText("" if new.units is None else told(new.units))
        self.units.setVisible(new.units is not None)


def picture_of(name: str) -> QPixmap:
    """A small picture of a data set, or a pencil for one's own."""
    pixmap = QPixmap(_SCALE * _SIDE, _SCALE * _SIDE)
    pixmap.fill(STAGE)
    painter = QPainter(pixmap)
    scale = _SCALE * _SIDE / (2 * _EXTENT)
    painter.translate(_SCALE * _SIDE / 2, _SCALE * _SIDE / 2)
    painter.scale(scale, -scale)
    if name == DRAWN:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(_pen(QColor("#eee9e8"), 3))
        for stroke in _PENCIL:
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in stroke]))
    else:
        painter.setPen(_pen(worn(POINTS), 2))
        data = next(each for each in discover() if each.name == name)
        points = data.draw(np.random.default_rng(0), _DOTS)
        painter.drawPoints([QPointF(x, y) for x, y in points.tolist()])
    painter.end()
    return pixmap


def _pen(colour: QColor, width: float) -> QPen:
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    return pen
