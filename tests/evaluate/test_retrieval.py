"""Ranks are those of sorting, and intervals of shares hold what they should as often as they say."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import binomtest

from playground.evaluate.retrieval import ranks, share

World: TypeAlias = Callable[[np.random.Generator, float, int], NDArray[np.bool_]]
"""Draws hits ``(groups, 4)`` of which a share is right in truth."""


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


def _whole(drawn: np.random.Generator, truth: float, groups: int) -> NDArray[np.bool_]:
    """All drawings of a group are hits, or none is."""
    return np.repeat(drawn.random((groups, 1)) < truth, 4, axis=1)


def _mixed(drawn: np.random.Generator, truth: float, groups: int) -> NDArray[np.bool_]:
    """Groups are right more or less often, with a correlation of 0.3 within them."""
    chances = drawn.beta(truth * 7 / 3, (1 - truth) * 7 / 3, (groups, 1))
    return drawn.random((groups, 4)) < chances


def _alike(drawn: np.random.Generator, truth: float, groups: int) -> NDArray[np.bool_]:
    """Drawings are hits independently of their groups."""
    return drawn.random((groups, 4)) < truth


def _seldom(drawn: np.random.Generator, truth: float, groups: int) -> NDArray[np.bool_]:
    """Half of the hits are of a few groups that are always right, and which a sample may lack."""
    always, else_ = truth / 2, (truth / 2) / (1 - truth / 2)
    return drawn.random((groups, 4)) < np.where(drawn.random((groups, 1)) < always, 1.0, else_)


@pytest.mark.parametrize("groups", [20, 26, 80, 240])
@pytest.mark.parametrize("world", [_whole, _mixed, _alike, _seldom])
def test_intervals_hold_the_truth_as_often_as_they_say(world: World, groups: int) -> None:
    drawn, members, times = np.random.default_rng(1), np.repeat(np.arange(groups), 4), 500
    for truth in (0.005, 0.02, 0.06, 0.3, 0.9):
        held = 0
        for _ in range(times):
            found = share(world(drawn, truth, groups).ravel(), members)
            held += found.low <= truth <= found.high
        assert held / times >= 0.94, truth


def test_a_share_that_is_seldom_and_one_that_is_never_have_ends_in_order() -> None:
    """Of 26 groups: none, half a group, one group."""
    none, half, one = (share(np.arange(52) < hits, np.arange(52) // 2) for hits in (0, 1, 2))
    assert none.low == 0 < half.low < one.low
    assert none.high < half.high < one.high


@pytest.mark.parametrize("groups", [20, 239])
def test_of_whole_groups_the_interval_is_scipys(groups: int) -> None:
    for hits in (0, 1, groups // 3, groups):
        found = share(np.arange(groups) < hits, np.arange(groups))
        exact = binomtest(hits, groups).proportion_ci(0.95, "exact")
        assert (found.low, found.high) == pytest.approx((exact.low, exact.high), abs=1e-9)


def test_drawings_of_one_group_make_no_interval_narrower() -> None:
    generator = np.random.default_rng(2)
    once = (generator.random(60) < 0.5).astype(float)
    one, many = share(once, np.arange(60)), share(np.repeat(once, 10), np.repeat(np.arange(60), 10))
    assert many == one


def test_no_groups_have_no_share() -> None:
    with pytest.raises(ValueError, match="at least one"):
        share(np.empty(0), np.empty(0, np.int64))
