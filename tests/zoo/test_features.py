"""What features learn to tell apart from the pictures of a data set of the user's own."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from playground.zoo.features.spoiling import spoilt

pytestmark = pytest.mark.torch


@pytest.mark.parametrize("shape", [(1, 16, 16), (3, 20, 24)])
def test_every_picture_is_spoilt_and_remains_a_picture(shape: tuple[int, int, int]) -> None:
    images = torch.from_numpy(np.random.default_rng(0).random((11, *shape), dtype=np.float32))
    found = spoilt(images, np.random.default_rng(1))
    assert found.shape == images.shape
    assert found.min() >= 0 and found.max() <= 1
    assert ((found - images).abs().flatten(1).max(dim=1).values > 0.01).all()
    assert torch.equal(found, spoilt(images, np.random.default_rng(1)))


def test_nothing_is_spoilt_where_there_is_nothing() -> None:
    even = torch.full((4, 1, 16, 16), 0.5)
    blurred, _, mixed, patched = spoilt(even, np.random.default_rng(0))
    for each in (blurred, mixed, patched):
        torch.testing.assert_close(each, even[0])
