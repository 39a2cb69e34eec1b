"""Where costs are written beside their axis: never over the pictures, and never over one another."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRect

from playground.ui.tabs.compare.race.costs_view import apart, label_box

INSET, HALF_ROW = 14, 17


@given(st.integers(64, 400), st.floats(0, 1), st.integers(20, 92))
def test_a_cost_is_written_within_the_track_and_not_over_its_mark(
    axis_width: int, share: float, width: int
) -> None:
    axis, centre = QRect(200, 0, axis_width, 400), QPointF(200 + share * axis_width, 100)
    box = label_box(centre, width, 15, axis)
    assert box.left() >= axis.left() - INSET - 1 and box.right() <= axis.right() + INSET + 1
    assert box.top() >= 100 - HALF_ROW and box.bottom() <= 100 + HALF_ROW
    assert abs(box.center().x() - centre.x()) > 6 or box.top() > 100


@given(st.lists(st.integers(5, 60), min_size=2, max_size=9), st.floats(1, 120))
def test_labels_of_an_axis_keep_apart(widths: list[int], distance: float) -> None:
    every = apart(widths, distance)
    kept = list(zip(range(0, len(widths), every), widths[::every], strict=True))
    for (one, wide), (other, wider) in pairwise(kept):
        assert (other - one) * distance - (wide + wider) / 2 >= 7.99


@pytest.mark.parametrize(("distance", "every"), [(50.0, 1), (16.0, 2), (3.0, 5)])
def test_as_many_are_written_as_have_room(distance: float, every: int) -> None:
    assert apart([17, 7, 14, 21, 32], distance) == every
