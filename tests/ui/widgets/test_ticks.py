"""Laws of the values that sliders stop at."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from playground.core.fields import Field, fields
from playground.ui.widgets.editors import decimals_of, nearest, ticks
from tests.ui.sketch import Spots

FIELDS = {field.name: field for field in fields(Spots)}


def bounded(kind: str, low: float, width: float, scale: str, step: float | None) -> Field:
    high = low + width
    if kind == "integer":
        low = round(low)
        high = low + round(width)
    return Field("x", "X", "", kind, low, low=low, high=high, scale=scale, step=step)  # type: ignore[arg-type]


@given(
    st.sampled_from(["integer", "number"]),
    st.floats(0.001, 1e4),
    st.floats(1, 9e4),
    st.sampled_from(["linear", "log"]),
    st.none() | st.floats(0.001, 10),
)
@example("number", 1000.0325554871, 1.0, "linear", 1.0)
def test_ticks_rise_from_bound_to_bound_and_are_few(
    kind: str, low: float, width: float, scale: str, step: float | None
) -> None:
    field = bounded(kind, low, width, scale, step if kind == "number" else None)
    values = ticks(field)
    assert (values[0], values[-1]) == (field.low, field.high)
    assert all(one < other for one, other in pairwise(values))
    assert len(values) <= 1003
    if scale == "linear" and step and kind == "number" and width / step < 1000:
        assert values[:-1] == pytest.approx([low + step * index for index in range(len(values) - 1)])
    if kind == "integer":
        assert all(value == round(value) for value in values)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20, unique=True), st.floats(-2e6, 2e6))
def test_the_nearest_tick_is_the_nearest(values: list[float], value: float) -> None:
    ordered = tuple(sorted(values))
    found = ordered[nearest(ordered, value)]
    assert abs(found - value) == min(abs(tick - value) for tick in ordered)


def test_a_step_is_kept_and_can_be_read() -> None:
    spread = FIELDS["spread"]
    assert ticks(spread)[:3] == pytest.approx((0.0, 0.05, 0.1))
    assert len(ticks(spread)) == 41
    assert decimals_of(spread) == 2


def test_a_logarithmic_count_has_every_small_number() -> None:
    assert ticks(FIELDS["count"])[:10] == tuple(range(1, 11))


def test_an_open_bound_has_no_ticks() -> None:
    assert ticks(Field("x", "X", "", "number", 0.0, low=0.0)) == ()


def test_a_number_of_billions_is_typed() -> None:
    assert ticks(Field("x", "X", "", "integer", 0, low=0, high=2**31 - 1)) == ()


def test_a_logarithmic_scale_may_begin_at_nothing() -> None:
    weight = Field("x", "X", "", "number", 1.0, low=0.0, high=100.0, scale="log", step=0.001)
    values = ticks(weight)
    assert values[0] == 0 and values[1] == pytest.approx(0.001, rel=0.1) and values[-1] == 100
    ratios = [other / one for one, other in pairwise(values[1:])]
    assert max(ratios) < 1.1
