"""A league that goes on is what it would have been in one: the same numbers, curves and sentences."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec
import numpy as np
import pytest

from playground.core.recipe import change, written
from playground.paradigms.league.frames import MEASURES
from playground.paradigms.league.recipes import LAST_SEED, League
from playground.paradigms.league.results import LeagueResult, from_bytes, of_whole_seeds, result, to_bytes
from playground.paradigms.league.resuming import NOTHING, Known, complete, joined, known_of, rest_of
from tests.support.league import begin, explode, frames, last, measured_roughly, of, play

pytestmark = pytest.mark.torch


@pytest.fixture(autouse=True, scope="module")
def roughly() -> Iterator[None]:
    """All leagues here are measured roughly."""
    with measured_roughly():
        yield


HERE, THREE = "a machine", of("gan", "vae", seeds=3)
TIMES = [MEASURES.index("seconds"), MEASURES.index("sampling_ms")]


def kept(
    recipe: League, seeds: int = 0, machine: str = HERE, date: str = "2026-11-25T10:00:00Z"
) -> LeagueResult:
    """What a file says of a league, stopped after so many seeds, or whole."""
    run = begin(recipe)
    if seeds:
        frame = next(each for each in frames(run) if each.scalars["seed_index"] == seeds)
        found = of_whole_seeds(result(recipe, frame, machine=machine, date=date))
    else:
        found = result(recipe, last(run), machine=machine, date=date)
    assert found is not None
    return from_bytes(to_bytes(found))


@pytest.fixture(scope="module")
def two() -> LeagueResult:
    """A league of three seeds that was stopped in the third."""
    return kept(THREE, 2)


def test_what_is_joined_is_what_one_league_gives(two: LeagueResult) -> None:
    known = known_of(THREE, [two], HERE)
    rest = rest_of(THREE, known)
    assert known.seeds == 2 and rest == change(THREE, seed=2, seeds=1)
    whole = play(THREE)
    seen = [joined(frame, known) for frame in frames(begin(rest))]
    found = seen[-1]
    assert found.final and [frame.scalars["seed_index"] for frame in seen] == [2] * len(seen)
    for name in (
        "entrants",
        "phases",
        "phase",
        "seed",
        "seed_index",
        "seeds",
        "step",
        "failures",
        "cut_short",
    ):
        assert found.scalars[name] == whole.scalars[name], name
    ours, theirs = (np.delete(each.arrays["finals"], TIMES, axis=2) for each in (found, whole))
    np.testing.assert_array_equal(ours, theirs)
    by_run = [
        each.arrays["history"][np.lexsort(each.arrays["history"][:, [3, 0, 1]].T)] for each in (found, whole)
    ]
    np.testing.assert_array_equal(*(np.delete(each, 2, axis=1) for each in by_run))


def test_known_runs_come_out_as_they_went_in(two: LeagueResult) -> None:
    known = known_of(THREE, [two], HERE)
    rest = rest_of(THREE, known)
    assert rest is not None
    found = result(THREE, joined(next(begin(rest)), known))
    for each in two.standings:
        standing = found.standing(each.name)
        assert standing is not None and standing.runs == each.runs


def test_a_complete_league_is_over_without_a_run() -> None:
    recipe = of("gan", "vae", seeds=2)
    before = kept(recipe)
    known = known_of(recipe, [before], HERE)
    assert rest_of(recipe, known) is None
    frame = complete(recipe, known)
    assert not frame.final and "points" not in frame.arrays
    found = result(recipe, frame, machine=HERE, date=before.date)
    assert found == before and found.over


def test_runs_that_became_unstable_or_were_cut_short_are_told_of_in_their_places(monkeypatch) -> None:
    explode(monkeypatch)
    recipe = of("gan", "vae", seeds=2)
    known = known_of(recipe, [kept(change(recipe, seeds=1))], HERE)
    vae = msgspec.structs.replace(known.runs[0][0], cut_short="The budget ended before it began.")
    known = msgspec.structs.replace(known, runs=((vae, known.runs[0][1]),))
    rest = rest_of(recipe, known)
    assert rest is not None
    scalars = joined(last(begin(rest)), known).scalars
    unstable = "The training became unstable."
    assert json.loads(str(scalars["failures"])) == [["gan", 0, unstable], ["gan", 1, unstable]]
    assert json.loads(str(scalars["cut_short"])) == [["vae", 0, "The budget ended before it began."]]


def test_another_version_knows_nothing(two: LeagueResult) -> None:
    assert known_of(THREE, [two], HERE).seeds == 2
    for version in ("", "0.0.1"):
        assert known_of(THREE, [msgspec.structs.replace(two, version=version)], HERE) == NOTHING


def test_nothing_known_changes_nothing() -> None:
    frame = next(begin(THREE))
    assert joined(frame, NOTHING) is frame and rest_of(THREE, NOTHING) == THREE
    assert known_of(THREE, [], HERE) == NOTHING
    nobody = change(THREE, entrants=())
    assert known_of(nobody, [LeagueResult(recipe=written(nobody), standings=())], HERE) == NOTHING


@pytest.mark.parametrize(
    "changed",
    [
        {"steps": 30},
        {"data": "ring"},
        {"walks": (("flow", 3),)},
        {"entrants": ("vae", "gan", "nflow")},
        {"budget": "seconds"},
        {"seed": 7},
    ],
    ids=str,
)
def test_another_recipe_knows_nothing_of_it(two: LeagueResult, changed: dict[str, object]) -> None:
    assert known_of(change(THREE, **changed), [two], HERE) == NOTHING


def test_what_changes_no_number_is_the_same_recipe(two: LeagueResult) -> None:
    other = change(THREE, training=False, speed=4, points=100, seconds=99.0, seeds=5)
    assert known_of(other, [two], HERE).seeds == 2
    assert known_of(THREE, [two], "another machine").seeds == 2


def test_seconds_are_those_of_one_machine() -> None:
    recipe = of("gan", budget="seconds", seconds=0.5, seeds=2)
    found = kept(change(recipe, seeds=1))
    assert known_of(recipe, [found], HERE).seeds == 1
    assert known_of(recipe, [found], "another machine") == NOTHING


def test_seeds_are_gathered_from_all_leagues_the_newest_first(two: LeagueResult) -> None:
    third = kept(change(THREE, seed=2, seeds=1), date="2026-11-26T10:00:00Z")
    known = known_of(THREE, [third, two], HERE)
    assert known.seeds == 3 and known.date == third.date
    assert known_of(THREE, [third], HERE) == NOTHING, "the seeds before it are missing"
    assert known_of(change(THREE, seed=1, seeds=2), [two, third], HERE).seeds == 2
    (gan,) = (each for each in third.standings if each.name == "gan")
    newer = msgspec.structs.replace(gan.runs[0], seed=0, sentence="Newer.")
    standings = tuple(
        msgspec.structs.replace(each, runs=(newer,) if each.name == "gan" else each.runs[:1])
        for each in two.standings
    )
    newest = msgspec.structs.replace(two, standings=standings, date="2026-11-27T10:00:00Z")
    assert known_of(THREE, [newest, two], HERE).runs[0][1].sentence == "Newer."


def test_a_run_that_has_not_used_up_its_budget_is_not_known(two: LeagueResult) -> None:
    def shorter(each: object) -> object:
        runs = each.runs  # type: ignore[attr-defined]
        measures = {**runs[1].measures, "steps": 19.0}
        return msgspec.structs.replace(
            each, runs=(runs[0], msgspec.structs.replace(runs[1], measures=measures))
        )

    damaged = msgspec.structs.replace(two, standings=tuple(map(shorter, two.standings)))  # type: ignore[arg-type]
    assert known_of(THREE, [damaged], HERE).seeds == 1


def test_the_rest_of_the_last_seeds_begins_within_the_bounds() -> None:
    recipe = change(THREE, seed=LAST_SEED - 1)
    found = kept(recipe)
    known = known_of(recipe, [found], HERE)
    assert known.seeds == 3
    assert known_of(change(recipe, seeds=5), [found], HERE).seeds == 1
    assert rest_of(change(recipe, seeds=5), Known(runs=known.runs[:1])) == change(
        recipe, seed=LAST_SEED, seeds=4
    )
