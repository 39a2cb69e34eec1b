"""The form at the left: presets, the data, the game, both players, and what is drawn."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from playground.paradigms.gan_lab.presets import PRESETS
from playground.paradigms.gan_lab.recipes import GanLab
from playground.ui.lab.kinds import Group
from playground.ui.lab.preset_controls import PresetControls
from playground.ui.tabs.gan.lab.scene import GanLabScene

GROUPS = (
    Group("Game", ("objective", "r1", "penalty", "noise")),
    Group("Discriminator", ("d_learning_rate", "d_steps", "d_layers", "d_width", "d_optimiser")),
    Group("Generator", ("g_learning_rate", "g_steps", "g_layers", "g_width", "g_optimiser")),
    Group("Training", ("batch", "seed", "speed", "momentum", "activation", "points")),
)
LAYERS = ("main", "field", "border", "data_points", "fakes", "sticks", "mesh", "pace")


_LEFT = ("seed", "training", "single_steps", "slow", "speed", "points")


class GanLabControls(PresetControls):
    """The form of the GAN's lab."""

    def __init__(self, scene: GanLabScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, GROUPS, LAYERS, PRESETS, _LEFT, parent)

    def _follow(self, old: Any, new: GanLab) -> None:
        super()._follow(old, new)
        for form in self.forms:
            if "penalty" in form.editors:
                form.set_shown("penalty", new.objective == "wasserstein")
