"""A small plane for each entrant: what it makes, over the data, and how far it is in its budget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPaintEvent, QPicture
from PySide6.QtWidgets import QWidget

from playground.core.frames import Array
from playground.ui.plots.cloud import stamp
from playground.ui.plots.colours import STAGE, inks
from playground.ui.plots.record import recorded
from playground.ui.widgets.lines import broken

_DATA = QColor("#6b7480")
_GAP, _BAR = 8, 3
_BETWEEN, _REACH = 8, 6
"""Pixels between a title and what is noted beside it, and by which it may be wider than its square."""
_CLOSE = 3
"""Pixels between broken titles."""
_LEAST, _INSIDE = 40, 4
_ALONE = "the data to learn"
"""What is said to be seen of an entrant that has made no points yet."""
_DATA_SIZE, _POINT_SIZE = 1, 2


class Lane(msgspec.Struct, frozen=True):
    """One entrant's plane: its title, what stands beside it, colours, points, and share of its budget."""

    title: str
    note: str
    ink: str
    points: Array | None
    share: float


class _Grid(NamedTuple):
    """The side of the squares, how far apart they begin, the number of columns, and the lines above each."""

    side: int
    apart: int
    columns: int
    lines: int


class LeaguePlanes(QWidget):
    """Squares of the plane, in as many columns as make them largest.

    Above each stands its title beside its note, or above it where both have no room, or broken into lines.
    """

    def __init__(self) -> None:
        super().__init__()
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
        side, wide, columns, lines = self._fit()
        head = self._head(lines)
        high = side + head + _BAR + _GAP
        rows = -(-len(self.lanes) // columns)
        left, top = (self.width() - columns * wide + _GAP) // 2, (self.height() - rows * high + _GAP) // 2
        return [
            QRect(left + index % columns * wide, max(top, 0) + index // columns * high + head, side, side)
            for index in range(len(self.lanes))
        ]

    def head(self, place: QRect, grid: _Grid) -> QRect:
        """Where the title of a square is written; it may reach into the gap to the next square."""
        wide = min(max(place.width() + _REACH, grid.apart - _CLOSE), self.width() - place.left())
        return QRect(place.left(), place.top() - self._head(grid.lines), wide, self._head(grid.lines))

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

    def _fit(self) -> _Grid:
        """The largest squares under as few lines as have room."""
        metrics = QFontMetrics(self.font())
        titles = [metrics.horizontalAdvance(lane.title) for lane in self.lanes]
        notes = [metrics.horizontalAdvance(lane.note) for lane in self.lanes]
        beside = max(map(sum, zip(titles, notes, strict=True)), default=0) + _BETWEEN
        for lines, wide in ((1, beside), (2, max(titles, default=0) - _REACH)):
            side, columns = self._largest(self._head(lines))
            if wide <= side:
                return _Grid(side, side + _GAP, columns, lines)
        spread = max(map(self._spread, range(1, len(self.lanes) + 1)))
        return spread if spread.side >= _LEAST else _Grid(side, side + _GAP, columns, 2)

    def _spread(self, columns: int) -> _Grid:
        """The squares of so many columns, as far apart as can be, under broken titles; of side 0 where a word
        has no room."""
        metrics = QFontMetrics(self.font())
        apart, rows = (self.width() + _GAP) // columns, -(-len(self.lanes) // columns)
        titles = [broken(lane.title, metrics, apart - _CLOSE) for lane in self.lanes]
        lines = 1 + max(map(len, titles))
        high = (self.height() - (rows - 1) * _GAP) // rows - self._head(lines) - _BAR
        whole = all(" ".join(title) == lane.title for title, lane in zip(titles, self.lanes, strict=True))
        return _Grid(min(apart - _GAP, high) if whole else 0, apart, columns, lines)

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
        grid = self._fit()
        for lane, place in zip(self.lanes, self.places(), strict=True):
            head = self.head(place, grid)
            painter.setPen(text)
            title = broken(lane.title, metrics, head.width(), max(grid.lines - 1, 1))
            upper = Qt.AlignmentFlag.AlignTop if grid.lines > 1 else Qt.AlignmentFlag.AlignVCenter
            painter.drawText(head, Qt.AlignmentFlag.AlignLeft | upper, "\n".join(title))
            head.setRight(place.right())
            if grid.lines > 1:
                head.setTop(place.top() - self._head(1))
            side = Qt.AlignmentFlag.AlignLeft if grid.lines > 1 else Qt.AlignmentFlag.AlignRight
            painter.drawText(head, side | Qt.AlignmentFlag.AlignVCenter, lane.note)
            self._draw_plane(painter, lane, place)
            bar = QRect(place.left(), place.bottom() + 1, place.width(), _BAR)
            painter.fillRect(bar, inks(self.palette()).faint)
            bar.setWidth(round(place.width() * min(lane.share, 1)))
            painter.fillRect(bar, QColor(lane.ink))

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
        if self.data is not None and (points is None or not np.isfinite(points).any()):
            inside = place.adjusted(_INSIDE, _INSIDE, -_INSIDE, -_INSIDE)
            said = QFontMetrics(self.font()).elidedText(_ALONE, Qt.TextElideMode.ElideRight, inside.width())
            painter.setPen(_DATA.lighter())
            painter.drawText(inside, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, said)
