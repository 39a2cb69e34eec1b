"""What all Images stages have in common: they compute while they can be seen, and hide what is lost."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from playground.ui.player import Player
from playground.ui.sampling.model_scene import ModelScene
from playground.ui.watched import Watched


class WatchedStage(Watched):
    """A scene that is held while the stage is hidden; the player has no way where the model cannot be run.

    A subclass covers its views in :meth:`show_lost`.
    """

    untrusted = Signal(str)
    """The model of this name is not used before somebody allows it."""

    def __init__(self, scene: ModelScene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene: Any = scene
        scene.setParent(self)
        self.player = Player(parent=self)
        scene.report.connect(self.report)
        scene.untrusted.connect(self.untrusted)

    def follow_lost(self) -> None:
        """Cover and uncover from now on; called when the views are there and follow the scene."""
        self.scene.lost_changed.connect(self._show_lost)
        self.scene.changed.connect(lambda _old, _new: self._show_lost())

    @property
    def is_lost(self) -> bool:
        """Whether what the open panel shows could not be computed with this model."""
        return bool(self.scene.lost(*self.scene.shown_feeds))

    def show_lost(self) -> None:
        """Put a sentence in the place of each view that has nothing of the current model to show."""
        raise NotImplementedError

    def ask_again(self) -> None:
        """Go on with a model that has been allowed."""
        self.scene.ask_again()

    def watch(self, watched: bool) -> None:
        """Compute while somebody looks, and hold still while nobody does."""
        self.scene.watch(watched)

    def _show_lost(self) -> None:
        self.show_lost()
        self.player.set_empty(self.is_lost)
        if self.is_lost:
            self.status.emit({})
