"""Leagues in a folder: none takes the place of another, but for its own parts, kept when it was stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from playground.evaluate.leagues import keep
from playground.evaluate.sweep.stability import read_leagues
from playground.paradigms.league.results import LeagueResult, LeagueRun, standing


def run(seed: int, distance: float = 0.1) -> LeagueRun:
    """A run that came so near."""
    return LeagueRun(seed=seed, diverged=False, measures={"js": distance + seed})


def league(minute: int, *seeds: int, **recipe: Any) -> LeagueResult:
    """A league of two paradigms and these seeds, kept at a minute."""
    return LeagueResult(
        recipe={"data": "ring", "steps": 20, "seed": 0, "seeds": len(seeds), **recipe},
        standings=tuple(standing(name, [run(seed) for seed in seeds]) for name in ("gan", "vae")),
        date=f"2026-11-25T10:{minute:02}:00Z",
        over=True,
    )


def there(folder: Path) -> list[LeagueResult]:
    """What is in the folder."""
    found, problems = read_leagues(folder)
    assert problems == []
    return found


def test_a_league_takes_the_place_of_its_own_parts(tmp_path: Path) -> None:
    for minute, seeds in enumerate([(0,), (0, 1), (0, 1, 2)]):
        path = keep(league(minute, *seeds), tmp_path)
        assert there(tmp_path) == [league(minute, *seeds)] and list(tmp_path.iterdir()) == [path]


def test_what_was_looked_at_and_what_does_not_count_make_no_other_league(tmp_path: Path) -> None:
    part = league(1, 1, budget="steps", seed=1, points=0, speed=0, seconds=12.0)
    whole = league(2, 0, 1, budget="steps", points=600, speed=4, seconds=3.0)
    for each in (part, whole):
        keep(each, tmp_path)
    assert there(tmp_path) == [whole]


@pytest.mark.parametrize(
    "other",
    [
        league(1, 0, 1, data="spiral"),
        league(1, 0, 1, steps=30),
        msgspec.structs.replace(league(1, 0), standings=(standing("gan", [run(0, 0.2)]),)),
        msgspec.structs.replace(league(1, 0), standings=(standing("flow", [run(0)]),)),
        league(1, 3),
    ],
    ids=["data", "budget", "numbers", "paradigm", "seeds"],
)
def test_other_leagues_stay(tmp_path: Path, other: LeagueResult) -> None:
    keep(other, tmp_path)
    keep(league(2, 0, 1), tmp_path)
    assert there(tmp_path) == [league(2, 0, 1), other]


def test_a_smaller_one_that_comes_later_takes_nothing_from_a_larger_one(tmp_path: Path) -> None:
    keep(league(1, 0, 1), tmp_path)
    keep(league(2, 0), tmp_path)
    assert there(tmp_path) == [league(2, 0), league(1, 0, 1)]


def test_files_that_are_no_leagues_are_left_alone(tmp_path: Path) -> None:
    for name in ("league-broken.json", "0123.json"):
        (tmp_path / name).write_text("{")
    keep(league(1, 0), tmp_path)
    assert len(list(tmp_path.iterdir())) == 3


def test_leagues_of_the_same_moment_stand_beside_each_other(tmp_path: Path) -> None:
    others = [league(1, 0, 1, steps=steps) for steps in (20, 30, 40)]
    assert len({keep(each, tmp_path) for each in others}) == 3
    assert sorted(there(tmp_path), key=lambda found: found.recipe["steps"]) == others
    whole = league(1, 0, 1, 2, steps=30)
    keep(whole, tmp_path)
    assert sorted(there(tmp_path), key=lambda found: found.recipe["steps"]) == [others[0], whole, others[2]]


def test_what_another_version_measured_is_no_part(tmp_path: Path) -> None:
    older = msgspec.structs.replace(league(1, 0), version="0.0.1")
    newer = msgspec.structs.replace(league(2, 0, 1), version="0.0.2")
    for each in (older, newer):
        keep(each, tmp_path)
    assert there(tmp_path) == [newer, older]
