"""A small plane for each entrant: what it makes, over the data, and how far it is in its budget."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPaintEvent, QPicture
from PySide6.QtWidgets import QWidget

from playground.core.frames import Array
from playground.ui.plots.cloud import stamp
from playground.ui.plots.colours import STAGE, inks
from playground.ui.plots.record import recorded

_DATA = QColor("#6b7480")
_GAP, _BAR = 8, 3
_BETWEEN, _REACH = 8, 6
"""Pixels between a title and what is noted beside it, and by which it may be wider than its square."""
_LEAST = 40
_DATA_SIZE, _POINT_SIZE = 1, 2


class Lane(msgspec.Struct, frozen=True):
    """One entrant's plane: its title, what stands beside it, colours, points, and share of its budget."""

    title: str
    note: str
    ink: str
    points: Array | None
    share: float


class LeaguePlanes(QWidget):
    """Squares of the plane, in as many columns as make them largest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lanes: tuple[Lane, ...] = ()
        self.data: Array | None = None
        self._extent = 1.0
        self.drawn = 0
        """How often it was drawn."""
        self.setAccessibleName("Points of all entrants")

    def set_lanes(self, lanes: Sequence[Lane], data: Array | None, extent: float) -> None:
        """Show ``points`` (n, 2) of each lane over ±extent, and data behind them where there are some."""
        if [lane.title for lane in lanes] != [lane.title for lane in self.lanes]:
            self.setAccessibleDescription(", ".join(lane.title for lane in lanes))
        self.lanes, self.data, self._extent = tuple(lanes), data, extent
        self.update()

    def sizeHint(self) -> QSize:
        """Room for two rows."""
        return QSize(640, 380)

    def minimumSizeHint(self) -> QSize:
        """Room for squares in which something can be seen."""
        return QSize(240, 150)

    def places(self) -> list[QRect]:
        """The square of each lane; its title stands above, its bar below."""
        if not self.lanes:
            return []
        side, columns, lines = self._fit()
        head = self._head(lines)
        wide, high = side + _GAP, side + head + _BAR + _GAP
        rows = -(-len(self.lanes) // columns)
        left, top = (self.width() - columns * wide + _GAP) // 2, (self.height() - rows * high + _GAP) // 2
        return [
            QRect(left + index % columns * wide, max(top, 0) + index // columns * high + head, side, side)
            for index in range(len(self.lanes))
        ]

    def head(self, place: QRect, lines: int) -> QRect:
        """Where the title of a square is written; it may reach into the gap to the next square."""
        high, wide = self._head(lines), min(place.width() + _REACH, self.width() - place.left())
        return QRect(place.left(), place.top() - high, wide, high)

    def picture(self) -> QPicture:
        """The planes as drawn now."""
        return recorded(self, self._draw)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw all lanes."""
        self.drawn += 1
        painter = QPainter(self)
        self._draw(painter)
        painter.end()

    def _head(self, lines: int) -> int:
        return lines * QFontMetrics(self.font()).height() + 2

    def _fit(self) -> tuple[int, int, int]:
        """The side of the squares, the number of columns, and the lines above each: as few as have room."""
        metrics = QFontMetrics(self.font())
        side, columns = self._largest(self._head(1))
        beside = (metrics.horizontalAdvance(f"{lane.title}{lane.note}") + _BETWEEN for lane in self.lanes)
        if max(beside, default=0) <= side:
            return side, columns, 1
        return *self._largest(self._head(2)), 2

    def _largest(self, head: int) -> tuple[int, int]:
        """The side of the largest squares under heads of this height, and the number of columns."""
        count = len(self.lanes)
        best = (_LEAST, count)
        for columns in range(1, count + 1):
            rows = -(-count // columns)
            wide = (self.width() - (columns - 1) * _GAP) // columns
            high = (self.height() - (rows - 1) * _GAP) // rows - head - _BAR
            best = max(best, (min(wide, high), columns))
        return best

    def _draw(self, painter: QPainter) -> None:
        painter.setFont(self.font())
        metrics, text = QFontMetrics(self.font()), self.palette().windowText().color()
        lines = self._fit()[2]
        for lane, place in zip(self.lanes, self.places(), strict=True):
            head = self.head(place, lines)
            painter.setPen(text)
            title = metrics.elidedText(lane.title, Qt.TextElideMode.ElideRight, head.width())
            upper = Qt.AlignmentFlag.AlignTop if lines > 1 else Qt.AlignmentFlag.AlignVCenter
            painter.drawText(head, Qt.AlignmentFlag.AlignLeft | upper, title)
            head.setRight(place.right())
            if lines > 1:
                head.setTop(place.top() - self._head(1))
            side = Qt.AlignmentFlag.AlignLeft if lines > 1 else Qt.AlignmentFlag.AlignRight
            painter.drawText(head, side | Qt.AlignmentFlag.AlignVCenter, lane.note)
            self._draw_plane(painter, lane, place)
            done = QRect(place.left(), place.bottom() + 1, round(place.width() * min(lane.share, 1)), _BAR)
            painter.fillRect(
                QRect(place.left(), place.bottom() + 1, place.width(), _BAR), inks(self.palette()).faint
            )
            painter.fillRect(done, QColor(lane.ink))

    def _draw_plane(self, painter: QPainter, lane: Lane, place: QRect) -> None:
        ratio = painter.device().devicePixelRatioF()
        side = max(round(place.width() * ratio), 1)
        painter.fillRect(place, STAGE)
        for points, colour, size in (
            (self.data, _DATA, _DATA_SIZE), (lane.points, QColor(lane.ink), _POINT_SIZE),
        ):  # fmt: skip
            if points is None:
                continue
            seen = points[np.isfinite(points).all(axis=1)].clip(-1e4, 1e4)
            pixels = np.floor((seen + self._extent) * (side / (2 * self._extent))).astype(np.intp)
            pixels[:, 1] = side - 1 - pixels[:, 1]
            levels = np.ascontiguousarray(stamp(pixels, side, side, max(1, round(size * ratio)), 0))
            image = QImage(levels.data, side, side, side, QImage.Format.Format_Indexed8)
            image.setColorTable([0, 0, int(colour.rgba())])
            painter.drawImage(place, image.copy())
