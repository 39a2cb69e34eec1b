"""A pad to draw a small picture with the mouse."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QIcon, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QToolButton

from playground.ui.widgets.image_view import ImageView
from playground.ui.widgets.plain import set_tip

_BRUSH, _OF_PIXELS = 1.15, 28
"""Radius of the brush in pixels of a picture whose shorter side has so many, or fewer."""


INKS = {
    "White": (255, 255, 255), "Red": (228, 60, 50), "Orange": (245, 150, 40), "Yellow": (250, 220, 60),
    "Green": (60, 170, 80), "Cyan": (70, 200, 220), "Blue": (50, 90, 220), "Violet": (150, 70, 200),
    "Brown": (130, 85, 50), "Grey": (128, 128, 128),
}  # fmt: skip


class DrawingPad(ImageView):
    """Shows a picture and lets one paint on it with a soft brush; the right button erases.

    Pictures in colour are painted with the ``ink`` that was chosen.
    """

    drawn = Signal(bytes)
    """The picture's grey levels, row by row, while a stroke goes on."""

    stroke_ended = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(name, 112)
        self.erasing = False
        self.ink = INKS["White"]
        self.blank: tuple[int, int, int] = (1, 1, 1)
        """Shape of what is drawn where no picture is there yet."""
        self._last: QPointF | None = None
        self.setCursor(Qt.CursorShape.CrossCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            self._last = self._pixel(event)
            self._stroke(self._last, event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._last is not None:
            self._stroke(self._pixel(event), event)

    def mouseReleaseEvent(self, event: object) -> None:
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
        return self.blank if self.picture is None else self.picture.shape

    def _stroke(self, to: QPointF, event: QMouseEvent) -> None:
        erase = self.erasing or bool(event.buttons() & Qt.MouseButton.RightButton)
        start, self._last = self._last or to, to
        picture = np.zeros(self._shape(), np.uint8) if self.picture is None else self.picture
        cover = coverage(picture.shape[-2:], (start.x(), start.y()), (to.x(), to.y()))
        changed = painted(picture, cover, None if erase else self.ink)
        if not np.array_equal(changed, picture):
            self.drawn.emit(np.ascontiguousarray(changed, dtype=np.uint8).tobytes())


class InkButton(QToolButton):
    """Chooses a pad's ink; hidden while its picture has no colours."""

    def __init__(self, pad: DrawingPad) -> None:
        super().__init__()
        self.pad = pad
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        # A word beside the colour would be wider than there is room for in a small window.
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        menu = QMenu(self)
        for name, ink in INKS.items():
            menu.addAction(_swatch(ink), name).triggered.connect(partial(self.choose, name))
        self.setMenu(menu)
        self.setVisible(False)
        self.choose("White")

    def choose(self, name: str, _checked: bool = False) -> None:
        self.pad.ink = INKS[name]
        self.setText(name)
        self.setAccessibleName(f"Colour to draw with: {name}")
        set_tip(self, f"The colour that is drawn with: {name.lower()}")
        self.setIcon(_swatch(INKS[name]))

    def follow(self) -> None:
        """Be there where the pad's picture is in colour."""
        self.setVisible(self.pad.picture is not None and len(self.pad.picture) == 3)


def _swatch(ink: tuple[int, int, int]) -> QIcon:
    """A square of the ink in a frame, by which white is seen on a light ground, too."""
    square = QPixmap(14, 14)
    square.fill(QColor(128, 128, 128))
    painter = QPainter(square)
    painter.fillRect(1, 1, 12, 12, QColor(*ink))
    painter.end()
    return QIcon(square)


def painted(
    picture: NDArray[np.uint8], cover: NDArray[np.float64], ink: tuple[int, int, int] | None
) -> NDArray[np.uint8]:
    """A picture with ink where it is covered, or with black where there is none.

    What is not in colour is made as light, or as dark, as the brush covers it, and never darker or lighter.
    """
    if len(picture) != 3:
        levels = np.rint(255 * cover).astype(np.uint8)
        return np.minimum(picture, 255 - levels) if ink is None else np.maximum(picture, levels)
    wanted = np.array(ink or (0, 0, 0), dtype=np.float64)[:, None, None]
    return np.rint(picture + (wanted - picture) * cover).astype(np.uint8)


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
    radius = _BRUSH * max(1.0, min(shape) / _OF_PIXELS)
    return np.asarray(np.clip(radius + 0.5 - distance, 0, 1), dtype=np.float64)
