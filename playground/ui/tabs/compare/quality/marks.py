"""Symbols and labels of the plot: spread where they are many, and walked over with the arrow keys."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QKeyEvent

from playground.evaluate.sweep.points import Mark


def spread(
    marks: Sequence[Mark], pixel: Callable[[float, float], QPointF], size: float
) -> dict[str, QPointF]:
    """Where marks are drawn, by their keys; those of one evaluation, in which pictures of all kinds are made,
    stand apart. Evaluations are whole, so that none is taken for more; all other costs are where they are."""
    spots = {mark.key: pixel(mark.cost, mark.value) for mark in marks}
    return spots | apart({mark.key: spots[mark.key] for mark in marks if mark.cost == 1}, size)


def apart(spots: Mapping[str, QPointF], size: float) -> dict[str, QPointF]:
    """Where symbols of a ``size`` are drawn: those of one column that would touch stand beside each other,
    the nearer to their column the higher they are; all others stay. All in pixels."""
    found: dict[str, QPointF] = {}
    columns: dict[int, list[QPointF]] = {}
    for key, spot in sorted(spots.items(), key=lambda each: each[1].y()):
        column = columns.setdefault(round(spot.x()), [])
        tried = (spot + QPointF(away * size, 0.0) for away in _ways())
        found[key] = next(place for place in tried if not any(_touch(place, each, size) for each in column))
        column.append(found[key])
    return found


def _ways() -> Iterator[int]:
    """0, 1, −1, 2, −2, …"""
    yield 0
    for away in count(1):
        yield from (away, -away)


def _touch(one: QPointF, other: QPointF, size: float) -> bool:
    return max(abs(one.x() - other.x()), abs(one.y() - other.y())) < 0.9 * size


_WAYS = 8
"""How many places along the line are tried beside the last."""


def label_place(area: QRectF, level: float, size: QSizeF, taken: Iterable[QRectF]) -> QRectF:
    """Where a label of a size stands in an area: on the line at the height ``level``, above or below it.

    As far right as it covers nothing of what is ``taken``, or else where it covers the fewest of them. All in
    pixels, y pointing down.
    """
    there = tuple(taken)
    return min(
        _candidates(area, level, size),
        key=lambda place: sum(place.intersects(other) for other in there),
    )


def _candidates(area: QRectF, level: float, size: QSizeF) -> Iterator[QRectF]:
    """From the right to the left, each on the line first; at least one."""
    width, height = size.width(), size.height()
    yield QRectF(QPointF(area.right() - width, level - height / 2), size)
    for index in range(_WAYS + 1):
        left = area.right() - width - index / _WAYS * (area.width() - width)
        for top in (level - height / 2, level - height, level):
            if area.top() <= top and top + height <= area.bottom():
                yield QRectF(QPointF(left, top), size)


WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
"""Steps across and up."""


def next_mark(places: Mapping[str, QPointF], lit: str, way: tuple[int, int]) -> str:
    """The mark that one comes to from the one that is lit; where none is, the first.

    ``places`` are in pixels, y pointing down. There may be nothing that way: then it is the one that is lit.
    """
    if lit not in places:
        return next(iter(places), "")
    (across, up), here = way, places[lit]

    def ahead(place: QPointF) -> float:
        return (place.x() - here.x()) * across - (place.y() - here.y()) * up

    def far(key: str) -> float:
        away = places[key] - here
        distance = math.hypot(away.x(), away.y())
        return distance * (2 - ahead(places[key]) / distance)

    found = [key for key, place in places.items() if ahead(place) > 0.5]
    return min(found, key=far, default=lit)


def is_walking(event: QKeyEvent) -> bool:
    """Whether a key is one of those that belong to the marks."""
    keys = (*WAYS, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete)
    return event.key() in keys and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
