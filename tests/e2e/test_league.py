"""The league in a real window: it plays to its end, is steered by mouse and keys, kept, and exported."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from playground.evaluate.sweep.stability import read_leagues
from playground.paradigms.league.results import from_bytes
from tests.e2e import deeds
from tests.e2e.seat import PATIENCE, Seat, seat, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

Seen = dict[str, Any]
SHORT = {"budget": "steps", "steps": 24, "seeds": 2, "entrants": ["vae", "gan", "nflow"]}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seat]:
    """One program for all tests, in which the league is open."""
    folder = tmp_path_factory.mktemp("league") / "first"
    deeds.begin_at(folder, "compare", stage="league")
    with seat(folder) as sitting:
        sitting.ask("resize", width=1280, height=800)
        wait_for_league(sitting)
        yield sitting


def wait_for_league(window: Seat) -> None:
    """Wait until the league is there, as far as it was learned before."""
    until(lambda: window.ask("league")["numbers"], "the league is shown", 3 * PATIENCE)


def start(window: Seat) -> None:
    """Start the league, which has waited for that."""
    wait_for_league(window)
    assert not window.state["league"]["run"]["training"]
    window.ask("rest")
    window.press("ctrl+Return")
    until(lambda: window.state["league"]["run"]["training"], "it is started")


@pytest.fixture
def window(program: Seat) -> Seat:
    """A short league, from its beginning."""
    program.press("ctrl+shift+d")
    program.ask("rest")
    before = program.ask("league")["asked"]
    league = program.state["league"]
    # The seeds of the test before are kept, and would not be learned again.
    seed = league["run"]["seed"] + SHORT["seeds"]
    run = {**league["run"], **SHORT, "training": True, "seed": seed}
    view = {**league["view"], "large": "points"}
    program.ask("load", stage="league", league={**league, "run": run, "view": view})
    league_when(program, lambda league: league["asked"] > before, "the league begins anew")
    return program


def league_when(window: Seat, holds: Callable[[Seen], bool], what: str) -> Seen:
    """What is shown of the run that was asked for last, as soon as this holds."""

    def there() -> Seen | None:
        seen: Seen = window.ask("league")
        return seen if seen["run"] == seen["asked"] and seen["numbers"] and holds(seen) else None

    found: Seen = until(there, what, 4 * PATIENCE)
    return found


def over(seen: Seen) -> bool:
    """Whether all seeds are done."""
    return bool(seen["numbers"]["phase"] == "over")


def test_it_waits_for_start_when_it_is_opened(tmp_path: Path) -> None:
    folder, run = tmp_path / "left", {**SHORT, "kind": "league", "training": True}
    deeds.begin_at(folder, "compare", stage="league", league={"kind": "compare-league", "run": run})
    with seat(folder) as window:
        wait_for_league(window)
        shown = window.ask("league")
        until(lambda: window.ask("league")["words"], "something is said of it")
        assert "Start it" in window.ask("league")["words"] and shown["numbers"]["step"] == 0
        window.shot("league-waits")
        window.click("Train, or pause")
        league_when(window, over, "it is over once it was started")


def test_all_learn_side_by_side_and_what_came_out_is_kept_and_exported(window: Seat, tmp_path: Path) -> None:
    first = league_when(window, lambda seen: seen["points"] is not None, "points are shown")
    later = league_when(
        window, lambda seen: seen["points"] != first["points"] and seen["drawn"] > first["drawn"], "they move"
    )
    assert later["lanes"] == ["VAE", "GAN", "Normalizing flow"]
    window.shot("league-learning")
    end = league_when(
        window, lambda seen: over(seen) and "kept; the table" in seen["words"], "it is over and kept"
    )
    assert sorted(end["ranking"]) == sorted(end["lanes"]) and end["shown"] == end["ranking"][0]
    assert end["numbers"]["step"] == 24 * 2 * 3
    window.shot("league-over")
    kept = sorted((window.data / "compare").glob("league-*.json"))
    assert kept
    written = tmp_path / "league.json"
    deeds.export(window, written, "Ranking")
    found = from_bytes(written.read_bytes())
    assert found == from_bytes(kept[-1].read_bytes())
    assert [standing.title for standing in found.standings] == end["ranking"]
    table = tmp_path / "league.csv"
    deeds.export(window, table, "Ranking")
    with table.open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 2 * 3
    assert json.loads(written.read_text(encoding="utf-8"))["recipe"]["steps"] == 24


def test_when_the_window_is_killed_the_league_goes_on_where_it_stopped(tmp_path: Path) -> None:
    folder, run = tmp_path / "killed", {**SHORT, "kind": "league", "steps": 200, "seeds": 6}
    deeds.begin_at(folder, "compare", stage="league", league={"kind": "compare-league", "run": run})
    kept = folder / "data" / "compare"
    with seat(folder) as first:
        start(first)
        until(lambda: list(kept.glob("league-*.json")), "a seed is kept", 4 * PATIENCE)
        engine = first.engine()
        first.process.kill()
        until(lambda: not psutil.pid_exists(engine), "the engine ends with its window")
    ((part,), problems) = read_leagues(kept)
    assert problems == [] and part.recipe["steps"] == 200 and 0 < part.recipe["seeds"] < 6
    with seat(folder) as second:
        start(second)
        league_when(second, over, "the league is over")
        until(lambda: read_leagues(kept)[0][0].recipe["seeds"] == 6, "it is kept", PATIENCE)
    ((whole,), problems) = read_leagues(kept)
    assert problems == []
    for each in part.standings:
        standing = whole.standing(each.name)
        assert standing is not None and standing.runs[: len(each.runs)] == each.runs
        assert [run.seed for run in standing.runs] == list(range(6))
    assert not [path for path in folder.rglob("*") if path.name.endswith(".part")]


def test_it_is_paused_stepped_and_begun_anew_by_keys(window: Seat) -> None:
    league_when(window, lambda seen: seen["numbers"]["step"] > 6, "it learns")
    window.press("ctrl+Return")
    until(lambda: not window.state["league"]["run"]["training"], "the recipe says so")
    held = league_when(window, lambda seen: not seen["numbers"]["trained"], "it is held")
    window.press("ctrl+shift+Return")
    one = league_when(window, lambda seen: seen["numbers"]["step"] > held["numbers"]["step"], "a step")
    assert one["numbers"]["step"] <= held["numbers"]["step"] + 3
    window.press("ctrl+shift+BackSpace")
    league_when(
        window, lambda seen: seen["run"] > held["run"] and seen["numbers"]["step"] == 0, "it is begun anew"
    )
    window.press("ctrl+Return")
    league_when(window, lambda seen: seen["numbers"]["step"] > 0, "it learns again")


def test_who_takes_part_and_what_is_shown_is_chosen_by_mouse(window: Seat) -> None:
    before = league_when(window, lambda seen: len(seen["lanes"]) == 3, "three take part")
    window.ask("scroll_to", name="Rectified flow")
    x, y, _, height = window.where("Rectified flow")
    window.drag([(x + 8, y + height // 2)])
    until(lambda: "reflow" in window.state["league"]["run"]["entrants"], "the rectified flow takes part")
    four = league_when(window, lambda seen: "Rectified flow" in seen["lanes"], "it has a plane")
    assert four["run"] > before["run"]
    window.press("ctrl+z")
    league_when(window, lambda seen: "Rectified flow" not in seen["lanes"], "it is gone")
    window.click("Curves")
    until(lambda: window.state["league"]["view"]["large"] == "curves", "curves are chosen")
    league_when(window, lambda seen: seen["curves"] and seen["lines"] >= 3, "a line for everybody")
    window.shot("league-curves")
