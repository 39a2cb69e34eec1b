"""Symbols of one cost stand beside each other, and the others where they were."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from playground.ui.tabs.compare.quality.marks import apart

SIZE = 10.0


@given(st.lists(st.tuples(st.sampled_from([20.0, 300.0]), st.floats(0, 200)), max_size=30))
def test_none_of_a_column_lies_over_another_and_none_changes_its_height(
    spots: list[tuple[float, float]],
) -> None:
    before = {str(index): QPointF(*spot) for index, spot in enumerate(spots)}
    after = apart(before, SIZE)
    assert after.keys() == before.keys()
    for key, spot in before.items():
        assert after[key].y() == spot.y() and (after[key].x() - spot.x()) % SIZE == 0
        for other, beside in before.items():
            if other != key and beside.x() == spot.x():
                away = after[key] - after[other]
                assert max(abs(away.x()), abs(away.y())) >= 0.9 * SIZE


def test_what_has_room_stays_and_what_has_none_goes_right_and_left_in_turn() -> None:
    spots = {"a": QPointF(50, 0), "b": QPointF(50, 1), "c": QPointF(50, 2), "d": QPointF(50, 40)}
    assert [spot.x() for spot in apart(spots, SIZE).values()] == [50, 60, 40, 50]
