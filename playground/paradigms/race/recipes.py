"""The recipe of a race, and what its frames hold.

A lane is the recipe, of any family, with which its pictures would be drawn alone, so that a lane ends in
exactly those; of label, count and seed the race's own count.
"""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from playground.core.fields import about, bounds
from playground.core.recipe import Recipe
from playground.paradigms.denoising.recipes import Label, Seed
from playground.paradigms.families import families

MAX_LANES = 12
MAX_COUNT = 8
MAX_MOMENTS = 241


if TYPE_CHECKING:
    LaneRecipe: TypeAlias = Recipe
else:
    LaneRecipe = functools.reduce(operator.or_, (family.generate for family in families()))

ClockName = Literal["evaluations", "milliseconds"]
PaceName = Literal["linear", "log"]
ShownName = Literal["data", "x"]

Lanes = Annotated[
    tuple[LaneRecipe, ...], about("Lanes", "Who takes part, and how.", widget="lanes", length=MAX_LANES)
]
Count = Annotated[int, bounds(1, MAX_COUNT, "Images", "How many images are drawn in each lane.")]
Clock = Annotated[
    ClockName,
    about(
        "Clock", "What all lanes have spent equally at every moment: evaluations of their networks, or time."
    ),
]
Pace = Annotated[
    PaceName, about("Pace", "Whether the clock runs evenly, or slowly at first, when much happens.")
]
Shown = Annotated[ShownName, about("Pictures", "What a lane predicts the data to be, or its noisy x.")]
Moments = Annotated[
    int,
    bounds(2, MAX_MOMENTS, "Moments", "How many moments of the race are exported, both ends included.",
           scale="log", folded=True),
]  # fmt: skip
Measured = Annotated[
    tuple[tuple[float, ...], ...],
    about("Measured times", "Milliseconds after every state of each lane, as an earlier race measured them.",
          folded=True, length=MAX_LANES),
]  # fmt: skip

_IN_ORDER = sorted(families(), key=lambda family: family.lanes_order)
DEFAULT_LANES: tuple[LaneRecipe, ...] = tuple(
    lane for family in _IN_ORDER if not family.lanes_apart for lane in family.lanes
)
"""The models that ship, as their papers would run them."""
LANES_APART: tuple[LaneRecipe, ...] = tuple(
    lane for family in _IN_ORDER if family.lanes_apart for lane in family.lanes
)
"""The same of those that draw other things, so that there is no race between them and the others."""


class Race(Recipe, frozen=True, kw_only=True, tag="compare-race"):
    """Several models draw the same label side by side, or what the words say that each of their lanes has.

    Lanes are run one after the other, each by itself, and what each of its steps cost is written down; on
    these numbers the race is shown. Denoising networks whose x has one shape start from the same noise. The
    milliseconds are those of the sampler's steps, or of the one call of a network that draws at once; where x
    is a latent, decoding the last one counts as well, and networks that only look on do not.

    All frames have the newest state of every lane: ``x``, ``data`` (lanes, count, channels, height, width)
    uint8, black where ``has_x``, ``has_data`` (lanes,) bool are false, ``nfe`` (lanes,) int64,
    ``milliseconds`` (lanes,) float64 (for all pictures of the lane together), ``finished`` (lanes,) bool.
    Scalar ``lane`` is the one that runs.

    The final frame has the race itself, all states of all lanes in turn: ``tape_lane``, ``tape_nfe``
    (states,) int64, ``tape_milliseconds`` (states,) float64, ``tape_x``, ``tape_data`` (states, count,
    channels, height, width) uint8, ``tape_has_x``, ``tape_has_data`` (states,) bool. The first state of each
    lane has cost nothing. ``images`` (lanes · count · columns, …) are the rows of each picture of each lane
    at ``columns`` moments of the ``clock``, ``shown`` (columns,) float32 what it says there. Where
    ``measured`` times are given, they stand in place of those measured now, so the same race is seen again.
    """

    lanes: Lanes = DEFAULT_LANES
    label: Label = 0
    count: Count = 4
    seed: Seed = 0
    clock: Clock = "evaluations"
    pace: Pace = "log"
    shows: Shown = "data"
    moments: Moments = 61
    measured: Measured = ()
