"""All words of a model as dots on the plane of their two widest directions."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen, QPolygonF

from playground.ui.plots.colours import POSTERIOR, inks, worn
from playground.ui.plots.item import Item, around
from playground.ui.plots.projection import Projection
from playground.ui.plots.tag import Tag

_SIZE, _LARGE = 3.0, 7.0
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


class WordMap(Projection):
    """Some of the words are named; a click chooses one."""

    chosen = Signal(int)
    """The number of a word."""

    def __init__(self) -> None:
        super().__init__("All words by their embeddings")
        self._plane: NDArray[np.float32] = np.zeros((0, 2), np.float32)
        self._every, self._some = _Dots(_SIZE), _Dots(_LARGE)
        self.tags: list[Tag] = []
        self._named: Mapping[int, str] = {}
        self._hover = Tag("", (0, 1))
        for item in (self._every, self._some, self._hover):
            self.add(item)
        self._hover.setZValue(3)

    def set_words(self, plane: NDArray[np.float32], shares: NDArray[np.float32]) -> None:
        """Show words at their places ``(n, 2)``, of which the axes show ``shares`` of the variance."""
        self._plane = plane
        self._every.set_points(plane, inks(self.palette()).faint)
        self.set_explained(shares)
        if len(plane):
            self.fit(plane)

    def name_words(self, named: Mapping[int, str]) -> None:
        """Mark and name words by their numbers."""
        self._named = dict(named)
        while len(self.tags) < len(named):
            self.tags.append(Tag("", (0, 0.5)))
            self.add(self.tags[-1])
        for tag in self.tags[len(named) :]:
            tag.set_text("")
        numbers = list(named)
        self._some.set_points(self._plane[numbers], worn(POSTERIOR))
        for tag, number in zip(self.tags, numbers, strict=False):
            tag.set_font(self.font())
            tag.set_text(named[number])
            tag.place(*map(float, self._plane[number]))

    def hint(self, number: int, text: str) -> None:
        """Name the word under the mouse, −1 for none."""
        shown = 0 <= number < len(self._plane) and number not in self._named
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
