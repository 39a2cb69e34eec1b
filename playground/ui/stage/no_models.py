"""An Images stage without any model to run."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.ui.state.player import Player
from playground.ui.tab import Export
from playground.ui.widgets.label import Label


class NoModels(QWidget):
    """Says what is missing, and where it belongs."""

    report = Signal(str, str)
    status = Signal(dict)

    def __init__(self, what: str, parent: QWidget | None = None) -> None:
        """``what`` is the kind of model that was looked for, such as “diffusion model”."""
        super().__init__(parent)
        self.player = Player(parent=self)
        text = Label(
            f"No {what} was found among the models. Put a model’s folder into the models folder and start "
            "again; the 2-D lab needs none."
        )
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text.setWordWrap(True)
        QVBoxLayout(self).addWidget(text)

    def controls(self) -> QWidget:
        """Nothing to change."""
        return NoControls()

    def exports(self) -> tuple[Export, ...]:
        """Nothing to write."""
        return ()

    def copy(self) -> bool:
        """Nothing to copy."""
        return False


class NoControls(QWidget):
    """An empty form."""

    touched = Signal(str)

    def light(self, fields: object) -> None:
        """Nothing to light."""

    def ask_for(self, fields: object) -> None:
        """Nothing to ask for."""
