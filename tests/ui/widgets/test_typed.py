"""A typed number means what its writer meant."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.ui.widgets.inputs import may_begin_number, typed_number


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1e-3", 0.001), ("1E+3", 1000.0), ("1,5e3", 1500.0), ("0.001", 0.001), ("0,001", 0.001),
        ("−3,5", -3.5), (",5", 0.5), ("5.", 5.0), (" 7 ", 7.0), ("1,000.5", 1000.5), ("1.000,5", 1000.5),
        ("1,234,567", 1234567.0), ("1 000", 1000.0), ("10,000.5e2", 1000050.0), ("1e999", math.inf),
    ],
)  # fmt: skip
def test_points_commas_and_exponents_are_understood(text: str, meant: float) -> None:
    assert typed_number(text) == meant


@pytest.mark.parametrize(("text", "meant"), [("1,000", 1000.0), ("0,001", 0.001), ("2,5", 2.5), ("12", 12.0)])
def test_a_comma_sets_the_thousands_of_a_whole_number_apart(text: str, meant: float) -> None:
    assert typed_number(text, whole=True) == meant
    assert typed_number("1,000") == 1.0


@pytest.mark.parametrize(
    "text", ["", "-", "1e", "e3", "12,34,5", "1.2.3", "nan", "inf", "1_0", "1e-3,5", "٣"]
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert typed_number(text) is None


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(".,"))
def test_every_number_comes_back_with_either_mark(number: float, mark: str) -> None:
    for text in (repr(number), f"{number:.17e}"):
        assert typed_number(text.replace(".", mark)) == number


@given(st.integers(-(10**12), 10**12))
def test_whole_numbers_come_back_as_the_window_writes_them(number: int) -> None:
    assert typed_number(f"{number:,}", whole=True) == number


@given(st.text(alphabet="0123456789.,eE+-− ", max_size=12))
def test_what_means_a_number_can_be_typed_letter_by_letter(text: str) -> None:
    if typed_number(text) is not None:
        assert all(may_begin_number(text[:end]) for end in range(len(text) + 1))
