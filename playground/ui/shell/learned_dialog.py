"""Which data set a model learned that was trained elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from playground.ui.widgets.dialog import Dialog
from playground.ui.widgets.inputs import ChoiceBox
from playground.ui.widgets.label import Label

_WHY = (
    "{} is compared with pictures that were held out of those that it learned, and its classes are called "
    "as they are there."
)


class LearnedDialog(Dialog):
    """Asks for one of the data sets that fit; closing it says none of them."""

    chosen = Signal(str)
    """The name of a data set."""

    def __init__(self, title: str, sets: Mapping[str, str], parent: QWidget) -> None:
        """``sets`` are titles by names."""
        super().__init__(
            "Which pictures did it learn?", (460, 160), parent, QDialogButtonBox.StandardButton.Cancel
        )
        self.sets = ChoiceBox()
        self.sets.setAccessibleName("Data set that it learned")
        for name, told in sets.items():
            self.sets.addItem(told if told == name else f"{told} ({name})", name)
        why = Label(_WHY.format(title))
        why.setWordWrap(True)
        take = self.buttons.addButton("It learned these", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self._take)
        self.fill(why, self.sets)
        take.setDefault(True)

    def _take(self) -> None:
        self.chosen.emit(self.sets.currentData())
        self.accept()
