"""What came out, as data: summaries by their definitions, whatever the order, and files that can be read."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from playground.core.errors import DataError
from playground.paradigms.league import results
from playground.paradigms.league.results import (
    LeagueResult,
    LeagueRun,
    from_bytes,
    of_whole_seeds,
    result,
    spread,
    standing,
    to_bytes,
)
from tests.support.league import measured_roughly, of, play

pytestmark = pytest.mark.torch


@pytest.fixture(autouse=True, scope="module")
def roughly() -> Iterator[None]:
    """All leagues here are measured roughly."""
    with measured_roughly():
        yield


numbers = st.floats(-1e3, 1e3)


@given(st.lists(numbers, min_size=2, max_size=10))
def test_a_spread_is_what_its_names_say(values: list[float]) -> None:
    found = spread(values)
    assert found is not None and found.count == len(values)
    assert (found.lower, found.median, found.upper) == pytest.approx(
        (np.quantile(values, 0.25), np.median(values), np.quantile(values, 0.75))
    )
    deviation = np.std(values, ddof=1)
    assert found.deviation == pytest.approx(deviation)
    if deviation > 1e-6:
        low, high = stats.t.interval(
            0.95, len(values) - 1, np.mean(values), deviation / math.sqrt(len(values))
        )
        assert (found.low, found.high) == pytest.approx((low, high), rel=1e-4, abs=1e-4 * deviation)


def test_students_quantiles_are_his() -> None:
    degrees = np.arange(1, 1 + len(results._QUANTILES))
    assert pytest.approx(special.stdtrit(degrees, 0.975), rel=1e-4) == results._QUANTILES


def test_one_run_has_no_interval_and_none_has_no_spread() -> None:
    one = spread([0.5])
    assert one is not None and one.median == one.mean == 0.5 and one.low is one.deviation is None
    assert spread([]) is None


def run(seed: int, distance: float | None) -> LeagueRun:
    """A run that came so near, or diverged."""
    measures = {} if distance is None else {"sliced_wasserstein": distance, "js": distance}
    return LeagueRun(seed=seed, diverged=distance is None, measures=measures)


def test_the_order_of_seeds_is_irrelevant() -> None:
    runs = [run(0, 0.3), run(1, None), run(2, 0.1), run(3, 0.2)]
    found = [standing("gan", order) for order in itertools.permutations(runs)]
    assert all(each == found[0] for each in found)
    assert found[0].diverged == 1 and found[0].spreads["sliced_wasserstein"].count == 3


def test_who_diverges_more_often_than_not_ranks_last() -> None:
    mostly = standing("gan", [run(0, 0.01), run(1, None)])
    assert mostly.rank == math.inf and standing("vae", [run(0, 5.0)]).rank == 5
    assert standing("gan", [run(0, 0.01), run(1, None), run(2, 0.02)]).rank == 0.02
    assert standing("gan", []).rank == math.inf


@given(st.lists(st.floats(0, 10), min_size=1, max_size=10))
def test_the_ranking_is_by_the_median_that_is_shown(distances: list[float]) -> None:
    found = standing("gan", [run(seed, distance) for seed, distance in enumerate(distances)])
    assert found.rank == pytest.approx(found.spreads["js"].median)


def test_a_smaller_league_holds_the_seeds_that_everybody_has_finished() -> None:
    gan, vae = (
        standing("gan", [run(0, 0.5), run(1, 0.3), run(2, 0.1)]),
        standing("vae", [run(0, 0.4), run(1, 0.2)]),
    )
    found = LeagueResult(recipe={"seeds": 5, "data": "ring"}, standings=(gan, vae))
    smaller = of_whole_seeds(found)
    assert smaller == LeagueResult(
        recipe={"seeds": 2, "data": "ring"},
        standings=(vae, standing("gan", [run(0, 0.5), run(1, 0.3)])),
        over=True,
    )
    assert of_whole_seeds(LeagueResult(recipe={}, standings=(gan, standing("vae", [])))) is None


def test_a_league_becomes_a_file_and_back() -> None:
    recipe = of("gan", "vae", seeds=2)
    frame = play(recipe)
    found = result(recipe, frame, machine="a machine", date="2026-11-25T12:00:00Z", command="playground")
    assert from_bytes(to_bytes(found)) == found and found.over
    ranks = [each.rank for each in found.standings]
    assert ranks == sorted(ranks) and {each.name for each in found.standings} == {"gan", "vae"}
    for each in found.standings:
        assert [one.seed for one in each.runs] == [0, 1]
        for one in each.runs:
            assert one.curve[-1][1:] == (20, pytest.approx(one.measures["sliced_wasserstein"], rel=0.1))
    gan = found.standing("gan")
    assert gan is not None and "kl" not in gan.spreads and gan.spreads["steps"].mean == 20
    assert found.standing("flow") is None


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_nonsense_is_told_in_a_sentence(data: bytes) -> None:
    with pytest.raises(DataError, match="no result of a league"):
        from_bytes(data)


def test_another_format_and_huge_files_are_refused(monkeypatch) -> None:
    with pytest.raises(DataError, match="format is “other”"):
        from_bytes(b'{"recipe": {}, "standings": [], "format": "other"}')
    with pytest.raises(DataError, match="play it again"):
        from_bytes(b'{"recipe": {}, "standings": [], "noise_floor": 0.04, "format": "playground-league-1"}')
    monkeypatch.setattr(results, "MAX_BYTES", 10)
    with pytest.raises(DataError, match="no result of a league"):
        from_bytes(b" " * 11)
