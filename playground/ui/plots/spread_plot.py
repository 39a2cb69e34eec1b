"""How far the jumps from along one trajectory land from where the best of them lands."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QPalette, QPicture
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from playground.ui.plots.colours import inks
from playground.ui.plots.record import record

_LEAST_TOP = 1e-6


class SpreadPlot(QWidget):
    """Distance of f(x_t, t) from f at the least time, against t; 0 everywhere is a perfect model."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plot: Any = pg.PlotWidget(self)
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.setMouseEnabled(False, False)
        self._plot.disableAutoRange()
        self._plot.setLabel("bottom", "t (0 clean, larger is noisier)")
        self._plot.setLabel("left", "spread")
        self._curve: Any = self._plot.plot([], [], symbol="o", symbolSize=6)
        self._zero: Any = pg.InfiniteLine(0, angle=0)
        self._now: Any = pg.InfiniteLine(0, angle=90)
        self._now.setVisible(False)
        for line in (self._zero, self._now):
            self._plot.addItem(line, ignoreBounds=True)
        self.times: NDArray[np.float64] = np.zeros(0)
        self.spread: NDArray[np.float64] = np.zeros(0)
        self.title = QLabel("<b>Spread of the jumps’ ends</b>")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.title)
        layout.addWidget(self._plot)
        self.setMinimumSize(150, 110)
        self.setAccessibleName("Spread of the jumps' ends against time")
        self._ink()

    def set_spread(self, times: NDArray[np.floating], spread: NDArray[np.floating]) -> None:
        """Show ``spread`` (k,), a distance per value of x, at ``times`` (k,)."""
        order = np.argsort(times)
        self.times = np.asarray(times, dtype=np.float64)[order]
        self.spread = np.asarray(spread, dtype=np.float64)[order]
        self._curve.setData(self.times, self.spread)
        last = float(self.times.max(initial=0)) or 1.0
        top = max(_LEAST_TOP, float(self.spread.max(initial=0))) * 1.12
        self._plot.setRange(QRectF(-0.03 * last, -0.06 * top, 1.06 * last, 1.06 * top), padding=0)

    def set_mark(self, time: float | None) -> None:
        """Mark a time, or none."""
        self._now.setVisible(time is not None)
        if time is not None:
            self._now.setValue(time)

    def picture(self) -> QPicture:
        """The plot as drawn now."""
        return record(self._plot, self)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._ink()

    def _ink(self) -> None:
        ink = inks(self.palette())
        self._plot.setBackground(ink.ground)
        accent = self.palette().color(QPalette.ColorRole.Link)
        self._curve.setPen(pg.mkPen(accent, width=2))
        self._curve.setSymbolBrush(accent)
        self._curve.setSymbolPen(pg.mkPen(ink.ground))
        self._zero.setPen(pg.mkPen(ink.faint, style=Qt.PenStyle.DashLine))
        self._now.setPen(pg.mkPen(ink.text, width=1))
        for name in ("left", "bottom"):
            self._plot.getAxis(name).setPen(pg.mkPen(ink.faint))
            self._plot.getAxis(name).setTextPen(pg.mkPen(ink.text))
