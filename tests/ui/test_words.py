"""Numbers and names as the window writes them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextLayout
from PySide6.QtWidgets import QApplication

import playground.ui
from playground.core.words import counted, duration, in_sum, kept_together, number, plain


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_a_number_reads_as_what_it_is(value: float, digits: int) -> None:
    text = number(value, digits)
    assert float(text.replace(",", "").replace("−", "-")) == pytest.approx(value, abs=0.51 * 10**-digits)
    whole = text.lstrip("−").partition(".")[0]
    assert re.fullmatch(r"\d{1,3}(,\d{3})*", whole)


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=5), st.integers(0, 4))
def test_a_sum_adds_up_as_it_is_written(parts: list[float], digits: int) -> None:
    unit = 10**-digits
    total, *told = (float(text.replace(",", "").replace("−", "-")) for text in in_sum(parts, digits))
    assert total == pytest.approx(sum(told), abs=0.01 * unit)
    assert total == pytest.approx(sum(parts), abs=0.51 * unit)
    assert told == pytest.approx(parts, abs=1.01 * unit)


def test_the_part_that_lost_the_most_is_rounded_up() -> None:
    assert in_sum((0.675, 0.3449, 0.2344)) == ("1.25", "0.68", "0.34", "0.23")
    assert in_sum((0.3, -0.1)) == ("0.20", "0.30", "−0.10")
    assert in_sum((0.5, float("nan"))) == ("nan", "0.50", "nan")


def test_thousands_minus_and_zero() -> None:
    assert (number(12894, 0), number(-1615.24, 1), number(-0.001)) == ("12,894", "−1,615.2", "0.00")
    assert (counted(1, "step"), counted(1000, "evaluation")) == ("1 step", "1,000 evaluations")


def test_thousands_are_written_in_one_way_only() -> None:
    folder = Path(playground.ui.__file__).parent
    thin = re.compile(r"[\u2009\u202f]|\\u2009|\\u202f", re.IGNORECASE)
    assert [path.name for path in folder.rglob("*.py") if thin.search(path.read_text("utf-8"))] == []


@given(st.floats(-1e6, 1e6), st.integers(1, 6))
def test_significant_digits_are_kept(value: float, digits: int) -> None:
    text = plain(value, digits)
    expected = float(f"{value:.{digits}g}")
    assert float(text.replace(",", "").replace("−", "-")) == expected


def test_plain_numbers() -> None:
    assert (plain(1000.0), plain(0.25), plain(-12345.6)) == ("1,000", "0.25", "−12,350")


def _lines(text: str, width: float) -> list[str]:
    layout = QTextLayout(text)
    layout.beginLayout()
    lines = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        lines.append(text[line.textStart() : line.textStart() + line.textLength()])
    layout.endLayout()
    return lines


@pytest.mark.qt
def test_a_line_is_broken_between_readings_and_in_no_symbol(qapp: QApplication) -> None:
    long = "sliced Wasserstein 0.058 (the floor is 0.055)"
    text = f"JS 0.1, KL(a\u200a‖\u200ab) −0.5 nats  ·  {long}  ·  RMS |∂L_G/∂x| 0.64\nNow: x/y"
    assert len(_lines(text, 1)) > len(text.split())
    parts = [line.strip() for line in _lines(kept_together(text), 1)]
    plain = [part.translate({0x2060: None, 0xA0: " "}) for part in parts]
    words = ["JS 0.1,", "KL(a‖b) −0.5 nats", "·", *long.split(), "·", "RMS |∂L_G/∂x| 0.64", "Now: x/y"]
    assert [part for part in plain if part] == words


def test_a_duration_is_said_in_the_unit_that_suits_it() -> None:
    told = {0.2: "1 s", 89: "89 s", 90: "2 min", 5000: "83 min", 5400: "1.5 h", 8000: "2.2 h", 86400: "24 h"}
    assert {seconds: duration(seconds) for seconds in told} == told
