"""The plot widget that every plot is made of."""

from __future__ import annotations

import math
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QWidget


class Plot(pg.PlotWidget):  # type: ignore[misc]
    """A plot that leaves to the window whatever is dragged over it.

    Otherwise Qt tells it of the end of each drag that nobody wants, of whose begin it had heard nothing. No
    plot is so small that the name of an axis is cut.
    """

    def __init__(self, parent: QWidget, **options: Any) -> None:
        """``options`` are those of the plot in it."""
        super().__init__(parent, **options)
        self._least = QSize()
        self.setAcceptDrops(False)

    def set_least(self, width: int, height: int) -> None:
        """Be at least so large."""
        self._least = QSize(width, height)
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Room for the axes' names, too."""
        names = QSize(*(math.ceil(self._name_length(side)) for side in ("bottom", "left")))
        return self._least.expandedTo(names)

    def changeEvent(self, event: QEvent) -> None:
        """Larger text needs more room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def _name_length(self, side: str) -> float:
        axis = self.getAxis(side)
        named = axis.isVisible() and axis.label.isVisible()
        return float(axis.label.boundingRect().width()) if named else 0.0
