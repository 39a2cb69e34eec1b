"""The form of a lab that has presets: a column of them stands above everything else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any, Protocol

from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from playground.core.recipe import Recipe
from playground.ui.lab.controls import TrainingControls
from playground.ui.lab.kinds import Group
from playground.ui.lab.scene import TrainingScene


class Preset(Protocol):
    """A recipe with its title, and what is to be seen in a sentence."""

    @property
    def name(self) -> str:
        """What it is called in the code."""

    @property
    def title(self) -> str:
        """What it is called in the window."""

    @property
    def help(self) -> str:
        """What is to be seen."""

    @property
    def recipe(self) -> Any:
        """What is trained."""


class PresetControls(TrainingControls):
    """Edits a lab's state by its field specs; presets stand above, with what to see in the chosen one."""

    def __init__(
        self,
        scene: TrainingScene,
        groups: Sequence[Group],
        layers: tuple[str, ...],
        presets: Sequence[Preset],
        left: Collection[str],
        parent: QWidget | None = None,
    ) -> None:
        """``left`` are fields that a preset leaves to whoever looks at it."""
        self.presets: dict[str, QPushButton] = {}
        self.see = QLabel()
        self._presets, self._left = presets, left
        super().__init__(scene, groups, layers, parent)
        self.see.setWordWrap(True)
        self.see.setAccessibleName("What to see in the preset")
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(QLabel("<b>Presets</b>"))
        for preset in presets:
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

    def _show(self, preset: Preset) -> None:
        before = self.scene.recipe
        self.scene.run.end_gesture()
        self.scene.run.replace(f"Show “{preset.title}”", preset.recipe)
        self.scene.run.end_gesture()
        # It would else go on from what another preset has learned, and not be the same every time.
        self.scene.begin_anew(before)

    def _follow(self, old: Any, new: Any) -> None:
        super()._follow(old, new)
        shown = (preset.help for preset in self._presets if same(preset.recipe, new, self._left))
        self.see.setText(next(shown, ""))
        self.see.setVisible(bool(self.see.text()))


def same(one: Recipe, other: Recipe, left: Collection[str]) -> bool:
    """Whether two recipes of a kind differ at most in what is left to whoever looks."""
    return all(
        getattr(one, name) == getattr(other, name) for name in one.__struct_fields__ if name not in left
    )
