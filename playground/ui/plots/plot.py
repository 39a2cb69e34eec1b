"""The plot widget that every plot is made of."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtWidgets import QGraphicsItem, QWidget

from playground.ui.plots.colours import inks
from playground.ui.plots.graphing import pg
from playground.ui.plots.item import square
from playground.ui.widgets.restyled import Restyled


class Plot(Restyled, pg.PlotWidget):  # type: ignore[misc]
    """A plot in the palette's colours, whose range the program sets and nobody moves by mouse.

    It leaves to the window whatever is dragged over it: otherwise Qt tells it of the end of each drag that
    nobody wants, of whose begin it had heard nothing. No plot is so small that the name of an axis is cut.
    """

    def __init__(self, parent: QWidget, **options: Any) -> None:
        """``options`` are those of the plot in it."""
        super().__init__(parent, **{"enableMenu": False, **options})
        self._least = QSize()
        self.setAcceptDrops(False)
        self.hideButtons()
        self.setMouseEnabled(False, False)
        self.disableAutoRange()
        # There is nothing to do in it by keys, so it is no stop on the way through the controls.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._ink()

    def set_least(self, width: int, height: int) -> None:
        """Be at least so large."""
        self._least = QSize(width, height)
        self.updateGeometry()

    def clear_above(self, letters: QWidget, right: int = 0) -> None:
        """Have half a line of such letters above, since the uppermost number is centred on the end of its
        axis, and so many pixels beside."""
        self.getPlotItem().layout.setContentsMargins(0, letters.fontMetrics().height() // 2, right, 0)

    def minimumSizeHint(self) -> QSize:
        """Room for the axes' names, too."""
        names = QSize(*(math.ceil(self._name_length(side)) for side in ("bottom", "left")))
        return self._least.expandedTo(names)

    def show_square(self, extent: float) -> None:
        """Show the square ±extent."""
        self.setRange(square(extent), padding=0)

    def add_layers(self, layers: Iterable[QGraphicsItem], first: int = 0) -> None:
        """Draw items that the mouse goes through, each over those before; the lowest at level ``first``."""
        for level, item in enumerate(layers, start=first):
            self.addItem(item, ignoreBounds=True)
            item.setZValue(level)
            quiet(item)

    def to_plane(self, pixel: QPointF) -> QPointF:
        """The point of the plot under a pixel of its viewport."""
        point: QPointF = self.getViewBox().mapSceneToView(self.mapToScene(pixel.toPoint()))
        return point

    def area(self) -> QRect:
        """The part of the viewport that has no axes."""
        inner: QRect = self.mapFromScene(self.getViewBox().sceneBoundingRect()).boundingRect()
        return inner

    def to_pixel(self, x: float, y: float) -> QPointF:
        """The pixel of the viewport over a point of the plot."""
        return QPointF(self.mapFromScene(self.getViewBox().mapViewToScene(QPointF(x, y))))

    def _name_length(self, side: str) -> float:
        axis = self.getAxis(side)
        named = axis.isVisible() and axis.label.isVisible()
        return float(axis.label.boundingRect().width()) if named else 0.0

    def _fit_letters(self) -> None:
        self.updateGeometry()

    def _ink(self) -> None:
        # The base class changes its palette before there is anything in it.
        if self.plotItem is None:
            return
        ink = inks(self.palette())
        self.setBackground(ink.ground)
        for side in ("left", "bottom"):
            self.getAxis(side).setPen(pg.mkPen(ink.faint))
            self.getAxis(side).setTextPen(pg.mkPen(ink.text))


def quiet(item: QGraphicsItem) -> None:
    """Let the mouse through an item and all that belongs to it."""
    item.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
    for part in item.childItems():
        quiet(part)
