"""Slow motion: the training is held, and makes one part of an update at a time."""

from __future__ import annotations

from typing import TypeAlias

from PySide6.QtCore import QObject, QTimer

from playground.core.recipe import change
from playground.paradigms.gan_lab.recipes import GanLab
from playground.ui.lab.scene import TrainingScene
from playground.ui.tabs.gan.lab.state import GanLabState

GanLabScene: TypeAlias = TrainingScene[GanLabState, GanLab]


def slowed(recipe: GanLab) -> GanLab:
    """What the run is told: in slow motion nothing is trained but what is asked for step by step."""
    return change(recipe, training=False) if recipe.slow else recipe


class SlowMotion(QObject):
    """Asks for the next part as often as the view's pace says, while somebody looks."""

    def __init__(self, scene: GanLabScene) -> None:
        super().__init__(scene)
        self._scene = scene
        self._pace = QTimer(self)
        self._pace.timeout.connect(self._go_on)
        scene.watching.connect(lambda _watched: self._set_pace())
        scene.changed.connect(self._follow)

    @property
    def walking(self) -> bool:
        """Whether it goes on by itself."""
        return self._pace.isActive()

    def _follow(self, old: GanLabState, new: GanLabState) -> None:
        if (old.run.slow, old.run.training, old.view.pace) != (new.run.slow, new.run.training, new.view.pace):
            self._set_pace()

    def _set_pace(self) -> None:
        state, was = self._scene.state, self.walking
        if not (self._scene.watched and state.run.slow and state.run.training):
            self._pace.stop()
            return
        self._pace.start(round(1000 * state.view.pace))
        if not was:
            self._go_on()

    def _go_on(self) -> None:
        if not (self._scene.failed or self._scene.stepping):
            self._scene.make_step()
