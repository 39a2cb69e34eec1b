"""A line of text that lays nothing out anew while it says other things in the same room."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from playground.ui.widgets.label import Label
from playground.ui.widgets.restyled import Fitted


class StillLabel(Fitted, QWidget):
    """Holds a label, and asks for room only where it needs other room than before.

    A label of Qt's has the whole window laid out anew with each text that it is given. This one holds such a
    label without a layout, so that a number that runs while one drags or plays costs its own line alone.
    """

    def __init__(
        self, *, name: str = "", align: Qt.AlignmentFlag | None = None, selectable: bool = False
    ) -> None:
        super().__init__()
        self.line = Label(name=name, align=align, selectable=selectable)
        self.line.setParent(self)
        self._least = QSize()

    def text(self) -> str:
        """What is said."""
        return self.line.text()

    def setText(self, text: str) -> None:
        """Say this."""
        self.line.setText(text)
        self._ask_for_room()

    def sizeHint(self) -> QSize:
        """No more than it needs."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """One line with its text."""
        return self.line.minimumSizeHint()

    def _make_room(self) -> None:
        self.line.setGeometry(self.rect())
        self._ask_for_room()

    def _ask_for_room(self) -> None:
        least = self.minimumSizeHint()
        if least != self._least:
            self._least = least
            self.updateGeometry()
