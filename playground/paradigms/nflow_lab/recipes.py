"""The recipe of the normalizing flow's 2-D lab: what is trained on the plane, and what of it is looked at.

Its run trains for as long as it is stepped. Hot fields may change while it goes on, through ``send``; any
other change begins the training anew.
"""

from __future__ import annotations

from typing import Annotated, Literal

from playground.core.errors import RecipeError
from playground.core.fields import Hot, about, bounds
from playground.core.recipe import change
from playground.paradigms.lab.fields import (
    VIEW,
    Batch,
    Points,
    Rate,
    Seed,
    SingleSteps,
    Speed,
    Training,
)
from playground.paradigms.lab.recipe import Reviewable

TransformName = Literal["affine coupling", "spline coupling", "autoregressive"]
Direction = Literal["data to noise", "noise to data"]

MOST_LAYERS = 16

Transform = Annotated[
    TransformName,
    about(
        "Kind of layer",
        "A coupling scales and shifts a coordinate, or bends it by a spline, as the other one says; an "
        "autoregressive layer moves both.",
    ),
]
Layers = Annotated[
    int, bounds(1, MOST_LAYERS, "Layers", "Invertible layers; they move the two coordinates in turn.")
]
Width = Annotated[
    int, bounds(8, 256, "Width", "Hidden units of the small network in each layer.", step=8, folded=True)
]
Bins = Annotated[
    int, bounds(2, 32, "Bins", "Pieces of each spline, for spline couplings alone.", folded=True)
]
Layer = Annotated[
    float,
    bounds(
        0.0, MOST_LAYERS, "Layer",
        "After how many layers you look, or after all; between two, points go straight from the one to the "
        "other.",
        step=0.01, group=VIEW,
    ),
]  # fmt: skip
DirectionField = Annotated[
    Direction,
    about(
        "Direction", "From data to noise, which gives densities, or back, which gives samples.", group=VIEW
    ),
]
Probe = Annotated[
    tuple[float, float],
    about(
        "Probe",
        "A point that is followed through all layers.",
        group=VIEW,
    ),
]
Held = Annotated[
    float,
    bounds(
        0.0, MOST_LAYERS, "Probe held at", "After how many layers the probe is where you put it.", step=0.01,
        group=VIEW,
    ),
]  # fmt: skip


class NflowLab(Reviewable, frozen=True, kw_only=True, tag="nflow-lab"):
    """A normalizing flow on the plane, trained live by exact likelihood."""

    transform: Transform = "spline coupling"
    layers: Layers = 4
    width: Width = 32
    bins: Bins = 16
    batch: Hot[Batch] = 256
    learning_rate: Hot[Rate] = 3e-3
    training: Hot[Training] = True
    single_steps: Hot[SingleSteps] = 0
    speed: Hot[Speed] = 0
    seed: Seed = 0
    direction: Hot[DirectionField] = "noise to data"
    layer: Hot[Layer] = float(MOST_LAYERS)
    points: Hot[Points] = 2000
    probe: Hot[Probe] = (1.0, 1.0)
    held: Hot[Held] = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.probe) != 2 or not all(abs(value) <= 10 for value in self.probe):
            raise RecipeError("The probe needs two coordinates between −10 and 10.")

    @property
    def back(self) -> bool:
        """Whether the direction is from noise to data."""
        return self.direction == "noise to data"

    @property
    def position(self) -> float:
        """After how many layers one looks: ``layer``, but never more than there are."""
        return min(self.layer, float(self.layers))

    @property
    def held_at(self) -> float:
        """After how many layers the probe is at its place: ``held``, but never more than there are."""
        return min(self.held, float(self.layers))

    @property
    def most_layers(self) -> int:
        """Of the flow, or of the longer one of two side by side."""
        return max(self.layers, (self.second or self).layers)

    def turned(self) -> NflowLab:
        """The other direction, at the same place between the layers and with the same probe."""
        direction: Direction = "data to noise" if self.back else "noise to data"
        last = float(self.most_layers)
        layer, held = (last - min(place, last) for place in (self.layer, self.held))
        # What is at the end stays there when layers are added.
        ends = {last: float(MOST_LAYERS)}
        return change(self, direction=direction, layer=ends.get(layer, layer), held=ends.get(held, held))
