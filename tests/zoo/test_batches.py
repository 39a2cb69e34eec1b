"""What a step sees depends on the seed and the step alone."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from playground.core.recipe import change
from playground.zoo.batches import Order, augment, gaussian, split
from tests.support.tiny_training import RECIPE, images

pytestmark = pytest.mark.torch


def test_an_epoch_sees_every_image_at_most_once_and_epochs_differ() -> None:
    order = Order(np.arange(100, 150), RECIPE)
    first = np.concatenate([order.batch(step) for step in range(6)])
    second = np.concatenate([order.batch(step) for step in range(6, 12)])
    assert len(np.unique(first)) == len(np.unique(second)) == 48
    assert first.min() >= 100 and first.max() < 150
    assert not np.array_equal(first, second)


def test_a_batch_does_not_depend_on_what_was_asked_before() -> None:
    asked = Order(np.arange(50), RECIPE)
    for step in (13, 2, 30):
        asked.batch(step)
    np.testing.assert_array_equal(asked.batch(9), Order(np.arange(50), RECIPE).batch(9))


def test_images_kept_apart_are_never_learned_from() -> None:
    learn, kept = split(48, RECIPE)
    assert len(kept) == RECIPE.validation
    np.testing.assert_array_equal(np.sort(np.concatenate([learn, kept])), np.arange(48))


def test_augmentation_keeps_levels_whole_and_in_range() -> None:
    levels = torch.from_numpy(images().images).float()
    recipe = change(RECIPE, degrees=20.0, zoom=0.2, shift=3.0, mirror=True)
    varied = augment(levels, recipe, 3)
    assert torch.equal(varied, varied.round())
    assert float(varied.min()) >= 0 and float(varied.max()) <= 255
    assert not torch.equal(varied, levels)
    assert torch.equal(
        varied, augment(levels, change(RECIPE, degrees=20.0, zoom=0.2, shift=3.0, mirror=True), 3)
    )


def test_whole_shifts_move_a_picture_and_blur_nothing() -> None:
    """Each is one of the 25 crops of the picture with its border repeated, and all of these occur."""
    picture = torch.from_numpy(np.random.default_rng(0).integers(0, 256, (1, 3, 12, 10))).float()
    levels = picture.expand(400, -1, -1, -1)
    around = torch.nn.functional.pad(picture, (2, 2, 2, 2), mode="replicate")
    crops = {
        around[0, :, down : down + 12, across : across + 10].numpy().tobytes()
        for down in range(5)
        for across in range(5)
    }
    varied = augment(levels, change(RECIPE, degrees=0.0, shift=2.0, whole_shifts=True, edge=True), 4)
    assert {each.numpy().tobytes() for each in varied} == crops


def test_mirroring_alone_gives_the_image_or_its_mirror_image() -> None:
    levels = torch.from_numpy(images().images).float()
    varied = augment(levels, change(RECIPE, degrees=0.0, zoom=0.0, shift=0.0, mirror=True), 0)
    same = (varied == levels).flatten(1).all(dim=1)
    mirrored = (varied == levels.flip(3)).flatten(1).all(dim=1)
    assert bool((same | mirrored).all()) and bool(same.any()) and bool(mirrored.any())


def test_noise_is_the_same_for_the_same_step_only() -> None:
    device = torch.device("cpu")
    assert torch.equal(gaussian(RECIPE, 4, (3, 2), device), gaussian(RECIPE, 4, (3, 2), device))
    assert not torch.equal(gaussian(RECIPE, 4, (3, 2), device), gaussian(RECIPE, 5, (3, 2), device))
