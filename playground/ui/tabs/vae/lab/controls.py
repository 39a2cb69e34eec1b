"""The form at the left: presets, the data, the model, its training, and what is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from playground.paradigms.vae_lab.presets import PRESETS, Preset
from playground.paradigms.vae_lab.recipes import VaeLab
from playground.ui.lab.controls import TrainingControls
from playground.ui.lab.kinds import Group
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


class VaeLabControls(TrainingControls):
    """Edits the lab's state by its field specs; presets stand above, with what to see in the chosen one."""

    def __init__(self, scene: VaeLabScene, parent: QWidget | None = None) -> None:
        self.presets: dict[str, QPushButton] = {}
        self.see = QLabel()
        self._lab = scene
        super().__init__(scene, GROUPS, LAYERS, parent)
        self.see.setWordWrap(True)
        self.see.setAccessibleName("What to see in the preset")
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
        column.addWidget(self.see)
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertLayout(0, column)

    def editors_of(self, names: tuple[str, ...]) -> Mapping[str, EditorFactory]:
        """Three buttons in a row would be wider than the column."""
        return {"ground": ListEditor} if "ground" in names else {}

    def _show(self, preset: Preset) -> None:
        before = self._lab.recipe
        self.scene.run.end_gesture()
        self.scene.run.replace(f"Show “{preset.title}”", preset.recipe)
        self.scene.run.end_gesture()
        # It would else go on from what another preset has learned, and not be the same every time.
        self._lab.begin_anew(before)

    def _follow(self, old: VaeLab, new: VaeLab) -> None:
        super()._follow(old, new)
        shown = next((preset.help for preset in PRESETS if same_training(preset.recipe, new)), "")
        self.see.setText(shown)
        self.see.setVisible(bool(shown))


_ANY = ("seed", "training", "speed", "code", "probe")
"""Fields that a preset leaves to whoever looks at it."""


def same_training(one: VaeLab, other: VaeLab) -> bool:
    """Whether two recipes train the same, from whatever seed, and wherever one looks."""
    return all(
        getattr(one, name) == getattr(other, name) for name in one.__struct_fields__ if name not in _ANY
    )
