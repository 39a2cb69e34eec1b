"""A league that was stopped goes on in the window where it was, says so, and begins anew when asked to."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.core.progress import unwatched
from playground.core.recipe import change
from playground.core.resources import Placement
from playground.evaluate.sweep.stability import read_leagues
from playground.paradigms.league.results import LeagueResult, from_bytes
from tests.ui.tabs.compare.league.conftest import SMALL, LeagueBench

pytestmark = [pytest.mark.qt, pytest.mark.torch]

THREE = change(SMALL, seeds=3)
Open = Callable[..., LeagueBench]


@pytest.fixture
def open_league(qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    """Open the stage of a league in a window of its own, all on one folder; the one before is closed."""
    opened: list[LeagueBench] = []

    def make(recipe=THREE) -> LeagueBench:
        if opened:
            opened[-1].link.close()
        bench = LeagueBench(tmp_path / "compare", recipe)
        qtbot.addWidget(bench.stage)
        bench.stage.resize(700, 640)
        bench.stage.show()
        qtbot.waitExposed(bench.stage)
        opened.append(bench)
        return bench

    yield make
    opened[-1].link.close()


def play_seeds(bench: LeagueBench, seeds: int) -> None:
    """Let so many seeds be finished and kept, and the next one begin."""
    bench.turn_until(lambda: bench.scalars.get("seed_index") == seeds)
    assert bench.scene.keeper.wait()
    bench.turn(2)
    bench.stage.tell()


def kept(bench: LeagueBench) -> list[LeagueResult]:
    """The leagues in the folder."""
    assert bench.scene.keeper.wait()
    leagues, problems = read_leagues(bench.scene.keeper.folder)
    assert problems == []
    return leagues


def asked(bench: LeagueBench) -> object:
    """What the engine was asked for."""
    return bench.link.channel("compare/lab").recipe


def test_finished_seeds_are_kept_while_it_goes_on_as_one_league(open_league: Open) -> None:
    bench = open_league()
    for seeds in (1, 2):
        play_seeds(bench, seeds)
        (found,) = kept(bench)
        assert found.over and found.recipe["seeds"] == seeds and found.command.endswith(f"--seeds {seeds}")
        assert "kept" not in bench.numbers and bench.scene.held is None
    bench.finish()
    (found,) = kept(bench)
    assert found.recipe["seeds"] == 3 and bench.scene.held == found


def test_what_was_stopped_goes_on_and_says_so(open_league: Open) -> None:
    first = open_league()
    play_seeds(first, 2)
    (before,) = kept(first)
    second = open_league()
    second.turn_until(lambda: second.scalars.get("phase") == "training")
    assert asked(second) == change(THREE, seed=2, seeds=1)
    assert (second.scalars["seed_index"], second.scalars["seeds"]) == (2, 3)
    second.stage.tell()
    told = second.numbers
    assert "Seed 3 of 3" in told and "goes on: 2 seeds were measured on " in told
    assert {(name, seed) for name, seed in second.board.curves.lines} >= {("vae", 0), ("gan", 1)}
    second.finish()
    told = second.numbers
    assert "2 seeds were measured on " in told and "goes on" not in told
    (found,) = kept(second)
    shown = second.scene.result()
    assert shown is not None and shown.recipe["seeds"] == 3 and shown.standings == found.standings
    for each in before.standings:
        standing = found.standing(each.name)
        assert standing is not None and standing.runs[:2] == each.runs


def test_a_league_that_is_over_is_shown_and_not_measured_again(
    qtbot: QtBot, open_league: Open, tmp_path: Path
) -> None:
    open_league().finish()
    second = open_league()
    second.turn(6)
    (before,) = kept(second)
    assert asked(second) is None and second.scalars["phase"] == "over"
    second.stage.tell()
    told = second.numbers
    assert "All seeds are done" in told and "begin anew to see it learn" in told
    assert second.board.copied is second.board.curves, "no points are kept"
    qtbot.waitUntil(second.stage.settled)
    assert second.reports == []
    shown = second.scene.result()
    assert shown is not None and shown.standings == before.standings
    exports = {export.title: export for export in second.stage.exports()}
    assert set(exports) == {"Ranking", "Curves"}
    exports["Ranking"].save(tmp_path / "league.json", False, unwatched)
    assert from_bytes((tmp_path / "league.json").read_bytes()).date == before.date
    for label, edit in (("points", {"points": 7}), ("speed", {"speed": 3})):
        second.scene.run.edit(label, **edit)
        second.turn(4)
    assert asked(second) is None and kept(second) == [before]


def test_begin_anew_measures_anew(open_league: Open) -> None:
    for _ in ("one that was played here", "one that went on"):
        bench = open_league()
        bench.turn_until(lambda bench=bench: bench.scalars.get("seed_index") == 2)
        bench.stage.train("reset")
        bench.turn_until(lambda bench=bench: bench.scalars["seed_index"] == 0)
        bench.stage.tell()
        assert asked(bench) == THREE and "goes on" not in bench.numbers


def test_a_league_that_is_over_begins_anew_too(open_league: Open) -> None:
    open_league().finish()
    second = open_league()
    second.turn(4)
    second.stage.train("reset")
    second.turn_until(lambda: second.scalars["phase"] != "over")
    assert asked(second) == THREE and second.board.copied is second.board.points


def test_more_seeds_go_on_after_those_there_are_and_another_budget_begins_anew(
    open_league: Open,
) -> None:
    bench = open_league(change(THREE, seeds=1))
    bench.finish()
    bench.scene.run.edit("seeds", seeds=3)
    bench.turn_until(lambda: bench.scalars["seeds"] == 3)
    assert asked(bench) == change(THREE, seed=1, seeds=2) and bench.scalars["seed_index"] == 1
    bench.scene.run.edit("budget", steps=22)
    bench.turn_until(lambda: bench.scalars["seed_index"] == 0)
    assert asked(bench) == change(THREE, steps=22)
    bench.scene.run.edit("budget", steps=THREE.steps)
    bench.turn_until(lambda: bench.scalars["seed_index"] == 1)


def test_steps_and_pauses_reach_what_goes_on(open_league: Open) -> None:
    first = open_league()
    play_seeds(first, 1)
    second = open_league()
    second.turn_until(lambda: bool(second.scalars))
    second.stage.train("toggle")
    second.turn(6)
    held = int(second.scalars["step"])
    assert held >= 3 * THREE.steps and asked(second) == change(THREE, seed=1, seeds=2, training=False)
    second.stage.train("step")
    second.turn_until(lambda: int(second.scalars["step"]) != held)
    second.turn(6)
    assert int(second.scalars["step"]) == held + 3 and second.scalars["seed_index"] == 1


def test_after_the_engine_died_it_goes_on_from_the_last_seed(open_league: Open) -> None:
    bench = open_league()
    play_seeds(bench, 2)
    bench.scene.feed.interrupted.emit(True)
    assert asked(bench) == change(THREE, seed=2, seeds=1)
    bench.turn_until(lambda: bench.scalars.get("seed_index") == 2)
    finals = bench.scene.feed.arrays["finals"]
    assert finals.shape[1] == 3 and np.isfinite(finals[:, :2, 0]).all()


def test_an_engine_that_dies_without_a_finished_seed_is_asked_nothing_more(open_league: Open) -> None:
    bench = open_league()
    bench.turn_until(lambda: int(bench.scalars.get("step", 0)) > 3)
    started: list[object] = []
    bench.engine.start = lambda *asked, **_: started.append(asked) or 99  # type: ignore[method-assign]
    bench.scene.feed.interrupted.emit(True)
    assert started == []


def test_another_place_to_compute_goes_on_too(open_league: Open) -> None:
    bench = open_league()
    play_seeds(bench, 1)
    bench.link.place(Placement("torch"))
    assert asked(bench) == change(THREE, seed=1, seeds=2)
    bench.turn_until(lambda: bench.scalars.get("seed_index") == 1)


def test_nobody_is_told_so_where_leagues_are_kept(open_league: Open) -> None:
    bench = open_league()
    play_seeds(bench, 1)
    bench.scene.run.edit("nobody", entrants=())
    bench.turn(6)
    assert bench.reports == ["Nobody takes part in the league; choose at least one paradigm."]


def test_where_nothing_is_kept_it_begins_from_nothing(open_league: Open) -> None:
    first = open_league()
    play_seeds(first, 1)
    shutil.rmtree(first.scene.keeper.folder)
    second = open_league()
    second.turn_until(lambda: bool(second.scalars))
    assert asked(second) == THREE and second.scalars["seed_index"] == 0
