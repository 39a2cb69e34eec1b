"""The square between four corners of noise: pictures on it, and the point that is dragged over it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPicture,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.core.pictures import squared
from playground.ui.plots.colours import STAGE, inks
from playground.ui.plots.nudges import Nudged
from playground.ui.plots.pose import fill_ground, fitted, inked
from playground.ui.tabs.gan.gauge import draw_gauge
from playground.ui.widgets.qimage import to_qimage

CORNERS = ("A", "B", "C", "D")
_RING, _DARK, _HAIR = QColor("#ffffff"), QColor(0, 0, 0, 200), QColor(255, 255, 255, 130)
_RADIUS, _DOT = 9.0, 2.4
_EDGE = 4
"""Pixels beside the square in a picture of it."""
_STALE = QColor(0, 0, 0, 110)


class SquarePlane(Nudged, QWidget):
    """Tiles over the square, corner names around it, a handle at (u, v), and dots where its neighbours lie.

    u runs from the left to the right and v from the top down. The middles of the corner tiles are the
    corners, so that the tile under the handle shows what is decoded there wherever it stands in its middle.
    """

    moved = Signal(float, float)
    """The mouse or an arrow key takes the handle to (u, v); nothing has moved yet."""

    released = Signal()
    """The gesture that moved the handle ended."""

    steps = 0.02, 0.005

    menu_asked = Signal(float, float, object)
    """The menu of the place (u, v) was asked for, at this place on the screen."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._mosaic: NDArray[np.uint8] | None = None
        self._tiles = 1
        self._said: NDArray[np.floating] | None = None
        self._written = True
        self._corners: tuple[str, ...] = CORNERS
        self._place = (0.5, 0.5)
        self._around: NDArray[np.floating] = np.zeros((0, 2))
        self._stale = False
        self._kept: QPixmap | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 200)

    # What is shown

    @property
    def place(self) -> tuple[float, float]:
        """Where the handle is."""
        return self._place

    def set_mosaic(
        self, mosaic: NDArray[np.uint8] | None, tiles: int, said: NDArray[np.floating] | None
    ) -> None:
        """Show ``mosaic`` ([3,] height, width) of ``tiles`` × ``tiles`` pictures, and what D says of each."""
        self._mosaic = None if mosaic is None else squared(mosaic, tiles)
        self._tiles, self._said = tiles, said
        self._redraw()

    def set_written(self, written: bool) -> None:
        """Write what D says of each tile on it, or let the bars alone tell it."""
        if written != self._written:
            self._written = written
            self._redraw()

    def set_corners(self, names: Sequence[str]) -> None:
        """Name the corners: top left, top right, bottom left, bottom right."""
        if tuple(names) != self._corners:
            self._corners = tuple(names)
            self.setAccessibleDescription("; ".join(names))
            self.update()

    def set_place(self, u: float, v: float) -> None:
        """Put the handle at a place."""
        if (u, v) != self._place:
            self._place = (u, v)
            self.update()

    def set_around(self, places: NDArray[np.floating]) -> None:
        """Put dots at places (n, 2)."""
        self._around = places
        self.update()

    def set_stale(self, stale: bool) -> None:
        """Dim the tiles: what was asked for could not be computed."""
        if stale != self._stale:
            self._stale = stale
            self._redraw()

    def picture(self) -> QPicture:
        """The square and its corners' names as drawn, as commands that a PNG or SVG is made from.

        The widget's free room around them is left out.
        """
        with inked(self), fitted(self, self):
            return self._recorded()

    def _recorded(self) -> QPicture:
        picture, line = QPicture(), self._line()
        whole = self.area().adjusted(-_EDGE, -line, _EDGE, line)
        painter = QPainter(picture)
        painter.translate(-whole.topLeft())
        fill_ground(painter, whole, self)
        self._draw_tiles(painter, self.area())
        self._draw_rest(painter)
        painter.end()
        picture.setBoundingRect(QRect(QPoint(0, 0), whole.size()))
        return picture

    # Geometry

    def sizeHint(self) -> QSize:
        """Nine tiles at their own size."""
        return QSize(300, 330)

    def area(self) -> QRect:
        """The square of all tiles, with a line of text above and below."""
        side = max(1, min(self.width(), self.height() - 2 * self._line()))
        return QRect((self.width() - side) // 2, self._line(), side, side)

    def _line(self) -> int:
        return self.fontMetrics().height() + 3

    def to_pixel(self, u: float, v: float) -> QPointF:
        """Where a place of the square is drawn."""
        inner = self._inner()
        return QPointF(inner.left() + u * inner.width(), inner.top() + v * inner.height())

    def handle_pixel(self) -> QPointF | None:
        """Where the handle is drawn."""
        return self.to_pixel(*self._place)

    @property
    def canvas(self) -> QWidget:
        """What the handle is drawn on."""
        return self

    def to_place(self, pixel: QPointF) -> tuple[float, float]:
        """The place of the square that is nearest to a pixel."""
        inner = self._inner()
        u = (pixel.x() - inner.left()) / max(1.0, inner.width())
        v = (pixel.y() - inner.top()) / max(1.0, inner.height())
        return min(max(u, 0.0), 1.0), min(max(v, 0.0), 1.0)

    def _inner(self) -> QRectF:
        area = QRectF(self.area())
        half = area.width() / self._tiles / 2 if self._tiles > 1 else 0.0
        return area.adjusted(half, half, -half, -half)

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the kept tiles, and what moves above them."""
        painter = QPainter(self)
        area = self.area()
        if self._kept is None:
            ratio = self.devicePixelRatioF()
            self._kept = QPixmap(area.size() * ratio)
            self._kept.setDevicePixelRatio(ratio)
            below = QPainter(self._kept)
            self._draw_tiles(below, QRect(0, 0, area.width(), area.height()))
            below.end()
        painter.drawPixmap(area.topLeft(), self._kept)
        self._draw_rest(painter)
        painter.end()

    def _draw_tiles(self, painter: QPainter, area: QRect) -> None:
        painter.fillRect(area, STAGE)
        if self._mosaic is not None:
            painter.drawImage(area, to_qimage(self._mosaic))
        if self._said is not None:
            side = area.width() / self._tiles
            for row, column in np.ndindex(*self._said.shape):
                corner = QPointF(area.left() + column * side, area.top() + row * side)
                tile = QRectF(corner, corner + QPointF(side, side)).toRect()
                draw_gauge(painter, tile, float(self._said[row, column]), written=self._written)
        if self._stale:
            painter.fillRect(area, _STALE)

    def _draw_rest(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._write_corners(painter)
        at, area = self.to_pixel(*self._place), QRectF(self.area())
        painter.setPen(QPen(_HAIR, 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(area.left(), at.y()), QPointF(area.right(), at.y()))
        painter.drawLine(QPointF(at.x(), area.top()), QPointF(at.x(), area.bottom()))
        painter.setPen(QPen(_DARK, 1))
        painter.setBrush(_RING)
        for u, v in self._around:
            painter.drawEllipse(self.to_pixel(float(u), float(v)), _DOT, _DOT)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((_DARK, 5.0), (_RING, 2.4)):
            painter.setPen(QPen(colour, width))
            painter.drawEllipse(at, _RADIUS, _RADIUS)
        if self.hasFocus():
            painter.setPen(QPen(inks(self.palette()).accent, 2))
            painter.drawRect(area.adjusted(1, 1, -1, -1))

    def _write_corners(self, painter: QPainter) -> None:
        painter.setPen(inks(self.palette()).text)
        area, metrics = self.area(), self.fontMetrics()
        for index, name in enumerate(self._corners):
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, area.width() // 2 - 4)
            right, below = bool(index % 2), index > 1
            x = area.right() - metrics.horizontalAdvance(shown) if right else area.left()
            y = area.bottom() + metrics.ascent() + 2 if below else area.top() - metrics.descent() - 2
            painter.drawText(QPointF(x, y), shown)

    def _redraw(self) -> None:
        self._kept = None
        self.update()

    def resizeEvent(self, event: QEvent) -> None:
        """The tiles have another size."""
        self._redraw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self._redraw()

    # Mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the handle to where the mouse is."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.moved.emit(*self.to_place(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The handle follows the mouse while the button is held."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.moved.emit(*self.to_place(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The drag is over."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.released.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the place under the mouse, or of the handle's by key."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        place = self._place if by_key else self.to_place(QPointF(event.pos()))
        self.menu_asked.emit(*place, event.globalPos())

    def nudge(self, right: float, up: float) -> bool:
        u, v = self._place[0] + right, self._place[1] - up
        self.moved.emit(min(max(u, 0.0), 1.0), min(max(v, 0.0), 1.0))
        return True
