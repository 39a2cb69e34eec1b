"""What features learn to tell apart from the pictures of a data set of the user's own."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from playground.zoo.features import task
from playground.zoo.features.task import EncoderTask, spoilt

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
    even = torch.full((8, 1, 16, 16), 0.5)
    found = spoilt(even, np.random.default_rng(0))
    as_before = ((found - even).abs().flatten(1).max(dim=1).values < 1e-6).tolist()
    assert sum(as_before) == 6, "all but those with noise"
    assert len(spoilt(even[:0], np.random.default_rng(0))) == 0


@pytest.mark.parametrize(("channels", "count"), [(3, 21), (3, 8), (3, 6), (1, 5), (1, 1), (3, 2)])
def test_all_ways_are_as_frequent_however_few_pictures_a_batch_has(
    channels: int, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of most numbers, some ways get one picture more; over the steps all of them do."""
    ways = ["_blurred", "_noisy", "_mixed", "_patched", *(["_faded"] if channels > 1 else [])]
    for number, way in enumerate(ways):
        monkeypatch.setattr(task, way, lambda images, *_, number=number: torch.full_like(images, number))
    images, generator = torch.zeros(count, channels, 1, 1), np.random.default_rng(0)
    seen = torch.cat([spoilt(images, generator)[:, 0, 0, 0] for _ in range(400)]).int()
    shares = torch.bincount(seen, minlength=len(ways)) / len(seen)
    assert (shares * len(ways)).numpy() == pytest.approx(np.ones(len(ways)), abs=0.35)


def test_pictures_kept_apart_are_looked_at_in_blocks_with_the_same_weight(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    task = EncoderTask.__new__(EncoderTask)
    sizes: list[int] = []

    def losses(_network: nn.Module, levels: torch.Tensor, *_: object) -> dict[str, torch.Tensor]:
        sizes.append(len(levels))
        return {"loss": levels.mean()}

    monkeypatch.setattr(task, "losses", losses)
    levels = torch.rand(257, 1, 4, 4)
    found = task.validate(nn.Identity(), levels, torch.zeros(257))
    assert found["loss"] == pytest.approx(float(levels.mean()), rel=1e-5)
    assert max(sizes) <= 100 and sum(sizes) == 257
