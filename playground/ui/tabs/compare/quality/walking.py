"""Walking over a plot's marks with the arrow keys."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent

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
