"""All words of a model as dots on the plane of their two widest directions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QLineF, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen, QPolygonF

from playground.ui.plots.colours import POSTERIOR, inks, worn
from playground.ui.plots.item import Item, around
from playground.ui.plots.projection import Projection
from playground.ui.plots.spread import spread
from playground.ui.plots.tag import Tag

_SIZE, _LARGE = 3.0, 7.0
_ROOM = 260, 250
"""Pixels with which the names of some words have room beside one another."""
_REACH = 12
"""Pixels from a dot within which it is meant."""


class _Dots(Item):
    """Dots of one colour, drawn once and kept."""

    def __init__(self, size: float) -> None:
        super().__init__(kept=True)
        self._points, self._size, self._colour = QPolygonF(), size, QColor("grey")

    def set_points(self, points: NDArray[np.floating], colour: QColor) -> None:
        """Show ``points`` (n, 2)."""
        self._points = QPolygonF([QPointF(*map(float, point)) for point in points])
        self._colour = colour
        self.set_bounds(around(points, room=0.1))
        self.redraw()

    def draw(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._colour, self._size)
        pen.setCosmetic(True)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPoints(self._points)


class _Scale(NamedTuple):
    """The part of the plane that is seen, and the lengths of a pixel there; pixels are counted downwards."""

    seen: QRectF
    across: float
    along: float

    def pixel(self, x: float, y: float) -> QPointF:
        return QPointF((x - self.seen.left()) / self.across, (self.seen.bottom() - y) / self.along)

    def plane(self, pixel: QPointF) -> QPointF:
        return QPointF(
            self.seen.left() + pixel.x() * self.across, self.seen.bottom() - pixel.y() * self.along
        )


class _Ties(Item):
    """Lines from dots to names that stand apart from them."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[QLineF] = []

    def set_lines(self, lines: list[QLineF], bounds: QRectF) -> None:
        self._lines = lines
        self.set_bounds(bounds)
        self.update()

    def draw(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(worn(POSTERIOR), 1.2)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawLines(self._lines)


class WordMap(Projection):
    """Some of the words are named, as far as no name covers another; a click chooses one."""

    chosen = Signal(int)
    """The number of a word."""

    def __init__(self) -> None:
        super().__init__("All words by their embeddings")
        self._plane: NDArray[np.float32] = np.zeros((0, 2), np.float32)
        self._every, self._some = _Dots(_SIZE), _Dots(_LARGE)
        self.tags: list[Tag] = []
        self._named: Mapping[int, str] = {}
        self._unseen: set[int] = set()
        """Words whose names have no room."""
        self._ties = _Ties()
        self._hover = Tag("", (0, 1))
        for item in (self._every, self._some, self._ties, self._hover):
            self.add(item)
        self._hover.setZValue(3)
        self._plot.set_least(*_ROOM)
        self._box.sigRangeChanged.connect(self._spread)
        self._box.sigResized.connect(self._spread)

    def set_words(self, plane: NDArray[np.float32], shares: NDArray[np.float32]) -> None:
        """Show words at their places ``(n, 2)``, of which the axes show ``shares`` of the variance."""
        self._plane, self._named = plane, {}
        self._every.set_points(plane, inks(self.palette()).faint)
        self.set_explained(shares)
        if len(plane):
            self.fit(plane)

    def name_words(self, named: Mapping[int, str]) -> None:
        """Mark and name words by their numbers; where there is not room for all names, for the first ones."""
        self._named = dict(named)
        while len(self.tags) < len(named):
            self.tags.append(Tag("", (0, 0)))
            self.add(self.tags[-1])
        for tag in self.tags[len(named) :]:
            tag.set_text("")
        self._some.set_points(self._plane[list(named)], worn(POSTERIOR))
        self._spread()

    def _spread(self) -> None:
        """Put names beside their dots, and tie those to them that have to stand apart."""
        if not self._named:
            return
        scale = _Scale(self._box.viewRect(), *map(float, self._box.viewPixelSize()))
        points = [scale.pixel(*each) for each in self._plane[list(self._named)].astype(float).tolist()]
        tags = self.tags[: len(points)]
        for tag, name in zip(tags, self._named.values(), strict=True):
            tag.set_font(self.font())
            tag.set_text(name)
        room = QRectF(0, 0, self._box.width(), self._box.height())
        places = spread(points, [tag.boundingRect().size() for tag in tags], room)
        ties: list[QLineF] = []
        for tag, point, place in zip(tags, points, places, strict=True):
            if place is None:
                tag.set_text("")
                continue
            corner = scale.plane(place.topLeft())
            tag.place(corner.x(), corner.y())
            ties.append(QLineF(scale.plane(point), scale.plane(_nearest(place, point))))
        self._unseen = {number for number, place in zip(self._named, places, strict=True) if place is None}
        self._ties.set_lines(ties, self._box.viewRect())

    def hint(self, number: int, text: str) -> None:
        """Name the word under the mouse, −1 for none."""
        shown = 0 <= number < len(self._plane) and (number not in self._named or number in self._unseen)
        self._hover.set_text(text if shown else "")
        if shown:
            self._hover.place(*map(float, self._plane[number]))

    def nearest(self, place: QPointF, pixel: float) -> int:
        """The word nearest to a place of the plane, −1 where none is near."""
        if not len(self._plane):
            return -1
        gaps = np.hypot(*(self._plane - (place.x(), place.y())).T)
        best = int(gaps.argmin())
        return best if gaps[best] <= _REACH * pixel else -1

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the mouse, and choose the word that is clicked."""
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            pixel = float(self._box.viewPixelSize()[0])
            found = self.nearest(self._plot.to_plane(event.position()), pixel)
            if found >= 0:
                self.chosen.emit(found)
        return super().eventFilter(watched, event)


def _nearest(place: QRectF, point: QPointF) -> QPointF:
    """The point of a rectangle that is nearest to another."""
    return QPointF(
        min(max(point.x(), place.left()), place.right()), min(max(point.y(), place.top()), place.bottom())
    )
