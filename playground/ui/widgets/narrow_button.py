"""A button for places where there is little room."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton

_BESIDE, _NARROWEST = 16, 40
"""Pixels beside the text, and of a button with a letter on it."""


class NarrowButton(QPushButton):
    """As wide as its text asks for: the style makes any other button as wide as those of dialogs are."""

    def sizeHint(self) -> QSize:
        """The text with some room beside it."""
        text = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(max(text + _BESIDE, _NARROWEST), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Nothing of the text may be cut."""
        return self.sizeHint()
