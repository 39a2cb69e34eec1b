"""A session that version 0.1 wrote with the Compare tab open comes back as it was."""

from __future__ import annotations

from pathlib import Path

from playground.core.recipe import decode, from_json
from playground.paradigms.league.recipes import League
from playground.paradigms.race.recipes import DEFAULT_LANES
from playground.ui.shell.session import parse
from playground.ui.tabs.compare.league.state import LeagueState, LeagueView
from playground.ui.tabs.compare.race.state import RaceState
from playground.ui.tabs.compare.state import CompareState

OLD = (Path(__file__).parent / "written" / "session-0.1.json").read_bytes()
LEAGUE = Path(__file__).parents[3] / "paradigms" / "league" / "written" / "recipe-0.1.json"


def test_a_session_of_version_01_comes_back() -> None:
    session = parse(OLD)
    state = decode(session.tabs["compare"], (CompareState,))
    run, _ = from_json(LEAGUE.read_text("utf-8"), (League,))
    assert isinstance(run, League) and run.entrants == ("vae", "diffusion", "flow", "reflow", "nflow")
    assert state == CompareState(
        stage="league",
        league=LeagueState(run=run, view=LeagueView(large="curves")),
        race=RaceState().with_values(lanes=DEFAULT_LANES[2:6], chosen=2, label=1),
    )
