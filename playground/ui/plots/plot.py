"""The plot widget that every plot is made of."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtWidgets import QWidget


class Plot(pg.PlotWidget):  # type: ignore[misc]
    """A plot that leaves to the window whatever is dragged over it.

    Otherwise Qt tells it of the end of each drag that nobody wants, of whose begin it had heard nothing.
    """

    def __init__(self, parent: QWidget, **options: Any) -> None:
        """``options`` are those of the plot in it."""
        super().__init__(parent, **options)
        self.setAcceptDrops(False)
