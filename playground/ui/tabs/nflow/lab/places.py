"""Places between noise and data, and the probe that is held at one of them."""

from __future__ import annotations

from typing import TypeAlias

from playground.core.words import subscript
from playground.paradigms.nflow_lab.recipes import MOST_LAYERS, NflowLab
from playground.ui.lab.scene import TrainingScene
from playground.ui.tabs.nflow.lab.state import NflowLabState

NflowLabScene: TypeAlias = TrainingScene[NflowLabState, NflowLab]

STOPS = 25
"""Places that the transport stops at in each layer."""


def hold(scene: NflowLabScene, x: float, y: float, after: float) -> None:
    """Put the probe where it is wanted after some layers, as a part of a gesture."""
    scene.edit("Move the probe", scene.run, probe=(round(x, 3), round(y, 3)), held=after)


def turn(scene: NflowLabScene, direction: str) -> None:
    """Look in this direction, at the same place between the layers."""
    if direction != scene.recipe.direction:
        scene.run.replace("Turn the direction", scene.recipe.turned())


def stop_of(run: NflowLab) -> int:
    """The transport's position nearest to where one looks."""
    return round(min(run.layer, float(run.most_layers)) * STOPS)


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
