"""Symbols beside each other that would lie over one another, where they are many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count

from PySide6.QtCore import QPointF

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
