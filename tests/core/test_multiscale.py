"""Scales share out a picture's pixels, a quarter to the coarser ones at every halving."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.likelihood import scale_of_pixels


@pytest.mark.parametrize("halvings", [1, 2, 3])
def test_each_scale_has_three_quarters_of_what_the_finer_ones_leave(halvings: int) -> None:
    counts = np.bincount(scale_of_pixels(16, 24, halvings).ravel())
    finer = [16 * 24 * 3 // 4 ** (step + 1) for step in range(halvings)]
    assert counts.tolist() == [16 * 24 // 4**halvings, *reversed(finer)]


@pytest.mark.parametrize("halvings", [1, 2, 3])
def test_every_square_has_one_pixel_of_the_coarser_scales(halvings: int) -> None:
    coarser = scale_of_pixels(16, 24, halvings) < halvings
    assert (coarser.reshape(8, 2, 12, 2).sum(axis=(1, 3)) == 1).all()


def test_the_coarsest_pixels_lie_evenly_in_a_picture() -> None:
    rows, columns = np.nonzero(scale_of_pixels(28, 28, 2) == 0)
    assert sorted(set(rows.tolist())) == sorted(set(columns.tolist())) == list(range(2, 28, 4))
