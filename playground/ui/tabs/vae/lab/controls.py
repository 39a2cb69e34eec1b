"""The form at the left: presets, the data, the model, its training, and what is drawn."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from playground.paradigms.vae_lab.presets import PRESETS
from playground.ui.lab.kinds import Group
from playground.ui.lab.preset_controls import PresetControls
from playground.ui.tabs.vae.lab.scene import VaeLabScene
from playground.ui.widgets.editors import ListEditor
from playground.ui.widgets.form import EditorFactory

GROUPS = (
    Group("Objective", ("beta", "learn_sigma", "sigma")),
    Group("Model", ("latent", "width", "layers")),
    Group("Training", ("learning_rate", "batch", "speed", "seed")),
)
LAYERS = (
    "ground", "data_points", "samples", "grid", "reconstructions", "posteriors", "prior_codes", "truth",
)  # fmt: skip


_LEFT = ("seed", "training", "single_steps", "speed", "code", "probe")


class VaeLabControls(PresetControls):
    """The form of the VAE's lab."""

    def __init__(self, scene: VaeLabScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, GROUPS, LAYERS, PRESETS, _LEFT, parent)

    def editors_of(self, names: tuple[str, ...]) -> Mapping[str, EditorFactory]:
        """Three buttons in a row would be wider than the column."""
        return {"ground": ListEditor} if "ground" in names else {}
