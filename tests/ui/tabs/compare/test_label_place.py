"""A label beside a line gives way to what is drawn there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, QSizeF

from playground.ui.tabs.compare.quality.marks import label_place

AREA = QRectF(50, 10, 400, 200)
SIZE = QSizeF(120, 20)


def spot(x: float, y: float) -> QRectF:
    return QRectF(x - 5, y - 5, 10, 10)


def test_where_nothing_is_it_stands_on_the_line_at_the_right() -> None:
    assert label_place(AREA, 100, SIZE, []) == QRectF(330, 90, 120, 20)


def test_it_goes_beside_the_line_before_it_goes_to_the_left() -> None:
    above = label_place(AREA, 100, SIZE, [spot(400, 108)])
    assert (above.right(), above.bottom()) == (450, 100)
    below = label_place(AREA, 100, SIZE, [spot(400, 92)])
    assert (below.right(), below.top()) == (450, 100)


def test_it_goes_to_the_left_of_what_lies_on_the_line() -> None:
    crowd = [spot(440, 85 + 5 * index) for index in range(7)]
    place = label_place(AREA, 100, SIZE, crowd)
    assert place.right() < 440 and place.center().y() == 100


def test_near_the_edge_it_stays_inside_if_it_can() -> None:
    place = label_place(AREA, 205, SIZE, [spot(400, 205)])
    assert AREA.contains(place)


@given(
    st.floats(20, 200),
    st.lists(st.tuples(st.floats(50, 450), st.floats(10, 210)), max_size=30),
)
def test_no_place_at_the_right_end_covers_fewer(level: float, spots: list[tuple[float, float]]) -> None:
    taken = [spot(*each) for each in spots]
    found = label_place(AREA, level, SIZE, taken)
    first = QRectF(330, level - 10, 120, 20)
    covered = [sum(place.intersects(other) for other in taken) for place in (found, first)]
    assert covered[0] <= covered[1]
    assert found == first or covered[0] < covered[1]
