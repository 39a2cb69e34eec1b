"""The small world's networks are measured so that whoever knows the exact answer is found to know it."""

from __future__ import annotations

import argparse

import numpy as np
import pytest

from playground.faces import small
from playground.gaussian.finite import ManyPictures
from playground.gaussian.levels import Array, Level, Pair
from playground.gaussian.predictions import to_pair
from playground.zoo.faces import small_scores

LEARNED = small.training_set(16)


@pytest.fixture(scope="module")
def pictures() -> small_scores.Floats:
    return small_scores.scaled(small.images())


@pytest.mark.parametrize("recalls", [True, False], ids=["memoriser", "population"])
def test_whoever_answers_exactly_is_at_no_distance(pictures: small_scores.Floats, recalls: bool) -> None:
    population = ManyPictures(pictures)
    exact = ManyPictures(pictures[LEARNED]) if recalls else population
    found = dict(small_scores._answers(exact, pictures, LEARNED, population, 8))
    same, other = ("to_memoriser", "to_population") if recalls else ("to_population", "to_memoriser")
    for distances in found.values():
        assert distances[same] == 0 < distances[other] == distances["between"]


def test_a_memoriser_draws_what_it_learned_and_nothing_else(pictures: small_scores.Floats) -> None:
    exact, args = ManyPictures(pictures[LEARNED]), argparse.Namespace(count=24, steps=30)

    def memoriser(x: Array, level: Level) -> Pair:
        return to_pair("data", exact(x, level).data, x, level)

    found = small_scores._samples(memoriser, LEARNED, args)
    assert found["valid"][:2] == found["copies"][:2] == found["near"][:2] == [24, 24]
    assert 1 < found["different"] <= 16 and found["median_distance"] < 1


def test_noise_is_no_face(pictures: small_scores.Floats) -> None:
    args = argparse.Namespace(count=8, steps=1)
    found = small_scores._samples(lambda x, _: Pair(np.zeros_like(x), x), LEARNED, args)
    assert found["valid"][0] == found["near"][0] == 0 and found["median_distance"] > 20
