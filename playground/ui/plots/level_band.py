"""A pale band across a plot, between two levels."""

from __future__ import annotations

import math

from PySide6.QtGui import QColor

from playground.ui.plots.graphing import pg

NO_BAND = (math.nan, math.nan)
_PALE = 34


class LevelBand:
    """Is drawn under all curves, where both of its ends are numbers."""

    def __init__(self, plot: pg.PlotWidget) -> None:
        self.item = pg.LinearRegionItem((0, 0), orientation="horizontal", movable=False, pen=pg.mkPen(None))
        self.item.setZValue(-20)
        self.item.setVisible(False)
        plot.addItem(self.item, ignoreBounds=True)

    def set(self, low: float, high: float) -> None:
        """Let it reach from ``low`` to ``high``."""
        self.item.setVisible(math.isfinite(low) and math.isfinite(high))
        if self.item.isVisible():
            self.item.setRegion((low, high))

    def ink(self, ink: QColor) -> None:
        """Take a colour."""
        pale = QColor(ink)
        pale.setAlpha(_PALE)
        self.item.setBrush(pale)
