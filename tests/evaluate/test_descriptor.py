"""Likeness by colours and edges: of the same picture it is whole, and what should not matter hardly does."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.errors import DataError
from playground.evaluate.descriptor import described

GENERATOR = np.random.default_rng(0)


def disc(colour: tuple[int, int, int], centre: tuple[int, int] = (16, 16), radius: int = 9) -> np.ndarray:
    """A disc on white, ``(3, 32, 32)``."""
    rows, columns = np.mgrid[:32, :32]
    inside = (rows - centre[0]) ** 2 + (columns - centre[1]) ** 2 <= radius**2
    return np.where(inside, np.array(colour, np.uint8)[:, None, None], np.uint8(255))


def bars(*, across: bool) -> np.ndarray:
    """Black and white bars, ``(3, 32, 32)``."""
    lines = np.where(np.arange(32) // 4 % 2, 255, 0).astype(np.uint8)
    plane = np.tile(lines, (32, 1))
    return np.stack([plane.T if across else plane] * 3)


def likeness(*pictures: np.ndarray) -> np.ndarray:
    found = described(np.stack(pictures))
    return found @ found.T


def test_a_picture_is_like_itself_and_no_other_more_than_that() -> None:
    found = described(GENERATOR.integers(0, 256, (300, 3, 32, 32), dtype=np.uint8))
    alike = found @ found.T
    np.testing.assert_allclose(np.diag(alike), 1, atol=1e-5)
    assert alike.max() <= 1 + 1e-5


def test_it_does_not_depend_on_the_pictures_beside_it() -> None:
    pictures = GENERATOR.integers(0, 256, (270, 3, 16, 24), dtype=np.uint8)
    np.testing.assert_allclose(described(pictures)[[3, 260]], described(pictures[[3, 260]]), atol=1e-6)


def test_colour_place_and_shape_all_count() -> None:
    red, blue = disc((220, 20, 20)), disc((20, 20, 220))
    away, nearly = disc((220, 20, 20), centre=(8, 8)), disc((210, 40, 30), centre=(16, 17))
    alike = likeness(red, nearly, blue, away)[0]
    assert alike[1] > 0.9
    assert alike[1] > alike[2]
    assert alike[1] > alike[3]


def test_edges_are_told_apart_by_their_direction_and_not_by_their_sign() -> None:
    down, across, turned = bars(across=False), bars(across=True), 255 - bars(across=False)
    alike = likeness(down, across, turned)[0]
    assert alike[2] > alike[1] + 0.2


def test_a_white_picture_is_like_none() -> None:
    white = np.full((3, 32, 32), 255, np.uint8)
    found = likeness(white, disc((0, 0, 0)))
    assert np.isfinite(found).all()
    assert found[0, 1] == 0


def test_pictures_that_cells_do_not_cover_are_refused() -> None:
    with pytest.raises(DataError, match="do not cover"):
        described(np.zeros((1, 3, 28, 28), np.uint8))
