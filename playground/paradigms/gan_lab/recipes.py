"""The recipe of the GAN's 2-D lab: the two players, the game between them, and what of it is looked at.

Its run trains for as long as it is stepped. Hot fields may change while it goes on, through ``send``; any
other change begins the training anew.
"""

from __future__ import annotations

from typing import Annotated

from playground.core.fields import Hot, about, bounds
from playground.live.gan import NoiseName, PlayersName
from playground.live.gan_network import ActivationName
from playground.live.gan_optimisers import OptimiserName
from playground.objectives.adversarial_terms import ObjectiveName
from playground.paradigms.lab.fields import (
    VIEW,
    Batch,
    Seed,
    SingleSteps,
    Speed,
    Training,
)
from playground.paradigms.lab.recipe import Reviewable

_D, _G, _TRAINING = "Discriminator", "Generator", "Training"
MOST_POINTS = 5000

Noise = Annotated[
    NoiseName,
    about("Noise", "What the generator turns into points: on a line or in a square, even or bell-shaped."),
]
Objective = Annotated[
    ObjectiveName,
    about("Objective", "What the two players are paid for; Wasserstein comes with a gradient penalty."),
]
R1 = Annotated[
    float,
    bounds(
        0.0, 10.0, "R1",
        "Keeps the discriminator flat at real points, which calms the game; 0 leaves it out.", step=0.01,
    ),
]  # fmt: skip
Penalty = Annotated[
    float,
    bounds(
        0.0, 100.0, "Gradient penalty",
        "How strongly the Wasserstein critic is held to a slope of 1; only for that objective.",
        step=0.1, folded=True,
    ),
]  # fmt: skip
Activation = Annotated[
    ActivationName, about("Activation", "The bend in both networks’ hidden layers.", folded=True)
]
Players = Annotated[
    PlayersName,
    about("Players", "Who learns: both in turn, or one while the other stands still.", group=_TRAINING),
]
Momentum = Annotated[
    float,
    bounds(
        0.0, 0.95, "Momentum", "How much each update remembers of those before: Adam’s β₁, or SGD’s own.",
        step=0.05, group=_TRAINING, folded=True,
    ),
]  # fmt: skip
Slow = Annotated[
    bool,
    about(
        "Slow motion",
        "Walk through each update in its five parts, one for each step of the run.",
        group=_TRAINING,
    ),
]
Points = Annotated[
    int,
    bounds(100, MOST_POINTS, "Points", "How many points are shown.", scale="log", group=VIEW, folded=True),
]

DLayers = Annotated[int, bounds(1, 6, "Layers", "Hidden layers of the discriminator.", group=_D, folded=True)]
DWidth = Annotated[int, bounds(4, 256, "Width", "Units in each of them.", scale="log", group=_D, folded=True)]
DOptimiser = Annotated[
    OptimiserName, about("Optimiser", "How the discriminator goes down its gradient.", group=_D, folded=True)
]
DRate = Annotated[
    float, bounds(1e-5, 1.0, "Learning rate", "How far each of its updates goes.", scale="log", group=_D)
]
DSteps = Annotated[
    int, bounds(1, 20, "Updates per round", "Updates of the discriminator in a row.", group=_D)
]
GLayers = Annotated[int, bounds(1, 6, "Layers", "Hidden layers of the generator.", group=_G, folded=True)]
GWidth = Annotated[int, bounds(4, 256, "Width", "Units in each of them.", scale="log", group=_G, folded=True)]
GOptimiser = Annotated[
    OptimiserName, about("Optimiser", "How the generator goes down its gradient.", group=_G, folded=True)
]
GRate = Annotated[
    float, bounds(1e-5, 1.0, "Learning rate", "How far each of its updates goes.", scale="log", group=_G)
]
GSteps = Annotated[int, bounds(1, 20, "Updates per round", "Updates of the generator in a row.", group=_G)]


class GanLab(Reviewable, frozen=True, kw_only=True, tag="gan-lab"):
    """A GAN on the plane, trained live.

    A round is ``d_steps`` updates of the discriminator and then ``g_steps`` of the generator, each with a
    fresh batch. ``speed`` counts rounds; in slow motion each frame makes one part of an update.
    """

    clock = Reviewable.clock | {"slow"}

    noise: Noise = "uniform 2-D"
    objective: Hot[Objective] = "non-saturating"
    r1: Hot[R1] = 0.0
    penalty: Hot[Penalty] = 1.0
    activation: Activation = "relu"
    d_layers: DLayers = 2
    d_width: DWidth = 64
    d_optimiser: Hot[DOptimiser] = "adam"
    d_learning_rate: Hot[DRate] = 1e-3
    d_steps: Hot[DSteps] = 1
    g_layers: GLayers = 2
    g_width: GWidth = 64
    g_optimiser: Hot[GOptimiser] = "adam"
    g_learning_rate: Hot[GRate] = 1e-3
    g_steps: Hot[GSteps] = 1
    players: Hot[Players] = "both"
    momentum: Hot[Momentum] = 0.5
    batch: Hot[Batch] = 256
    training: Hot[Training] = True
    single_steps: Hot[SingleSteps] = 0
    speed: Hot[Speed] = 0
    slow: Hot[Slow] = False
    seed: Seed = 0
    points: Hot[Points] = 1000
