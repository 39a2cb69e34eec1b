"""Grey levels to network values and back."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.cards import ImageFormat
from playground.core.pictures import to_levels, to_network, to_unit, to_unit_log_scale

LEVELS = np.arange(256, dtype=np.uint8)
ranges = st.tuples(st.floats(-3, 3, width=32), st.floats(0.125, 4, width=32)).map(
    lambda pair: ImageFormat(channels=1, height=1, width=256, low=pair[0], high=pair[0] + pair[1])
)


@given(ranges)
def test_every_level_survives_the_way_there_and_back(image: ImageFormat) -> None:
    values = to_network(LEVELS, image)
    assert values.dtype == np.float32
    np.testing.assert_allclose(values[[0, -1]], [image.low, image.high], atol=1e-5)
    np.testing.assert_array_equal(to_levels(to_unit(values, image)), LEVELS)


@given(ranges, st.floats(-3, 3))
def test_a_width_is_scaled_like_the_values(image: ImageFormat, log_scale: float) -> None:
    scaled = to_unit_log_scale(np.array([log_scale], np.float32), image)
    assert math.isclose(
        math.exp(scaled[0]) * (image.high - image.low), math.exp(log_scale), rel_tol=1e-4, abs_tol=1e-6
    )


@pytest.mark.parametrize(
    ("unit", "level"), [(-1.0, 0), (0.0, 0), (0.4999 / 255, 0), (0.5001 / 255, 1), (1.0, 255), (9.0, 255)]
)
def test_values_are_clipped_and_rounded_to_the_nearest_level(unit: float, level: int) -> None:
    assert to_levels(np.array([unit], np.float32)).tolist() == [level]
    assert to_levels(np.array([unit], np.float32)).dtype == np.uint8
