"""Grey levels to network values and back."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.cards import ImageFormat
from playground.core.pictures import (
    mosaic,
    shown,
    squared,
    tile_of,
    tiled,
    to_levels,
    to_network,
    to_unit,
    to_unit_log_scale,
)

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


@pytest.mark.parametrize("channels", [1, 2, 3])
def test_a_tile_is_what_was_put_into_the_mosaic(channels: int) -> None:
    pictures = np.random.default_rng(2).integers(0, 256, (3, 3, channels, 4, 5), dtype=np.uint8)
    whole, each = mosaic(pictures), shown(pictures)
    for row, column in np.ndindex(3, 3):
        np.testing.assert_array_equal(tile_of(whole, 3, row, column), each[row, column])


@pytest.mark.parametrize("channels", [1, 2, 3, 4, 5])
def test_a_mosaic_has_every_picture_in_its_place(channels: int) -> None:
    pictures = np.random.default_rng(1).integers(0, 256, (2, 3, channels, 4, 5), dtype=np.uint8)
    whole, each = mosaic(pictures), shown(pictures)
    height, width = each.shape[-2:]
    assert whole.shape == (*((3,) if channels == 3 else ()), 2 * height, 3 * width)
    for row in range(2):
        for column in range(3):
            tile = whole[..., row * height : (row + 1) * height, column * width : (column + 1) * width]
            wanted = each[row, column] if channels == 3 else each[row, column, 0]
            np.testing.assert_array_equal(tile, wanted)


@pytest.mark.parametrize("channels", [1, 2, 4, 5])
def test_channels_that_are_no_colours_are_tiles(channels: int) -> None:
    picture = np.arange(channels * 6, dtype=np.uint8).reshape(channels, 2, 3) + 1
    whole = tiled(picture)
    assert whole.shape[0] == 1 and whole.size >= picture.size
    assert sorted(whole[whole > 0].tolist()) == picture.ravel().tolist()
    np.testing.assert_array_equal(whole[0, :2, :3], picture[0])


@pytest.mark.parametrize("lead", [(), (3,)])
@pytest.mark.parametrize(("height", "width"), [(4, 7), (6, 3), (5, 5)])
def test_in_squares_each_picture_keeps_its_shape_and_the_rest_is_black(
    lead: tuple[int, ...], height: int, width: int
) -> None:
    whole = np.random.default_rng(2).integers(1, 256, (*lead, 2 * height, 2 * width), dtype=np.uint8)
    found = squared(whole, 2)
    side = max(height, width)
    assert found.shape == (*lead, 2 * side, 2 * side)
    assert np.count_nonzero(found) == whole.size
    for row, column in np.ndindex(2, 2):
        tile = found[..., row * side : (row + 1) * side, column * side : (column + 1) * side]
        rows, columns = (np.flatnonzero(tile.reshape(-1, side, side).any((0, axis))) for axis in (2, 1))
        inner = tile[..., rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        wanted = whole[..., row * height : (row + 1) * height, column * width : (column + 1) * width]
        np.testing.assert_array_equal(inner, wanted)
        assert abs(int(rows[0]) - (side - 1 - int(rows[-1]))) <= 1
