"""What the league shows, as one frozen value: the recipe of its run, and what of it is drawn."""

from __future__ import annotations

from typing import Annotated, Literal

from playground.core.fields import about
from playground.core.recipe import Recipe, change
from playground.paradigms.league.recipes import League

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


class LeagueState(Recipe, frozen=True, kw_only=True, tag="compare-league"):
    """Everything that determines what the stage shows."""

    run: League = League(training=False)
    """It is started by whoever wants to wait for it."""
    view: LeagueView = LeagueView()

    def applying(self, recipe: Recipe) -> LeagueState | None:
        """This state changed so that it shows ``recipe``; ``None`` where the league cannot."""
        if isinstance(recipe, LeagueState):
            return recipe
        return change(self, run=recipe) if isinstance(recipe, League) else None
