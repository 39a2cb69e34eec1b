"""Shares of the points at each mode, beside what they should be."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.core.words import counted
from playground.ui.plots.colours import Inks, inks
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.plain import set_tip, strong

_GAP = 0.22
"""Free share of the place of a bar."""


class WeightBars(QWidget):
    """A bar per mode from 0 to twice the largest exact share, and a mark where it should end."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self.heading = Paragraph(strong(title))
        self.bars = _Bars()
        self.bars.setMinimumSize(110, 60)
        lay_out(self, down(self.heading, (self.bars, 1), spacing=0))
        self.setAccessibleName(title)

    def set_weights(self, weights: NDArray[np.floating], exact: NDArray[np.floating]) -> None:
        """Show shares ``weights`` (k,) and where they should be, ``exact`` (k,)."""
        self.bars.weights, self.bars.exact = np.asarray(weights), np.asarray(exact)
        low, high = 100 * float(self.bars.exact.min()), 100 * float(self.bars.exact.max())
        share = f"{high:.3g}\u00a0%" if high - low < 0.05 else f"{low:.3g} to {high:.3g}\u00a0%"
        self.heading.setText(strong(self.title) + f" ▬\u00a0exact\u00a0{share}")
        least, most = (100 * float(each) for each in (self.bars.weights.min(), self.bars.weights.max()))
        self.setAccessibleDescription(f"{counted(len(weights), 'mode')}, from {least:.1f} % to {most:.1f} %")
        set_tip(self, f"{self.accessibleDescription()}; every point counts for the nearest mode")
        self.bars.update()


class _Bars(QWidget):
    """Draws the bars."""

    def __init__(self) -> None:
        super().__init__()
        self.weights: NDArray[np.floating] = np.zeros(0)
        self.exact: NDArray[np.floating] = np.zeros(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(150, 90)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bars, then the marks."""
        count = len(self.weights)
        if not count:
            return
        painter = QPainter(self)
        ink = inks(self.palette())
        area = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        painter.setPen(QPen(ink.faint, 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        for index in range(count):
            self._draw(painter, ink, area, index, area.width() / count)
        painter.end()

    def _draw(self, painter: QPainter, ink: Inks, area: QRectF, index: int, place: float) -> None:
        top = 2 * float(self.exact.max())
        left, width = area.left() + (index + _GAP / 2) * place, place * (1 - _GAP)
        height = area.height() * min(float(self.weights[index]) / top, 1.0)
        painter.fillRect(QRectF(left, area.bottom() - height, width, height), ink.accent)
        y = area.bottom() - area.height() * float(self.exact[index]) / top
        painter.setPen(QPen(ink.text, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLine(
            QRectF(left - place * _GAP / 2, y, place, 0).topLeft(),
            QRectF(left - place * _GAP / 2, y, place, 0).topRight(),
        )
