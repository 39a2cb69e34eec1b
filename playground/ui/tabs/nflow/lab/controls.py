"""The form at the left: the data, the flow, its training, and what is drawn."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from playground.ui.lab.controls import TrainingControls
from playground.ui.lab.kinds import Group
from playground.ui.tabs.nflow.lab.scene import NflowLabScene

GROUPS = (
    Group("Flow", ("transform", "layers", "width", "bins")),
    Group("Training", ("learning_rate", "batch", "speed", "seed")),
    Group("View", ("points",)),
)
LAYERS = ("points", "grid", "areas", "probe", "data_points", "error")


class NflowLabControls(TrainingControls):
    """Edits the lab's state by its field specs."""

    def __init__(self, scene: NflowLabScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, GROUPS, LAYERS, parent)

    def _follow(self, old: Any, new: Any) -> None:
        super()._follow(old, new)
        for form in self.forms:
            if "bins" in form.editors:
                form.set_shown("bins", new.transform == "spline coupling")
