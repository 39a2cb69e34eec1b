"""A posterior, dimension by dimension: μ with its σ, the z drawn from it, and its KL."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from playground.ui.plots.colours import inks
from playground.ui.tabs.vae.plane_view import subscript

_RANGE = 4.0
_ROW = 22


class LatentBars(QWidget):
    """Rows of one axis ±4: bar of μ, whisker ±σ, diamond at z = μ + σ·ε; to the right ε and the KL."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Posterior of each latent dimension")
        self._order: list[int] = []
        self._arrays: dict[str, NDArray[np.float32]] = {}
        self.setMinimumWidth(160)

    def set_posterior(self, arrays: dict[str, NDArray[np.float32]], order: list[int]) -> None:
        """Show ``mean``, ``deviation``, ``noise``, ``latent`` and ``kl`` (d,), rows in this order."""
        self._arrays, self._order = arrays, order
        self.setMinimumHeight(self.sizeHint().height())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A row for each dimension, and the heads."""
        return QSize(230, _ROW * (len(self._order) + 1) + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw head and rows."""
        if not self._order:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(self.font())
        left, number = metrics.horizontalAdvance("z₁₆ "), metrics.horizontalAdvance("−0.00") + 3
        axis = QRectF(left, 0, self.width() - left - 2 * number - 6, self.height())
        ink = inks(self.palette())
        painter.setPen(ink.text)
        for place, text in ((axis.right() + 6, "ε"), (axis.right() + 6 + number, "KL")):
            painter.drawText(
                QRectF(place, 0, number - 4, _ROW),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                text,
            )
        painter.drawText(
            QRectF(axis.left(), 0, axis.width(), _ROW), Qt.AlignmentFlag.AlignCenter, "μ ± σ and z"
        )
        for row, dimension in enumerate(self._order):
            self._row(painter, dimension, QRectF(0, (row + 1) * _ROW, self.width(), _ROW), axis, number)

    def _row(self, painter: QPainter, dimension: int, row: QRectF, axis: QRectF, number: float) -> None:
        ink = inks(self.palette())
        mean, deviation, noise, latent, kl = (
            float(self._arrays[name][dimension]) for name in ("mean", "deviation", "noise", "latent", "kl")
        )
        middle = row.center().y()

        def x(value: float) -> float:
            return axis.left() + (min(max(value, -_RANGE), _RANGE) + _RANGE) / (2 * _RANGE) * axis.width()

        painter.setPen(QPen(ink.faint, 1))
        painter.drawLine(QPointF(axis.left(), middle), QPointF(axis.right(), middle))
        painter.drawLine(QPointF(x(0), row.top() + 3), QPointF(x(0), row.bottom() - 3))
        bar = QRectF(QPointF(x(0), middle - 4), QPointF(x(mean), middle + 4)).normalized()
        painter.fillRect(bar, QColor(ink.accent.red(), ink.accent.green(), ink.accent.blue(), 150))
        painter.setPen(QPen(ink.text, 1.6))
        painter.drawLine(QPointF(x(mean - deviation), middle), QPointF(x(mean + deviation), middle))
        for end in (mean - deviation, mean + deviation):
            painter.drawLine(QPointF(x(end), middle - 4), QPointF(x(end), middle + 4))
        painter.setPen(QPen(ink.text, 1))
        painter.setBrush(QColor("#ffc21a"))
        centre = x(latent)
        painter.drawPolygon(
            [
                QPointF(centre, middle - 5),
                QPointF(centre + 5, middle),
                QPointF(centre, middle + 5),
                QPointF(centre - 5, middle),
            ]
        )
        painter.setPen(ink.text)
        painter.drawText(
            QRectF(0, row.top(), axis.left(), row.height()),
            Qt.AlignmentFlag.AlignVCenter,
            f"z{subscript(dimension + 1)}",
        )
        for place, value in ((axis.right() + 6, noise), (axis.right() + 6 + number, kl)):
            painter.drawText(
                QRectF(place, row.top(), number - 4, row.height()),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                f"{value:.2f}".replace("-", "−"),
            )
