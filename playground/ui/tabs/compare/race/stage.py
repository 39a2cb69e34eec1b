"""The race as a stage of the tab."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from playground.ui.player import Player
from playground.ui.sampling.no_models import NoControls
from playground.ui.store import Store
from playground.ui.tab import Context, Export


class RaceStage(QWidget):
    """Shows nothing yet."""

    report = Signal(str, str)
    """(sentence, details): something for the message bar."""

    status = Signal(dict)
    """Numbers for the status line."""

    def __init__(self, context: Context, store: Store, parent: QWidget | None = None) -> None:
        """``store`` holds a :class:`RaceState`."""
        super().__init__(parent)
        self.context, self.store = context, store
        self.player = Player(parent=self)

    def controls(self) -> QWidget:
        """The form for the left column."""
        return NoControls()

    def exports(self) -> tuple[Export, ...]:
        """What can be written now."""
        return ()

    def copy(self) -> bool:
        """Put the main picture on the clipboard."""
        return False
