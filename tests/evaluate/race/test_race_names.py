"""Numbers of the race as they are written."""

from __future__ import annotations

import pytest

from playground.evaluate.race import names


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (0, "0 ms"), (0.004, "0.004 ms"), (0.14, "0.14 ms"), (3.5, "3.50 ms"), (36.04, "36.0 ms"),
        (512.3, "512 ms"), (3620, "3.62 s"), (57007, "57.0 s"),
    ],
)  # fmt: skip
def test_times_have_about_three_digits(milliseconds: float, text: str) -> None:
    assert names.time(milliseconds) == text


def test_evaluations_are_counted_in_thousands() -> None:
    assert names.evaluations(1) == "1 evaluation"
    assert names.evaluations(50) == "50 evaluations"
    assert names.evaluations(1000) == "1,000 evaluations"
    assert names.spent("evaluations", 7.0) == "7 evaluations"
    assert names.spent("milliseconds", 7.0) == "7.00 ms"


def test_places_are_ordinals() -> None:
    assert [names.ordinal(place) for place in (1, 2, 3, 4, 11, 12)] == [
        "1st",
        "2nd",
        "3rd",
        "4th",
        "11th",
        "12th",
    ]
