"""The recipes of the 2-D lab: what is trained on the plane, and what of it is looked at.

A lab's run trains for as long as it is stepped. Hot fields may change while it goes on, through ``send``; any
other change begins the training anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from playground.core.errors import RecipeError
from playground.core.fields import Hot, about, bounds
from playground.gaussian import samplers
from playground.gaussian.couplings import Coupling
from playground.gaussian.grids import GRIDS, TITLES
from playground.paradigms.lab.fields import (
    VIEW,
    Batch,
    Layers,
    Points,
    Rate,
    Seed,
    SingleSteps,
    Speed,
    Training,
    Width,
)
from playground.paradigms.lab.recipe import Reviewable

if TYPE_CHECKING:
    SamplerName: TypeAlias = str
    SpacingName: TypeAlias = str
else:  # Every sampler and spacing there is, by the names in their own files.
    SamplerName = Literal[tuple(each.name for each in samplers.discover())]
    SpacingName = Literal[tuple(GRIDS)]

PathName = Literal["linear", "vp-linear", "vp-cosine", "vp-sigmoid"]
PredictionName = Literal["noise", "v", "velocity", "data"]

_TRAINING = "Training"

Prediction = Annotated[
    PredictionName,
    about("Prediction", "What the network is asked for; any of them gives score and velocity alike."),
]
PathField = Annotated[
    PathName,
    about(
        "Path",
        "How data turn into noise: on a straight line, or with a schedule of β (VP).",
        titles={
            "linear": "Straight line",
            "vp-linear": "VP, linear β",
            "vp-cosine": "VP, cosine",
            "vp-sigmoid": "VP, sigmoid β",
        },
    ),
]
CouplingField = Annotated[
    Coupling, about("Coupling", "Which noise meets which data: by chance, or the nearest in a batch.")
]
Time = Annotated[
    float,
    bounds(0.0, 1.0, "Time", "Where on the path you look: 0 is data, 1 is noise.", step=0.01, group=VIEW),
]
NoiseLevel = Annotated[
    float,
    bounds(
        0.0, 1.0, "Noise level",
        "How noisy the points are that you look at: 0 is data, 1 is noise. Papers on flows count t from "
        "noise to data, which is 1 minus it.",
        step=0.01, group=VIEW,
    ),
]  # fmt: skip
SamplerField = Annotated[
    SamplerName,
    about(
        "Sampler",
        "How the points walk from noise to data.",
        group=VIEW,
        widget="sampler",
        titles=samplers.titles(),
    ),
]
Steps = Annotated[
    int, bounds(1, 1000, "Steps", "Steps from noise to data.", scale="log", group=VIEW)
]  # fmt: skip
Spacing = Annotated[
    SpacingName,
    about(
        "Spacing",
        "Where on the path the steps are.",
        group=VIEW,
        widget="spacing",
        folded=True,
        titles=TITLES,
    ),
]
Eta = Annotated[
    float,
    bounds(0.0, 1.0, "η", "Share of fresh noise in DDIM: 0 is an ODE, 1 is DDPM.", step=0.05, group=VIEW),
]
Variance = Annotated[
    Literal["posterior", "forward", "analytic"],
    about(
        "Variance",
        "Of DDPM’s steps: β̃ (posterior), β (forward), or the best that is the same for every x (analytic).",
        group=VIEW,
        folded=True,
    ),
]
Probe = Annotated[
    tuple[float, float],
    about("Probe", "A point of noise whose way to the data is drawn.", group=VIEW),
]


class Lab(Reviewable, frozen=True, kw_only=True):
    """What the three labs share."""

    path: PathField = "linear"
    coupling: CouplingField = "independent"
    width: Width = 96
    layers: Layers = 3
    batch: Batch = 512
    learning_rate: Hot[Rate] = 2e-3
    training: Hot[Training] = True
    single_steps: Hot[SingleSteps] = 0
    speed: Hot[Speed] = 0
    seed: Seed = 0
    time: Hot[Time] = 0.0
    sampler: Hot[SamplerField] = "euler"
    steps: Hot[Steps] = 20
    spacing: Hot[Spacing] = "uniform"
    eta: Hot[Eta] = 0.0
    variance: Hot[Variance] = "posterior"
    points: Hot[Points] = 2000
    probe: Hot[Probe] = (0.5, -0.1)

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.probe) != 2 or not all(abs(value) <= 10 for value in self.probe):
            raise RecipeError("The probe needs two coordinates between −10 and 10.")


class DiffusionLab(Lab, frozen=True, kw_only=True, tag="diffusion-lab"):
    """Denoising diffusion on the plane, trained live."""

    prediction: Prediction = "noise"
    path: PathField = "vp-linear"
    sampler: Hot[SamplerField] = "ddim"


class FlowLab(Lab, frozen=True, kw_only=True, tag="flow-lab"):
    """Flow matching and rectified flow on the plane, trained live."""

    prediction: Prediction = "velocity"
    time: Hot[NoiseLevel] = 0.0
    reflows: Hot[
        Annotated[
            int,
            bounds(
                0,
                2,
                "Reflows",
                "How often the flow is trained again on its own pairs of noise and data, once it has made a "
                "thousand steps.",
            ),
        ]
    ] = 0


class ConsistencyLab(Lab, frozen=True, kw_only=True, tag="consistency-lab"):
    """A flow on the plane, and a consistency model distilled from it, both trained live.

    The networks predict the velocity on the straight path and v elsewhere. ``sampler``, ``spacing`` and
    ``eta`` are the teacher's; the consistency model jumps ``steps`` times, the teacher walks ``teacher_walk``
    steps.
    """

    steps: Hot[Steps] = 1
    teacher_steps: Hot[Annotated[
        int,
        bounds(
            0, 20_000, "Teacher’s training", "Training steps of the teacher before distillation begins.",
            unit="steps", group=_TRAINING,
        ),
    ]] = 4000  # fmt: skip
    teacher_walk: Hot[
        Annotated[
            int,
            bounds(
                1,
                200,
                "Teacher’s steps",
                "Steps that the teacher takes from noise to data.",
                scale="log",
                group=VIEW,
            ),
        ]
    ] = 20
    sampler: Hot[SamplerField] = "heun"
