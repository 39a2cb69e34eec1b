"""Where a label can stand beside a level line without covering what is drawn there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QPointF, QRectF, QSizeF

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
