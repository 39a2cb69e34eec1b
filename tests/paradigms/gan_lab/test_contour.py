"""Lines of one value against lines that are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.paradigms.gan_lab.shapes import contour

MIDDLES = 3.0 * ((2 * np.arange(64) + 1) / 64 - 1)
X, Y = np.meshgrid(MIDDLES, MIDDLES)


@given(st.floats(-3, 3), st.floats(-3, 3), st.floats(-2, 2))
@settings(max_examples=40, deadline=None)
def test_of_a_linear_field_it_is_a_straight_line(a: float, b: float, c: float) -> None:
    pairs = contour(a * X + b * Y, c, 3.0)
    assert a * pairs[:, 0] + b * pairs[:, 1] == pytest.approx(np.full(len(pairs), c), abs=1e-6)


def test_of_a_cone_it_is_a_whole_circle() -> None:
    pairs = contour(np.hypot(X, Y), 2.0, 3.0)
    assert np.hypot(*pairs.T) == pytest.approx(np.full(len(pairs), 2.0), abs=1e-3)
    lengths = np.linalg.norm(pairs[::2] - pairs[1::2], axis=1)
    assert lengths.sum() == pytest.approx(4 * np.pi, rel=1e-3)
    # It closes: every end is the end of two pieces.
    _, times = np.unique(pairs.round(9), axis=0, return_counts=True)
    assert set(times.tolist()) == {2}


@pytest.mark.parametrize(("low", "sign"), [(0.0, 1), (0.6, -1)])
def test_where_it_would_cross_itself_the_mean_decides(low: float, sign: int) -> None:
    field = np.array([[1.0, low], [low, 1.0]]) if sign > 0 else np.array([[low, 0.0], [0.0, low]])
    pairs = contour(field, 0.45, 1.0)
    assert len(pairs) == 4
    # The corners at the lower left and upper right are joined where the mean is on their side.
    middle_joined = field.mean() >= 0.45
    one_side = (pairs[::2] + pairs[1::2]) / 2
    across = one_side @ np.array([1.0, -1.0])
    assert (np.abs(across) > 0.3).all() == middle_joined


def test_where_there_is_no_line_or_no_number_nothing_is_drawn() -> None:
    assert contour(np.ones((8, 8)), 0.5, 1.0).shape == (0, 2)
    hole = X.copy()
    hole[20:30] = np.nan
    found = contour(hole, 0.0, 3.0)
    assert len(found) and np.isfinite(found).all()
