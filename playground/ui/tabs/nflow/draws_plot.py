"""The bits of one picture with several draws of the noise, on one axis."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.core.words import counted
from playground.ui.plots.colours import inks
from playground.ui.widgets.plain import set_tip

_LEAST = 1e-3
"""The marks' part of the axis spans at least so many bits: its ends have four digits after the point."""
_ROOM = 0.12
"""How much further the axis goes to either side, as a share of that."""
_EDGE = 2
"""Pixels beyond the axis' ends."""


class DrawsPlot(QWidget):
    """A tick for each draw, the first one bold, and the level that their mean density stands for, dashed."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Bits with other draws of the noise")
        self.draws: NDArray[np.float64] = np.zeros(0)
        self.bound = float("nan")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_draws(self, draws: NDArray[np.floating], bound: float) -> None:
        """Show bits per dimension ``draws`` (n,), and those of their mean density."""
        self.draws, self.bound = np.asarray(draws, np.float64), bound
        low, high = float(self.draws.min()), float(self.draws.max())
        self.setAccessibleDescription(
            f"{counted(len(draws), 'draw')} from {low:.4f} to {high:.4f} bits per dimension"
        )
        set_tip(self, f"{self.accessibleDescription()}; dashed: their mean density, {bound:.4f}")
        self.update()

    @property
    def ends(self) -> tuple[float, float]:
        """The bits at both ends of the axis."""
        marks = np.append(self.draws, self.bound)
        low, high = float(marks.min()), float(marks.max())
        middle, half = 0.5 * (low + high), max(high - low, _LEAST) * (0.5 + _ROOM)
        return middle - half, middle + half

    def sizeHint(self) -> QSize:
        """A line of ticks over a line of numbers."""
        return QSize(180, 2 * self.fontMetrics().height() + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the axis, its ends in numbers, and the ticks."""
        if not len(self.draws):
            return
        painter, ink = QPainter(self), inks(self.palette())
        low, high = self.ends
        line, bottom = self.fontMetrics().height(), self.height() - self.fontMetrics().height() - 4

        def x(value: float) -> float:
            return _EDGE + (value - low) / (high - low) * (self.width() - 2 * _EDGE)

        painter.setPen(QPen(ink.faint, 1))
        painter.drawLine(QPointF(0, bottom), QPointF(self.width(), bottom))
        for place, value in reversed(list(enumerate(self.draws.tolist()))):
            painter.setPen(QPen(ink.accent if place == 0 else ink.text, 3 if place == 0 else 1))
            painter.drawLine(QPointF(x(value), bottom), QPointF(x(value), 3 if place == 0 else 0.35 * bottom))
        painter.setPen(QPen(ink.text, 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x(self.bound), 0), QPointF(x(self.bound), bottom))
        painter.setPen(ink.text)
        base = bottom + line
        painter.drawText(QPointF(_EDGE, base), f"{low:.4f}")
        last = f"{high:.4f}"
        right = self.width() - _EDGE - self.fontMetrics().horizontalAdvance(last)
        painter.drawText(QPointF(right, base), last)
        painter.end()
