"""Names of points stand beside them, and none covers another or a point."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF

from playground.ui.plots.spread import spread

ROOM = QRectF(0, 0, 320, 200)


def crowd(count: int, seed: int, wide: float = 20.0) -> tuple[list[QPointF], list[QSizeF]]:
    """Points close together in the middle, and sizes of names."""
    rng = np.random.default_rng(seed)
    points = [QPointF(*map(float, each)) for each in rng.normal(size=(count, 2)) * wide + (160, 100)]
    return points, [QSizeF(float(each), 16) for each in rng.uniform(20, 60, count)]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("count", [1, 9, 20, 60])
def test_names_cover_neither_each_other_nor_points_and_stay_inside(count: int, seed: int) -> None:
    points, sizes = crowd(count, seed)
    found = spread(points, sizes, ROOM)
    assert len(found) == count and found[0] is not None
    there = [(place, size) for place, size in zip(found, sizes, strict=True) if place is not None]
    assert len(there) == count or count > 20, "there is room for so many"
    for place, size in there:
        assert ROOM.contains(place) and place.size() == size
        assert not any(place.contains(point) for point in points)
    assert not any(one.intersects(other) for (one, _), (other, _) in combinations(there, 2))


def test_a_name_stands_at_the_right_of_its_point_and_at_the_left_at_the_edge() -> None:
    sizes = [QSizeF(50, 16)]
    (right,) = spread([QPointF(100, 100)], sizes, ROOM)
    (left,) = spread([QPointF(310, 100)], sizes, ROOM)
    assert right is not None and left is not None
    assert 100 < right.left() < 110 and right.center().y() == pytest.approx(100)
    assert 300 < left.right() < 310 and left.center().y() == pytest.approx(100)


def test_those_after_the_first_do_not_move_it() -> None:
    points, sizes = crowd(20, 3)
    alone = spread(points[:1], sizes[:1], ROOM)
    # Only a point that a name would cover makes it stand elsewhere.
    far = [QPointF(10, 10 + 9 * index) for index in range(19)]
    assert spread([points[0], *far], sizes, ROOM)[:1] == alone


def test_without_room_nothing_is_named() -> None:
    points, sizes = crowd(4, 1)
    assert spread(points, sizes, QRectF(0, 0, 30, 10)) == [None] * 4
