"""The form at the left: presets, the data, the game, both players, and what is drawn."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from playground.paradigms.gan_lab.presets import PRESETS, Preset
from playground.paradigms.gan_lab.recipes import GanLab
from playground.ui.lab.controls import TrainingControls
from playground.ui.lab.kinds import Group
from playground.ui.tabs.gan.lab.scene import GanLabScene

GROUPS = (
    Group("Game", ("objective", "r1", "penalty", "noise")),
    Group("Discriminator", ("d_learning_rate", "d_steps", "d_layers", "d_width", "d_optimiser")),
    Group("Generator", ("g_learning_rate", "g_steps", "g_layers", "g_width", "g_optimiser")),
    Group("Training", ("batch", "seed", "speed", "momentum", "activation", "points")),
)
LAYERS = ("main", "field", "border", "data_points", "fakes", "sticks", "mesh", "pace")


class GanLabControls(TrainingControls):
    """Edits the lab's state by its field specs; presets stand above, with what to see in the chosen one."""

    def __init__(self, scene: GanLabScene, parent: QWidget | None = None) -> None:
        self.presets: dict[str, QPushButton] = {}
        self.see, self._lab = QLabel(), scene
        super().__init__(scene, GROUPS, LAYERS, parent)
        self.see.setWordWrap(True)
        self.see.setAccessibleName("What to see in the preset")
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(QLabel("<b>Presets</b>"))
        for preset in PRESETS:
            button = QPushButton(preset.title)
            button.setToolTip(preset.see)
            button.setStatusTip(preset.see)
            button.clicked.connect(partial(self._show, preset))
            self.presets[preset.name] = button
            column.addWidget(button)
        column.addWidget(self.see)
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertLayout(0, column)

    def _show(self, preset: Preset) -> None:
        before = self._lab.recipe
        self.scene.run.end_gesture()
        self.scene.run.replace(f"Show “{preset.title}”", preset.recipe)
        self.scene.run.end_gesture()
        # It would else go on from what another preset has learned, and not be the same every time.
        self._lab.begin_anew(before)

    def _follow(self, old: Any, new: GanLab) -> None:
        super()._follow(old, new)
        shown = next((preset.see for preset in PRESETS if same_game(preset.recipe, new)), "")
        self.see.setText(shown)
        self.see.setVisible(bool(shown))
        for form in self.forms:
            if "penalty" in form.editors:
                form.set_shown("penalty", new.objective == "wasserstein")


_ANY = ("seed", "training", "slow", "speed", "points", "players")
"""Fields that a preset leaves to whoever looks at it."""


def same_game(one: GanLab, other: GanLab) -> bool:
    """Whether two recipes are of the same game, from whatever seed, and however it is looked at."""
    return all(
        getattr(one, name) == getattr(other, name) for name in one.__struct_fields__ if name not in _ANY
    )
