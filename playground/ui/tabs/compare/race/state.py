"""What the race shows, as one frozen value.

Fields, as lessons use them: ``lanes`` (recipes of samples, whose label, count and seed do not count),
``label``, ``count``, ``seed``, ``clock`` (``evaluations`` or ``milliseconds``), ``pace`` (``linear`` or
``log``), ``shows`` (``data`` or ``x``), ``panel`` (``race`` or ``costs``), ``chosen`` (the lane that is
edited) and ``position`` (where the clock is, from 0 to 1).
"""

from __future__ import annotations

from typing import Annotated, Literal

from playground.core.fields import about, bounds
from playground.core.recipe import Recipe, change
from playground.paradigms.denoising.recipes import Label, Seed
from playground.paradigms.race.recipes import (
    DEFAULT_LANES,
    MAX_LANES,
    Clock,
    Count,
    LaneRecipe,
    Lanes,
    Pace,
    Race,
    Shown,
)

PanelName = Annotated[Literal["race", "costs"], about("Panel", "The race, or what each lane costs.")]
Chosen = Annotated[int, bounds(0, MAX_LANES - 1, "Lane", "The lane that is edited.")]
Position = Annotated[float, bounds(0.0, 1.0, "Position", "Where the clock is, from start to finish.")]


class RaceState(Recipe, frozen=True, kw_only=True, tag="compare-race-stage"):
    """Everything that determines what the stage shows."""

    lanes: Lanes = DEFAULT_LANES
    label: Label = 5
    count: Count = 4
    seed: Seed = 0
    clock: Clock = "evaluations"
    pace: Pace = "log"
    shows: Shown = "data"
    panel: PanelName = "race"
    chosen: Chosen = 0
    position: Position = 0.0

    @property
    def lane(self) -> int:
        """The lane that is edited, of those that there are."""
        return min(self.chosen, len(self.lanes) - 1)

    def race(self, lanes: tuple[LaneRecipe, ...]) -> Race:
        """The race of some lanes, as far as it takes computing: the clock is only how it is looked at."""
        return Race(lanes=lanes, label=self.label, count=self.count, seed=self.seed)

    def applying(self, recipe: Recipe) -> RaceState | None:
        """This state changed so that it shows a race, measured anew; ``None`` for other recipes."""
        if not isinstance(recipe, Race):
            return None
        names = ("lanes", "label", "count", "seed", "clock", "pace", "shows")
        return change(
            self, panel="race", chosen=0, position=0.0, **{name: getattr(recipe, name) for name in names}
        )
