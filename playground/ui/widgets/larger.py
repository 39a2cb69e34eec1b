"""Letters larger than those of other text, at every size of text."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from playground.ui.widgets.label import Label
from playground.ui.widgets.restyled import Beside
from playground.ui.widgets.theme import themes


class Larger(Beside):
    """A base before a label's class.

    A font that was given a size keeps it when the application's font gets another one.
    """

    _times = 1.0
    _weight = QFont.Weight.Normal

    def enlarge(self, times: float, weight: QFont.Weight = QFont.Weight.Normal) -> None:
        """Have letters so many times as large as other text, from now on."""
        self._times, self._weight = times, weight
        themes().scale_changed.connect(self._resize_letters)
        self._resize_letters()

    def _resize_letters(self) -> None:
        font = QFont(QApplication.font())
        font.setPointSizeF(self._times * font.pointSizeF())
        font.setWeight(self._weight)
        self.setFont(font)


class Heading(Larger, Label):
    """A line or two in bold letters."""

    def __init__(
        self,
        text: str = "",
        times: float = 1.0,
        *,
        name: str = "",
        align: Qt.AlignmentFlag | None = None,
        wraps: bool = False,
    ) -> None:
        super().__init__(text, name=name, align=align, wraps=wraps)
        self.enlarge(times, QFont.Weight.DemiBold)
