"""The recipe of a league: who takes part, on which data, on what budget, and how often.

Its run trains for as long as it is stepped, and rests when all is over. Hot fields may change while it goes
on, through ``send``; any other change begins it anew. A larger budget lets all runs go on; one that a run has
used up already begins the league anew, since the others could not be held to it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from playground.core.fields import Hot, about, bounds
from playground.core.recipe import Recipe
from playground.core.seeds import MAX_SEED
from playground.paradigms.lab.fields import Data, Drawing, SingleSteps, Speed, Training, check_drawing

Unit = Literal["seconds", "steps"]

_WHO, _BUDGET, _SAMPLING = "Who takes part", "Budget", "Sampling"
MOST_SEEDS = 10
LAST_SEED = MAX_SEED - MOST_SEEDS
"""The largest that a first seed can be."""


def _takes_part(title: str, what: str) -> object:
    return about(title, what, group=_WHO)


Vae = Annotated[bool, _takes_part("VAE", "Encoder and decoder, with a learned σ.")]
Gan = Annotated[bool, _takes_part("GAN", "Non-saturating; a round is an update of each player.")]
Diffusion = Annotated[bool, _takes_part("Diffusion", "Predicts the noise, on a linear β; sampled by DDIM.")]
Flow = Annotated[bool, _takes_part("Flow matching", "Predicts the velocity on straight lines.")]
Reflow = Annotated[
    bool,
    _takes_part(
        "Rectified flow", "Half of the budget for a flow, half for its pairs and making it straight."
    ),
]
Consistency = Annotated[
    bool, _takes_part("Consistency", "Half of the budget for a teacher, half for its distillation.")
]
Nflow = Annotated[bool, _takes_part("Normalizing flow", "Four spline couplings, by exact likelihood.")]

Budget = Annotated[
    Unit, about("Counted in", "What all get the same of: processor time, or gradient steps.", group=_BUDGET)
]
Seconds = Annotated[
    float,
    bounds(
        0.5, 600.0, "Seconds", "Processor time of each run for its training.",
        unit="s", scale="log", group=_BUDGET,
    ),
]  # fmt: skip
Steps = Annotated[
    int,
    bounds(
        20, 100_000, "Gradient steps", "Updates of weights in each run; of a GAN’s, those of both players.",
        scale="log", group=_BUDGET,
    ),
]  # fmt: skip
Seeds = Annotated[
    int, bounds(1, MOST_SEEDS, "Seeds", "How often all of them begin anew, each time with another seed.",
                group=_BUDGET),
]  # fmt: skip
FirstSeed = Annotated[
    int,
    bounds(
        0, LAST_SEED, "First seed", "The others follow it.", widget="seed", group=_BUDGET
    ),
]  # fmt: skip


def _walk(title: str, what: str) -> object:
    return bounds(1, 200, title, what, scale="log", group=_SAMPLING, folded=True)


DiffusionSteps = Annotated[int, _walk("Diffusion’s steps", "Steps of DDIM from noise to data.")]
FlowSteps = Annotated[int, _walk("Flow’s steps", "Euler’s steps from noise to data.")]
ReflowSteps = Annotated[int, _walk("Rectified flow’s steps", "Euler’s steps from noise to data.")]
ConsistencySteps = Annotated[int, _walk("Consistency’s steps", "Jumps from noise to data.")]
Points = Annotated[
    int,
    bounds(0, 1000, "Points", "How many points of each are shown; 0 shows none and saves time.", group="View",
           folded=True),
]  # fmt: skip

ENTRANTS = ("vae", "gan", "diffusion", "flow", "reflow", "consistency", "nflow")
"""All who may take part, by the names of their switches."""

TITLES = {
    "vae": "VAE",
    "gan": "GAN",
    "diffusion": "Diffusion",
    "flow": "Flow matching",
    "reflow": "Rectified flow",
    "consistency": "Consistency",
    "nflow": "Normalizing flow",
}


class League(Recipe, frozen=True, kw_only=True, tag="league"):
    """All paradigms on one data set in the plane, with the same budget and several seeds.

    Networks have about 20,000 parameters each; whatever else is not said here is as in each one's own lab.
    ``speed`` counts training steps of each entrant for a frame.
    """

    data: Data = "eight-gaussians"
    drawing: Drawing = b""
    vae: Vae = True
    gan: Gan = True
    diffusion: Diffusion = True
    flow: Flow = True
    reflow: Reflow = True
    consistency: Consistency = True
    nflow: Nflow = True
    budget: Budget = "seconds"
    seconds: Hot[Seconds] = 12.0
    steps: Hot[Steps] = 5000
    seeds: Seeds = 5
    seed: FirstSeed = 0
    training: Hot[Training] = True
    single_steps: Hot[SingleSteps] = 0
    speed: Hot[Speed] = 0
    diffusion_steps: DiffusionSteps = 20
    flow_steps: FlowSteps = 20
    reflow_steps: ReflowSteps = 1
    consistency_steps: ConsistencySteps = 1
    points: Hot[Points] = 600

    def __post_init__(self) -> None:
        super().__post_init__()
        check_drawing(self.drawing)

    @property
    def entrants(self) -> tuple[str, ...]:
        """The names of those who take part, in their order."""
        return tuple(name for name in ENTRANTS if getattr(self, name))

    @property
    def limit(self) -> float:
        """The budget of each run, in its unit."""
        return self.seconds if self.budget == "seconds" else float(self.steps)
