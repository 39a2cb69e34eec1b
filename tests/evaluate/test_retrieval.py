"""Ranks are those of sorting, and intervals of shares hold what they should as often as they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.evaluate.retrieval import ranks, share


@given(st.integers(0, 2**32 - 1))
def test_ranks_are_places_in_the_sorted_distances(seed: int) -> None:
    generator = np.random.default_rng(seed)
    queries, candidates = (generator.standard_normal((count, 4)) for count in (6, 9))
    queries, candidates = (
        each / np.linalg.norm(each, axis=1, keepdims=True) for each in (queries, candidates)
    )
    right = generator.integers(9, size=6)
    distances = np.linalg.norm(queries[:, None] - candidates, axis=2)
    expected = [list(np.argsort(row)).index(place) for row, place in zip(distances, right, strict=True)]
    assert ranks(queries, candidates, right).tolist() == expected


def test_what_lies_as_near_counts_before_it() -> None:
    same = np.array([[1.0, 0.0]] * 4)
    assert ranks(same[:1], same, np.array([2])).tolist() == [3]


def test_what_is_no_number_is_never_found() -> None:
    some = np.array([[1.0, 0.0], [0.0, 1.0], [np.nan, 0.0]])
    assert ranks(np.full((1, 2), np.nan), some[:2], np.array([0])).tolist() == [1]
    assert ranks(some[:1], some, np.array([2])).tolist() == [2]


def test_a_share_is_of_groups_and_not_of_drawings() -> None:
    hits, groups = np.array([1, 1, 1, 0]), np.array([7, 7, 7, 9])
    assert share(hits, groups).value == 0.5
    assert share(hits, groups).groups == 2


@pytest.mark.parametrize("hit", [0.0, 1.0])
def test_few_groups_that_are_alike_make_nothing_certain(hit: float) -> None:
    """Of none in n groups the truth is below 3 in n, about (Hanley and Lippman-Hand 1983)."""
    few, many = (share(np.full(4 * count, hit), np.repeat(np.arange(count), 4)) for count in (5, 500))
    for found, groups in ((few, 5), (many, 500)):
        assert found.value == hit and found.low <= hit <= found.high
        away = abs(found.high - hit) + abs(found.low - hit)
        assert 2 / (groups + 4) < away < 4 / groups


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    generator, held = np.random.default_rng(1), 0
    for _ in range(200):
        chances = generator.beta(1, 1, size=80)
        hits = (generator.random((80, 4)) < chances[:, None]).ravel()
        found = share(hits, np.repeat(np.arange(80), 4))
        held += found.low <= 0.5 <= found.high
    assert 0.89 <= held / 200 <= 0.99


def test_drawings_of_one_group_make_no_interval_narrower() -> None:
    generator = np.random.default_rng(2)
    once = (generator.random(60) < 0.5).astype(float)
    one, many = share(once, np.arange(60)), share(np.repeat(once, 10), np.repeat(np.arange(60), 10))
    assert many == one


def test_no_groups_have_no_share() -> None:
    with pytest.raises(ValueError, match="at least one"):
        share(np.empty(0), np.empty(0, np.int64))
