"""A posterior, dimension by dimension: μ with its σ, the z drawn from it, and its KL."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from playground.core.words import number, subscript
from playground.ui.plots.colours import POSTERIOR, Inks, faded, inks
from playground.ui.widgets.theme import themes

_RANGE = 4.0
_LEAD = 1.35
"""Height of a row in heights of a line of text."""

_LEAST = 150
"""Pixels of the smallest bars, where text has the system's size."""

_HEADS = ("μ ± σ, z", "μ, σ, z", "z")
"""What the axis shows, in as many words as there is room for."""

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_HEAD = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip


class LatentBars(QWidget):
    """Rows of one axis ±4: bar of μ, whisker ±σ, diamond at z = μ + σ·ε; then ε, and the KL as a bar."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Posterior of each latent dimension")
        self._order: list[int] = []
        self._arrays: Mapping[str, NDArray[np.float32]] = {}

    def set_posterior(self, arrays: Mapping[str, NDArray[np.float32]], order: list[int]) -> None:
        """Show ``mean``, ``deviation``, ``noise``, ``latent`` and ``kl`` (d,), rows in this order."""
        self._arrays, self._order = arrays, order
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A row for each dimension, and the heads."""
        return QSize(230, round(self._row_height * (len(self._order) + 1)) + 4)

    def minimumSizeHint(self) -> QSize:
        """All rows: what has no room is scrolled."""
        return QSize(round(_LEAST * themes().scale), self.sizeHint().height())

    def x_of(self, value: float) -> float:
        """The pixel column of a value; what is beyond ±4 stands at the edge."""
        axis = self._axis
        clipped = min(max(value, -_RANGE), _RANGE)
        return axis.left() + (clipped + _RANGE) / (2 * _RANGE) * axis.width()

    @property
    def _row_height(self) -> float:
        return QFontMetricsF(self.font()).height() * _LEAD

    @property
    def _number_width(self) -> float:
        return QFontMetricsF(self.font()).horizontalAdvance("−0.00") + 6

    @property
    def _axis(self) -> QRectF:
        left = QFontMetricsF(self.font()).horizontalAdvance("z₁₆ ")
        return QRectF(left, 0, self.width() - left - 2 * self._number_width - 4, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw head and rows."""
        if not self._order:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink, height = inks(self.palette()), self._row_height
        self._head(painter, ink)
        for place, dimension in enumerate(self._order, start=1):
            row = QRectF(0, place * height, self.width(), height)
            self._draw_axis(painter, ink, row, dimension)
            self._draw_gaussian(painter, ink, row.center().y(), dimension)
            self._draw_numbers(painter, ink, row, dimension)

    def _columns(self, row: QRectF) -> tuple[QRectF, QRectF]:
        """Where ε and KL stand."""
        width = self._number_width
        left = row.right() - 2 * width
        noise = QRectF(left, row.top(), width - 4, row.height())
        return noise, QRectF(left + width, row.top(), width, row.height())

    def _head(self, painter: QPainter, ink: Inks) -> None:
        row, axis = QRectF(0, 0, self.width(), self._row_height), self._axis
        painter.setPen(ink.text)
        noise, kl = self._columns(row)
        painter.drawText(noise, _RIGHT, "ε")
        painter.drawText(kl, _RIGHT, "KL ")
        # Over the names of the dimensions there is room for the rest of a head that is wider than the axis.
        advance = painter.fontMetrics().horizontalAdvance
        head = next((words for words in _HEADS if advance(words) <= axis.right()), _HEADS[-1])
        left = min(axis.center().x() - advance(head) / 2, axis.right() - advance(head))
        painter.drawText(QRectF(left, 0, advance(head), row.height()), _HEAD, head)

    def _draw_axis(self, painter: QPainter, ink: Inks, row: QRectF, dimension: int) -> None:
        axis, middle = self._axis, row.center().y()
        painter.setPen(ink.text)
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, f"z{subscript(dimension + 1)}")
        painter.setPen(QPen(ink.faint, 1))
        painter.drawLine(QPointF(axis.left(), middle), QPointF(axis.right(), middle))
        painter.drawLine(QPointF(self.x_of(0), row.top() + 3), QPointF(self.x_of(0), row.bottom() - 3))

    def _draw_gaussian(self, painter: QPainter, ink: Inks, middle: float, dimension: int) -> None:
        mean, deviation, latent = (
            float(self._arrays[name][dimension]) for name in ("mean", "deviation", "latent")
        )
        bar = QRectF(QPointF(self.x_of(0), middle - 4), QPointF(self.x_of(mean), middle + 4)).normalized()
        painter.fillRect(bar, faded(ink.accent, 150))
        painter.setPen(QPen(ink.text, 1.6))
        low, high = self.x_of(mean - deviation), self.x_of(mean + deviation)
        painter.drawLine(QPointF(low, middle), QPointF(high, middle))
        for end in (low, high):
            painter.drawLine(QPointF(end, middle - 4), QPointF(end, middle + 4))
        painter.setPen(QPen(QColor("#0b0c0f"), 1))
        painter.setBrush(POSTERIOR)
        centre, half = self.x_of(latent), 5
        painter.drawPolygon([
            QPointF(centre, middle - half), QPointF(centre + half, middle),
            QPointF(centre, middle + half), QPointF(centre - half, middle),
        ])  # fmt: skip

    def _draw_numbers(self, painter: QPainter, ink: Inks, row: QRectF, dimension: int) -> None:
        noise, kl = self._columns(row)
        share = float(self._arrays["kl"][dimension]) / max(float(self._arrays["kl"].max()), 1e-6)
        width = kl.width() * min(max(share, 0), 1)
        painter.fillRect(
            QRectF(kl.right() - width, kl.top() + 2, width, kl.height() - 4), faded(ink.accent, 90)
        )
        painter.setPen(ink.text)
        painter.drawText(noise, _RIGHT, number(float(self._arrays["noise"][dimension])))
        painter.drawText(kl, _RIGHT, number(float(self._arrays["kl"][dimension])) + " ")
