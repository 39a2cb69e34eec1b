"""What the lab of a model that denoises shows: the recipe of its run, and what of the frames is drawn."""

from __future__ import annotations

from typing import Annotated, Literal

from playground.core.fields import about
from playground.core.recipe import Recipe
from playground.paradigms.plane.recipes import ConsistencyLab, DiffusionLab, FlowLab
from playground.ui.lab.state import LabState

Large = Annotated[
    Literal["learned", "exact", "error"],
    about("Show", "Which plane is shown large: what is learned, what is exact, or how far they are apart."),
]
Density = Annotated[bool, about("Density", "Where points are likely, at this time.")]
Arrows = Annotated[bool, about("Arrows", "The field that moves the points; long arrows are drawn shorter.")]
Flow = Annotated[bool, about("Flowing points", "Points on their way from noise to data.")]
Trails = Annotated[bool, about("Trajectories", "The way that some of the points have come.")]
DataPoints = Annotated[bool, about("Data points", "The points that are learned.")]
Lines = Annotated[bool, about("Training lines", "Straight from noise to the data it was paired with.")]
Start = Annotated[
    bool, about("Draggable start", "One start and its ways to the data: drag it, or use the arrow keys.")
]
Jumps = Annotated[bool, about("Jumps", "From a dozen times of one way straight to f(x, t).")]


class PlaneView(Recipe, frozen=True, kw_only=True, tag="lab-view"):
    """What is drawn of a lab's frames; the run does not depend on it."""

    large: Large = "learned"
    density: Density = True
    arrows: Arrows = True
    flow: Flow = True
    trails: Trails = False
    data_points: DataPoints = False
    lines: Lines = False
    start: Start = True
    jumps: Jumps = True


class PlaneState(LabState, frozen=True, kw_only=True, tag="lab"):
    """Everything that determines what the lab of a model that denoises shows."""

    run: DiffusionLab | FlowLab | ConsistencyLab
    view: PlaneView = PlaneView()
