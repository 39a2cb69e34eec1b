"""The mean and deviation of every pixel, without copies of the pictures in more bytes."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from playground.core.images import moments


@pytest.mark.parametrize("count", [1, 7, 100, 257])
def test_they_are_numpys(count: int) -> None:
    images = np.random.default_rng(count).integers(0, 256, (count, 3, 4, 5), dtype=np.uint8)
    images[:, 0] = 255
    mean, deviation = moments(images)
    np.testing.assert_allclose(mean, images.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(deviation, images.std(axis=0), rtol=1e-9)
    assert (deviation[0] == 0).all()


def test_they_take_less_memory_than_the_pictures() -> None:
    images = np.zeros((2000, 1, 32, 32), np.uint8)
    tracemalloc.start()
    moments(images)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < images.nbytes
