"""The settings that the form edits, as a store: those of one of two trainings side by side, or of both."""

from __future__ import annotations

from playground.paradigms.lab.beside import aimed_at, are_two, edited
from playground.ui.lab.scene import TrainingScene
from playground.ui.lab.state import R, S
from playground.ui.state.store import Store


class Aimed(Store[R]):
    """What is edited here becomes an edit of the run that holds both."""

    def __init__(self, scene: TrainingScene[S, R]) -> None:
        super().__init__(scene.recipe, scene.run._undo, scene)
        self._scene = scene
        scene.run.changed.connect(self._follow)
        scene.aimed.connect(self._look)
        self._look()

    def replace(self, label: str, state: R, merge: str = "") -> None:
        """Change to other settings as one undoable step."""
        scene = self._scene
        scene.run.replace(label, edited(scene.recipe, state, scene.aim), merge=merge)

    def end_gesture(self) -> None:
        """The next edit starts a new undo step."""
        self._scene.run.end_gesture()

    def load(self, state: R) -> None:
        """Set them without an undo step."""
        self._scene.run.load(edited(self._scene.recipe, state, self._scene.aim))

    def _follow(self, _old: R, new: R) -> None:
        if not are_two(new):
            self._scene.point("A")
        self._look()

    def _look(self) -> None:
        self._set(aimed_at(self._scene.recipe, self._scene.aim))
