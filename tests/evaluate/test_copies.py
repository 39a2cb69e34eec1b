"""Copies of training pictures are told from pictures that are only like them."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from numpy.typing import NDArray

from playground.evaluate.copies import (
    RARE,
    SHIFTS,
    ZOOMS,
    are_copies,
    copies,
    expected_copies,
    nearness,
    rank_of_copies,
)

SHAPE = (1, 6, 6)


def drawn(seed: int, count: int) -> NDArray[np.uint8]:
    """Pictures of one blob each, at random places and of random brightness and noise."""
    rng = np.random.default_rng(seed)
    x, y = np.mgrid[:6, :6]
    at = rng.uniform(0, 5, (count, 2, 1, 1))
    blobs = np.exp(-((x - at[:, 0]) ** 2 + (y - at[:, 1]) ** 2) / 3) * rng.uniform(100, 200, (count, 1, 1))
    return np.clip(blobs + rng.normal(20, 8, blobs.shape), 0, 255).astype(np.uint8)[:, None]


def test_an_exact_copy_is_nothing_away_and_a_lone_picture_as_far_as_all_others() -> None:
    training = drawn(0, 80)
    assert nearness(training[:3], training) == pytest.approx(np.zeros(3), abs=1e-3)
    alike = np.repeat(training[:1], 60, axis=0)
    assert nearness(training[1:3], alike) == pytest.approx(np.ones(2), rel=1e-5)


@pytest.mark.parametrize(("side", "by"), [(32, 1), (64, 2), (48, 1)])
def test_copies_that_are_shifted_a_little_are_copies(side: int, by: int) -> None:
    rng = np.random.default_rng(0)
    rough = rng.integers(0, 256, (70, 3, 8, 8), dtype=np.uint8)
    training = np.repeat(np.repeat(rough, side // 8, axis=2), side // 8, axis=3)
    others = np.repeat(
        np.repeat(rng.integers(0, 256, (40, 3, 8, 8), dtype=np.uint8), side // 8, axis=2), side // 8, axis=3
    )
    shifted = np.roll(training[:20], (by, -by), axis=(2, 3))
    assert copies(shifted, others, training).share == 1
    assert copies(np.roll(others[:20], (by, by), axis=(2, 3)), others[20:], training).share < 0.5


@pytest.mark.parametrize("held_out", [30, 400])
def test_a_perfect_model_shows_what_is_expected_of_it(held_out: int) -> None:
    """Over many data sets: of one by itself the share depends on the few held-out pictures nearest."""
    found = [
        copies(drawn(3 * seed, 100), drawn(3 * seed + 1, held_out), drawn(3 * seed + 2, 200))
        for seed in range(40)
    ]
    expected = max(1, round(0.01 * (held_out + 1))) / (held_out + 1)
    assert {each.expected for each in found} == {expected}
    shares = np.array([each.share for each in found])
    assert abs(shares.mean() - expected) < 4 * shares.std(ddof=1) / np.sqrt(len(shares))


@pytest.mark.parametrize(("held_out", "made"), [(1000, 400), (1000, 100), (300, 400), (20, 30)])
def test_a_perfect_model_exceeds_what_is_by_chance_in_a_twentieth_of_cases_at_most(
    held_out: int, made: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nearness is of one distribution for all; of which one does not matter."""
    rng = np.random.default_rng(held_out + made)
    monkeypatch.setattr("playground.evaluate.copies.nearness", lambda pictures, _: pictures)
    found = [copies(rng.random(made), rng.random(held_out), np.empty(0)) for _ in range(2000)]
    (chance,) = {each.chance for each in found}
    shares = np.array([each.share for each in found])
    unlucky = np.sqrt(0.05 * 0.95 / len(shares))
    assert (shares > chance).mean() < 0.05 + 3 * unlucky
    assert (shares >= chance).mean() > 0.05 - 3 * unlucky, "it is larger than it must be"


@pytest.mark.parametrize("held_out", [1, 40, 239, 1000])
def test_a_copy_is_the_same_by_distances_and_by_how_many_held_out_pictures_are_nearer(
    held_out: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By one rule, for any measure: the two ways of counting must agree on every picture."""
    monkeypatch.setattr("playground.evaluate.copies.nearness", lambda pictures, _: pictures)
    rng = np.random.default_rng(held_out)
    usual, made = rng.random(held_out), np.concatenate([rng.random(400), 0.03 * rng.random(400)])
    nearer = (usual <= made[:, None]).mean(axis=1).astype(np.float32)
    found = are_copies(nearer, held_out)
    assert found.mean() == copies(made, usual, np.empty(0)).share
    assert found.any() and not found.all()


def test_of_all_ranks_that_of_copies_is_nearest_to_one_in_a_hundred() -> None:
    for held_out in range(2, 2000):
        off = abs(np.arange(1, held_out + 1) / (held_out + 1) - RARE)
        assert off[rank_of_copies(held_out) - 1] == pytest.approx(off.min())
        assert abs(expected_copies(held_out) - RARE) == pytest.approx(off.min())


def test_a_model_that_knows_its_pictures_by_heart_shows_nothing_but_copies() -> None:
    training, held_out = drawn(1, 300), drawn(2, 60)
    rng = np.random.default_rng(3)
    nearly = np.clip(training[:100] + rng.normal(0, 3, (100, *SHAPE)), 0, 255).astype(np.uint8)
    assert copies(training[:100], held_out, training).share == 1
    assert copies(nearly, held_out, training).share > 0.9


def test_blurred_pictures_are_near_to_many_and_copies_of_none() -> None:
    training, held_out = drawn(1, 300), drawn(2, 60)
    means = training.reshape(30, 10, *SHAPE).mean(axis=1).astype(np.uint8)
    assert copies(means, held_out, training).share < 0.1


def test_variations_are_held_of_a_few_pictures_at_once() -> None:
    training = np.repeat(np.repeat(drawn(1, 60), 3, axis=2), 3, axis=3)
    pictures = np.repeat(training, 6, axis=0)
    tracemalloc.start()
    found = nearness(pictures, training)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    variations = len(SHIFTS) ** 2 * len(ZOOMS)
    assert most < len(pictures) * variations * 16**2 * 4
    assert found == pytest.approx(np.zeros(len(pictures)), abs=1e-2)
