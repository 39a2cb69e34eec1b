"""What all Images stages have in common: they compute while they can be seen, and hide what is lost."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from playground.ui.player import Player
from playground.ui.sampling.model_scene import ModelScene


class WatchedStage(QWidget):
    """A scene that is held while the stage is hidden; the player has no way where the model cannot be run.

    A subclass covers its views in :meth:`show_lost`.
    """

    report = Signal(str, str)
    """(sentence, details): something for the message bar."""

    status = Signal(dict)
    """Numbers for the status line."""

    def __init__(self, scene: ModelScene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene: Any = scene
        scene.setParent(self)
        self.player = Player(parent=self)
        scene.report.connect(self.report)

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

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks."""
        super().showEvent(event)
        self.scene.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks; a minimised window counts as seen."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.scene.watch(False)

    def _show_lost(self) -> None:
        self.show_lost()
        self.player.set_empty(self.is_lost)
        if self.is_lost:
            self.status.emit({})
