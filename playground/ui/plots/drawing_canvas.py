"""A square of the plane to spray points on with the mouse."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.ui.plots.colours import STAGE, inks, worn

Points = NDArray[np.float32]

_INK = QColor("#f7d860")
_SPREAD = 0.07
_PER_UNIT = 60
"""Points for each unit of the stroke's length."""
_DAB = 8
_RUBBER = 0.25


def sprayed(random: np.random.Generator, start: tuple[float, float], end: tuple[float, float]) -> Points:
    """Points ``(n, 2)`` scattered around the line from start to end, the more the longer it is."""
    a, b = np.array(start), np.array(end)
    count = max(_DAB, round(_PER_UNIT * float(np.hypot(*(b - a)))))
    along = random.random((count, 1))
    return np.asarray(a + along * (b - a) + _SPREAD * random.standard_normal((count, 2)), np.float32)


def rubbed(points: Points, start: tuple[float, float], end: tuple[float, float]) -> Points:
    """The points that are not near the line from start to end."""
    a, way = np.array(start), np.array(end) - np.array(start)
    length = float(way @ way)
    along = np.clip((points - a) @ way / length, 0, 1) if length else np.zeros(len(points))
    x, y = (points - a - along[:, None] * way).T
    return np.asarray(points[np.hypot(x, y) > _RUBBER])


class DrawingCanvas(QWidget):
    """Shows points over ±extent; the left button sprays more of them, the right one rubs them out."""

    drawn = Signal(object)
    """All points ``(n, 2)`` float32 as a stroke has left them; the owner decides what is shown."""

    def __init__(self, extent: float, most: int) -> None:
        """At most ``most`` points are kept, the newest."""
        super().__init__()
        self._extent, self._most = extent, most
        self._points: Points = np.zeros((0, 2), np.float32)
        self._random = np.random.default_rng()
        self._last: tuple[float, float] | None = None
        self.setCursor(Qt.CursorShape.CrossCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumSize(120, 120)
        self.setAccessibleName("Canvas to draw points on")

    def set_points(self, points: Points) -> None:
        """Show other points, unless a stroke goes on."""
        if self._last is None:
            self._points = points
            self.update()

    def sizeHint(self) -> QSize:
        """A small square."""
        return QSize(220, 220)

    def heightForWidth(self, width: int) -> int:
        return min(width, 260)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            self._last = self._place(event.position())
            self._stroke(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._last is not None:
            self._stroke(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._last is not None:
            self._last = None
            self.drawn.emit(self._points)

    def contextMenuEvent(self, event: object) -> None:
        """No menu: the right button rubs out."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, axes and points."""
        painter = QPainter(self)
        square = self._square()
        painter.fillRect(square, STAGE)
        ink = inks(self.palette())
        centre, half = square.center(), square.width() / 2
        painter.setPen(QPen(ink.faint, 1))
        painter.drawLine(centre - QPointF(half, 0), centre + QPointF(half, 0))
        painter.drawLine(centre - QPointF(0, half), centre + QPointF(0, half))
        painter.setPen(QPen(worn(_INK), 2))
        painter.setClipRect(square)
        scale = half / self._extent
        painter.drawPoints([centre + QPointF(scale * x, -scale * y) for x, y in self._points.tolist()])
        if not len(self._points):
            painter.drawText(QRectF(square.topLeft(), centre), Qt.AlignmentFlag.AlignCenter, "Draw here")
        painter.end()

    def _stroke(self, event: QMouseEvent) -> None:
        to = self._place(event.position())
        start, self._last = self._last or to, to
        if event.buttons() & Qt.MouseButton.RightButton:
            self._points = rubbed(self._points, start, to)
        else:
            more = sprayed(self._random, start, to)
            self._points = np.concatenate([self._points, more])[-self._most :]
        self.update()

    def _square(self) -> QRectF:
        side = min(self.width(), self.height())
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def _place(self, pixel: QPointF) -> tuple[float, float]:
        square = self._square()
        scale = 2 * self._extent / max(1.0, square.width())
        x, y = (pixel.x() - square.center().x()) * scale, (square.center().y() - pixel.y()) * scale
        limit = self._extent
        return min(max(x, -limit), limit), min(max(y, -limit), limit)
