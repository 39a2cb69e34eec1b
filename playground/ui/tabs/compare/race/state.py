"""What the race shows, as one frozen value.

Fields, as lessons use them: ``lanes`` (recipes of samples, whose label, count and seed do not count),
``label``, ``count``, ``seed``, ``clock`` (``evaluations`` or ``milliseconds``), ``pace`` (``linear`` or
``log``), ``shows`` (``data`` or ``x``), ``panel`` (``race`` or ``costs``), ``chosen`` (the lane that is
edited) and ``position`` (where the clock is, from 0 to 1).
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from playground.core.cards import Card
from playground.core.fields import about, bounds
from playground.paradigms.denoising.recipes import Label, Seed
from playground.paradigms.race.lanes import alone
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
from playground.ui.state.views import StageState, View, Views, same

PanelName = Annotated[Literal["race", "costs"], about("Panel", "The race, or what each lane costs.")]
Chosen = Annotated[int, bounds(0, MAX_LANES - 1, "Lane", "The lane that is edited.")]
Position = Annotated[float, bounds(0.0, 1.0, "Position", "Where the clock is, from start to finish.")]


def _alone(state: RaceState, _card: Card) -> tuple[Race, ...]:
    race: Race = VIEWS["race"].of(state)
    return tuple(alone(lane, race) for lane in race.lanes)


VIEWS = Views(
    View(
        "race",
        Race,
        same("lanes label count seed clock pace shows"),
        opens="race",
        panels=("race", "costs"),
        resets={"chosen": 0, "position": 0.0},
        queue=_alone,
        skips=True,
        alike=("runtime", "device"),
    ),
)
"""Every lane is run by itself, so that only those are run that were not yet; times of another runtime or
device cannot be held against theirs."""


class RaceState(StageState, frozen=True, kw_only=True, tag="compare-race-stage"):
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

    conditions: ClassVar[tuple[str, ...]] = ("lanes", "label")

    def with_lane(self, lane: LaneRecipe, number: int) -> tuple[LaneRecipe, ...]:
        """The lanes with another recipe in one of them."""
        return (*self.lanes[:number], lane, *self.lanes[number + 1 :])
