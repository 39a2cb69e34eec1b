"""An Images stage without any model to run."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from playground.ui.stage.stage_widget import StageWidget
from playground.ui.state.player import Player
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import fill


class NoModels(StageWidget):
    """Says what is missing, and where it belongs."""

    def __init__(self, what: str, lab: bool = True) -> None:
        """``what`` is the kind of model that was looked for, such as “diffusion model”; perhaps there is a
        ``lab`` all the same."""
        super().__init__()
        self.player = Player(parent=self)
        text = (
            f"No {what} was found among the models. Put a model’s folder into the models folder and start "
            f"again{'; the 2-D lab needs none' if lab else ''}."
        )
        fill(QVBoxLayout(self), Label(text, align=Qt.AlignmentFlag.AlignCenter, wraps=True))
