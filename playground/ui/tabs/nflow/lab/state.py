"""What the flow's 2-D lab shows, as one frozen value: the recipe of its run, and what of it is drawn."""

from __future__ import annotations

from typing import Annotated, Literal

from playground.core.fields import about
from playground.core.recipe import Recipe
from playground.paradigms.nflow_lab.recipes import NflowLab
from playground.ui.lab.state import LabState

Large = Annotated[
    Literal["flow", "learned", "known"],
    about(
        "Show",
        "Which plane is shown large: points and grid on their way, the learned density, or the known one.",
    ),
]
Points = Annotated[bool, about("Points", "Points on their way, coloured by the angle of their noise.")]
Grid = Annotated[
    bool, about("Grid", "An even grid of the plane where the way begins, as the layers bend it.")
]
Areas = Annotated[bool, about("Areas", "Tints the grid’s cells by how much their area has grown.")]
Probe = Annotated[bool, about("Probe", "A point whose likelihood is taken apart: drag it in any plane.")]
DataPoints = Annotated[bool, about("Data points", "Points of the data, over the densities.")]
Error = Annotated[
    bool, about("Error", "Instead of the learned density, its logarithm minus that of the known one.")
]


class NflowLabView(Recipe, frozen=True, kw_only=True, tag="nflow-lab-view"):
    """What is drawn of the lab's frames; the run does not depend on it."""

    large: Large = "flow"
    points: Points = True
    grid: Grid = True
    areas: Areas = True
    probe: Probe = True
    data_points: DataPoints = False
    error: Error = False


class NflowLabState(LabState, frozen=True, kw_only=True, tag="nflow-lab-state"):
    """Everything that determines what the lab shows."""

    run: NflowLab = NflowLab()
    view: NflowLabView = NflowLabView()
