"""What the Compare tab shows, as frozen values: undo, sessions and lessons are copies of them.

Fields of the tab: ``stage``, and a part for each stage under its name.
"""

from __future__ import annotations

from typing import Annotated, Literal

from playground.core.fields import about
from playground.core.recipe import Recipe
from playground.ui.tabs.compare.league.state import LeagueState
from playground.ui.tabs.compare.quality.state import QualityState
from playground.ui.tabs.compare.race.state import RaceState
from playground.ui.tabs.compare.table.state import TableState

StageName = Annotated[Literal["quality", "table", "league", "race"], about("Stage", "Which stage is open.")]


class CompareState(Recipe, frozen=True, kw_only=True, tag="compare-tab"):
    """Everything that the tab shows."""

    stage: StageName = "quality"
    quality: QualityState = QualityState()
    table: TableState = TableState()
    league: LeagueState = LeagueState()
    race: RaceState = RaceState()
