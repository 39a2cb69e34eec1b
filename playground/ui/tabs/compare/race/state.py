"""What the race shows, as one frozen value; lessons use the names of its controls."""

from __future__ import annotations

from typing import Annotated, ClassVar

from playground.core.cards import Card
from playground.core.fields import bounds
from playground.core.recipe import Recipe
from playground.paradigms.race.candidates import alone
from playground.paradigms.race.recipes import MAX_LANES, LaneRecipe, Race
from playground.ui.state.views import PanelName, StageState, View

Chosen = Annotated[int, bounds(0, MAX_LANES - 1, "Lane", "The lane that is edited.")]
Position = Annotated[float, bounds(0.0, 1.0, "Position", "Where the clock is, from start to finish.")]


class Look(Recipe, frozen=True, kw_only=True, tag="compare-race-look"):
    """What is looked at: the lane that is edited, and where the clock is."""

    chosen: Chosen = 0
    position: Position = 0.0


class RaceState(StageState, frozen=True, kw_only=True, tag="compare-race-stage"):
    """The race, and what is looked at; label, count and seed of a lane itself do not count."""

    panel: PanelName = "race"
    look: Look = Look()
    race: Race = Race(label=5)

    conditions: ClassVar[tuple[str, ...]] = ("lanes", "label")

    @property
    def lane(self) -> int:
        """The lane that is edited, of those that there are."""
        return min(self.look.chosen, len(self.race.lanes) - 1)

    def with_lane(self, lane: LaneRecipe, number: int) -> tuple[LaneRecipe, ...]:
        """The lanes with another recipe in one of them."""
        lanes = self.race.lanes
        return (*lanes[:number], lane, *lanes[number + 1 :])


def _alone(state: RaceState, _card: Card) -> tuple[Race, ...]:
    return tuple(alone(lane, state.race) for lane in state.race.lanes)


RUN = View(
    "race",
    Race,
    left="moments measured",
    resets={"chosen": 0, "position": 0.0},
    queue=_alone,
    skips=True,
    alike=("runtime", "device"),
)
"""Every lane is run by itself, so that only those are run that were not yet; times of another runtime or
device cannot be held against theirs."""
