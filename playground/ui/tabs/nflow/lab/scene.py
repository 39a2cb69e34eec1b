"""What the views of the flow's lab share."""

from __future__ import annotations

from PySide6.QtCore import QObject

from playground.paradigms.nflow_lab.recipes import MOST_LAYERS, NflowLab
from playground.ui.lab.scene import TrainingScene
from playground.ui.link import Link
from playground.ui.store import Store
from playground.ui.tabs.nflow.lab.state import NflowLabState
from playground.ui.words import subscript

STOPS = 25
"""Places that the transport stops at in each layer."""


class NflowLabScene(TrainingScene):
    """The training of a normalizing flow on the plane."""

    kept = ("data_points", "points", "angles", "radii", "grid", "log_areas", "density", "density_exact")

    def __init__(self, store: Store, link: Link, parent: QObject | None = None) -> None:
        super().__init__("nflow/lab", store, link, parent)

    @property
    def state(self) -> NflowLabState:
        """The current state."""
        state: NflowLabState = self.store.state
        return state

    @property
    def recipe(self) -> NflowLab:
        """The current recipe of the run."""
        return self.state.run

    def hold(self, x: float, y: float, after: float) -> None:
        """Put the probe where it is wanted after some layers, as a part of a gesture."""
        self.edit("move the probe", self.run, probe=(round(x, 3), round(y, 3)), held=after)

    def turn(self, direction: str) -> None:
        """Look in this direction, at the same place between the layers."""
        if direction != self.recipe.direction:
            self.run.end_gesture()
            self.run.replace("turn the direction", self.recipe.turned())
            self.run.end_gesture()


def stop_of(run: NflowLab) -> int:
    """The transport's position nearest to where one looks."""
    return round(run.position * STOPS)


def layer_of(stop: int, layers: int) -> float:
    """After how many layers a position of the transport looks; the last stays the last with more of them."""
    return float(MOST_LAYERS) if stop >= STOPS * layers else round(stop / STOPS, 2)


def data_end(run: NflowLab) -> float:
    """After how many layers points are where the data are."""
    return float(MOST_LAYERS) if run.back else 0.0


def place_names(run: NflowLab) -> tuple[str, ...]:
    """What points are called after 0, 1, … layers, with x for data and z for noise."""
    inner = (f"h{subscript(index)}" for index in range(1, run.layers))
    names = ("x", *inner, "z")
    return names[::-1] if run.back else names
