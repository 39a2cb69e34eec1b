"""Where names of points stand, so that none covers another: plain arithmetic on pixels."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF

_GAP, _BETWEEN = 5.0, 2.0
"""Pixels between a name and its point where there is room there, and between two names."""
_DOT = 4.0
"""Half the side of what names leave free around every point."""
_RINGS = (0.0, 10.0, 22.0, 36.0, 52.0, 70.0, 92.0, 118.0)
"""How far names are looked for from where they would stand."""
_TURNS = tuple(eighth / 8 for eighth in (0, 8, 12, 4, 14, 2, 10, 6, 15, 1, 9, 7, 13, 3, 11, 5))
"""Directions in units of π, clockwise from the right: right, left, above, below, and then what is between."""


def spread(points: Sequence[QPointF], sizes: Sequence[QSizeF], room: QRectF) -> list[QRectF | None]:
    """For each point where its name stands: as near to it as one of its size fits into the room that covers
    no point and none before it; ``None`` where there is no such place."""
    found: list[QRectF | None] = []
    taken = [QRectF(point.x() - _DOT, point.y() - _DOT, 2 * _DOT, 2 * _DOT) for point in points]
    for point, size in zip(points, sizes, strict=True):
        free = (
            place
            for place in _places(point, size)
            if room.contains(place) and not any(place.intersects(each) for each in taken)
        )
        place = next(free, None)
        found.append(place)
        if place is not None:
            taken.append(place.adjusted(-_BETWEEN, -_BETWEEN, _BETWEEN, _BETWEEN))
    return found


def _places(point: QPointF, size: QSizeF) -> Iterator[QRectF]:
    """Around a point, from near to far, and on each ring first at the right."""
    wide, high = size.width() / 2, size.height() / 2
    for ring in _RINGS:
        for turn in _TURNS:
            across, along = math.cos(turn * math.pi), math.sin(turn * math.pi)
            x = point.x() + across * (wide + _GAP + ring)
            y = point.y() + along * (high + _GAP + ring)
            yield QRectF(x - wide, y - high, size.width(), size.height())
