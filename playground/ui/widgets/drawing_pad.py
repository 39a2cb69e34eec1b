"""A pad to draw a small picture with the mouse."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from playground.ui.widgets.image_view import ImageView

_BRUSH = 1.15
"""Radius of the brush in pixels of the picture."""


class DrawingPad(ImageView):
    """Shows a picture and lets one paint on it with a soft brush; the right button erases."""

    drawn = Signal(bytes)
    """The picture's grey levels, row by row, while a stroke goes on."""

    stroke_ended = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, 112, parent)
        self.erasing = False
        self._last: QPointF | None = None
        self.setCursor(Qt.CursorShape.CrossCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            self._last = self._pixel(event)
            self._stroke(self._last, event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the stroke."""
        if self._last is not None:
            self._stroke(self._pixel(event), event)

    def mouseReleaseEvent(self, event: object) -> None:
        """End the stroke."""
        if self._last is not None:
            self._last = None
            self.stroke_ended.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """No menu: the right button erases."""
        event.accept()

    def _pixel(self, event: QMouseEvent) -> QPointF:
        """The place in picture pixels, whose centres are at half numbers."""
        rect = self.target()
        _, height, width = self._shape()
        where = event.position() - QPointF(rect.topLeft())
        return QPointF(where.x() / max(1, rect.width()) * width, where.y() / max(1, rect.height()) * height)

    def _shape(self) -> tuple[int, int, int]:
        return (1, 28, 28) if self.picture is None else self.picture.shape

    def _stroke(self, to: QPointF, event: QMouseEvent) -> None:
        erase = self.erasing or bool(event.buttons() & Qt.MouseButton.RightButton)
        start, self._last = self._last or to, to
        picture = np.zeros(self._shape(), np.uint8) if self.picture is None else self.picture
        cover = coverage(picture.shape[-2:], (start.x(), start.y()), (to.x(), to.y()))
        levels = np.rint(255 * cover).astype(np.uint8)
        changed = np.minimum(picture, 255 - levels) if erase else np.maximum(picture, levels)
        if not np.array_equal(changed, picture):
            self.drawn.emit(np.ascontiguousarray(changed, dtype=np.uint8).tobytes())


def coverage(
    shape: tuple[int, ...], start: tuple[float, float], end: tuple[float, float]
) -> NDArray[np.float64]:
    """How far a round brush drawn from start to end (x, y) covers each pixel: 1 inside, fading out."""
    rows, columns = np.indices(shape) + 0.5
    ax, ay = start
    dx, dy = end[0] - ax, end[1] - ay
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else np.clip(((columns - ax) * dx + (rows - ay) * dy) / length, 0, 1)
    distance = np.hypot(columns - ax - along * dx, rows - ay - along * dy)
    return np.asarray(np.clip(_BRUSH + 0.5 - distance, 0, 1), dtype=np.float64)
