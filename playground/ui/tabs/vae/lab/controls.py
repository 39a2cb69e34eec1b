"""The form at the left: presets, the data, the model, its training, and what is drawn."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from playground.paradigms.vae_lab.presets import PRESETS, Preset
from playground.ui.lab.controls import TrainingControls
from playground.ui.lab.kinds import Group
from playground.ui.tabs.vae.lab.scene import VaeLabScene

GROUPS = (
    Group("Objective", ("beta", "learn_sigma", "sigma")),
    Group("Model", ("latent", "width", "layers")),
    Group("Training", ("learning_rate", "batch", "speed", "seed")),
)
LAYERS = (
    "ground", "data_points", "samples", "grid", "reconstructions", "posteriors", "prior_codes", "truth",
)  # fmt: skip


class VaeLabControls(TrainingControls):
    """Edits the lab's state by its field specs; presets stand above."""

    def __init__(self, scene: VaeLabScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, GROUPS, LAYERS, parent)
        self.presets: dict[str, QPushButton] = {}
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(QLabel("<b>Presets</b>"))
        for preset in PRESETS:
            button = QPushButton(preset.title)
            button.setToolTip(preset.help)
            button.setStatusTip(preset.help)
            button.clicked.connect(partial(self._show, preset))
            self.presets[preset.name] = button
            column.addWidget(button)
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertLayout(0, column)

    def _show(self, preset: Preset) -> None:
        self.scene.run.end_gesture()
        self.scene.run.replace(f"Show “{preset.title}”", preset.recipe)
        self.scene.run.end_gesture()
