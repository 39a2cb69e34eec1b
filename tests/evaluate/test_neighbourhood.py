"""Nearest training pictures are those of sorting, and what is usual is told by those held out."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.errors import DataError
from playground.evaluate.copies import are_copies
from playground.evaluate.neighbourhood import Neighbourhood, pixels

GENERATOR = np.random.default_rng(0)
TRAINING, HELD_OUT, MADE = (GENERATOR.standard_normal((count, 5)) for count in (300, 40, 150))


def test_neighbours_and_distances_are_those_of_sorting() -> None:
    near = Neighbourhood(TRAINING, HELD_OUT).of(MADE, 4)
    distances = np.linalg.norm(MADE[:, None] - TRAINING, axis=2)
    np.testing.assert_array_equal(near.indices, np.argsort(distances, axis=1)[:, :4])
    np.testing.assert_allclose(near.distances, np.sort(distances, axis=1)[:, :4], atol=1e-12)


def test_the_share_is_of_held_out_pictures_that_are_as_near() -> None:
    near = Neighbourhood(TRAINING, HELD_OUT).of(MADE, 1)
    usual = np.linalg.norm(HELD_OUT[:, None] - TRAINING, axis=2).min(axis=1)
    for distance, nearer in zip(near.distances[:, 0], near.nearer, strict=True):
        assert nearer == np.mean(usual <= distance)


def test_copies_lie_nearer_than_all_and_held_out_ones_as_usual() -> None:
    place = Neighbourhood(TRAINING, HELD_OUT)
    copies = place.of(TRAINING[:20])
    assert copies.nearer.max() == 0
    assert copies.distances[:, 0].max() == 0
    np.testing.assert_array_equal(copies.indices[:, 0], np.arange(20))
    assert place.of(HELD_OUT).nearer.mean() == pytest.approx(0.5, abs=0.03)


def test_of_a_perfect_model_as_few_are_copies_as_the_order_of_equals_gives() -> None:
    """A drawing like one more held-out picture has one of 239 before it, or none, in two of 240 cases."""
    few, generator = [], np.random.default_rng(4)
    for _ in range(60):
        training, held_out, made = (generator.standard_normal((count, 4)) for count in (200, 239, 200))
        few.append(are_copies(Neighbourhood(training, held_out).of(made, 1).nearer, 239).mean())
    chance = np.std(few) / len(few) ** 0.5
    assert abs(np.mean(few) - 2 / 240) < 4 * chance < 0.008


def test_pixels_are_as_far_as_their_mean_square() -> None:
    black, white = np.zeros((1, 3, 4, 4), np.uint8), np.full((1, 3, 4, 4), 255, np.uint8)
    near = Neighbourhood(pixels(black), pixels(white)).of(pixels(np.full((1, 3, 4, 4), 51, np.uint8)))
    assert near.distances[0, 0] == pytest.approx(0.2)
    assert near.nearer[0] == 0


def test_few_pictures_are_all_neighbours_and_none_are_an_error() -> None:
    assert Neighbourhood(TRAINING[:2], HELD_OUT).of(MADE).indices.shape == (150, 2)
    assert Neighbourhood(TRAINING, HELD_OUT).of(MADE[:0]).indices.shape == (0, 6)
    with pytest.raises(DataError, match="both"):
        Neighbourhood(TRAINING[:0], HELD_OUT)
