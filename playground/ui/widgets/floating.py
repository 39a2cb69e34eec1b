"""Where what floats over a page is put: away from the mouse, off what can be used, and never moved again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QPoint, QRect, QSize

MARGIN = 10
_GAP = 6


def places_of(
    wanted: Sequence[tuple[QRect, QSize]], area: QRect, busy: Callable[[], tuple[QPoint, list[QRect]]]
) -> list[QRect]:
    """A place inside ``area`` for each of what floats, oldest first, by the place it has and its size.

    What has a place keeps it, as long as that is inside and not taken; it grows upwards. Else it is put
    to the right or left end, at the bottom or the top: where the mouse is not, and as few controls as can be
    are covered. ``busy`` gives the mouse and the controls.
    """
    places: list[QRect] = []
    for before, size in wanted:
        kept = QRect(before.left(), before.bottom() - size.height() + 1, size.width(), size.height())
        stays = before.isValid() and area.contains(kept) and not any(map(kept.intersects, places))
        places.append(kept if stays else QRect())
    for number, (_, size) in enumerate(wanted):
        if not places[number].isValid():
            mouse, controls = busy()
            taken = [place for place in places if place.isValid()]
            found = list(_candidates(size, area, taken)) or [_corner(size, area, True, True)]
            places[number] = min(
                found, key=lambda place: (place.contains(mouse), sum(map(place.intersects, controls)))
            )
    return places


def _candidates(size: QSize, area: QRect, taken: Sequence[QRect]) -> Iterator[QRect]:
    """Free places, the best ones first: those that go on from what is there stand before other corners."""
    for right, bottom in ((True, True), (True, False), (False, True), (False, False)):
        place = _corner(size, area, right, bottom)
        while (hit := next((each for each in taken if each.intersects(place)), None)) is not None:
            if bottom:
                place.moveBottom(hit.top() - _GAP)
            else:
                place.moveTop(hit.bottom() + _GAP)
        if area.contains(place):
            yield place


def _corner(size: QSize, area: QRect, right: bool, bottom: bool) -> QRect:
    inner = area.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
    place = QRect(inner.topLeft(), size)
    if right:
        place.moveRight(inner.right())
    if bottom:
        place.moveBottom(inner.bottom())
    return place
