"""What the league shows, as one frozen value: the recipe of its run, and what of it is drawn."""

from __future__ import annotations

from typing import Annotated, Literal

from playground.core.fields import about
from playground.core.recipe import Recipe
from playground.paradigms.league.recipes import League
from playground.ui.lab.state import LabState

Large = Annotated[
    Literal["points", "curves"],
    about("Show", "What is shown above the ranking: points of all, or how near they have come by now."),
]
Against = Annotated[
    Literal["seconds", "steps"], about("Curves against", "What the curves are drawn against.")
]
DataPoints = Annotated[bool, about("Data points", "The points that are learned, behind those that are made.")]


class LeagueView(Recipe, frozen=True, kw_only=True, tag="compare-league-view"):
    """What is drawn of the league's frames; the run does not depend on it."""

    large: Large = "points"
    against: Against = "seconds"
    data_points: DataPoints = True


class LeagueState(LabState, frozen=True, kw_only=True, tag="compare-league"):
    """Everything that determines what the stage shows."""

    run: League = League(training=False)
    """It is started by whoever wants to wait for it."""
    view: LeagueView = LeagueView()
