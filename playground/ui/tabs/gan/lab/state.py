"""What the GAN's 2-D lab shows, as one frozen value: the recipe of its run, and what of it is drawn."""

from __future__ import annotations

from typing import Annotated, Literal

from playground.core.fields import about, bounds
from playground.core.recipe import Recipe
from playground.paradigms.gan_lab.recipes import GanLab
from playground.ui.lab.state import LabState

Main = Annotated[
    Literal["game", "generator"],
    about("Large plane", "The game of both players, or the generator as a warped mesh of its noise."),
]
Field = Annotated[
    bool, about("Discriminator", "How real each place looks to the discriminator: dark where it cannot tell.")
]
Border = Annotated[
    bool, about("Border", "Where the discriminator changes its mind: the middle of its scale.")
]
DataPoints = Annotated[bool, about("Real points", "Points of the data.")]
Fakes = Annotated[
    bool,
    about("Generated points", "What the generator makes of noise that never changes, so that they move."),
]
Sticks = Annotated[
    bool,
    about("Sticks", "−∂ℓ/∂x: which way, and how strongly, G’s loss pulls each generated point."),
]
Mesh = Annotated[
    bool, about("Mesh", "The generator’s warped mesh, bright where it crowds points, in the game as well.")
]
Pace = Annotated[
    float,
    bounds(
        0.2, 6.0, "Pace of slow motion", "How long each part of an update stays.", unit="s", step=0.1,
        folded=True,
    ),
]  # fmt: skip


class GanLabView(Recipe, frozen=True, kw_only=True, tag="gan-lab-view"):
    """What is drawn of the lab's frames; the run does not depend on it."""

    main: Main = "game"
    field: Field = True
    border: Border = True
    data_points: DataPoints = True
    fakes: Fakes = True
    sticks: Sticks = True
    mesh: Mesh = False
    pace: Pace = 2.0


class GanLabState(LabState, frozen=True, kw_only=True, tag="gan-lab-state"):
    """Everything that determines what the lab shows."""

    run: GanLab = GanLab()
    view: GanLabView = GanLabView()
