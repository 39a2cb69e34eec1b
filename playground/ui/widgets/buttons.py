"""Buttons with what they say: in the window, where the mouse rests on them, and to a screen reader."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton

from playground.ui.widgets.plain import set_tip


def push(text: str, tip: str = "", *, name: str = "") -> QPushButton:
    """A button as wide as those of dialogs; ``name`` is the accessible one where the text does not do."""
    button = QPushButton(text)
    set_tip(button, tip)
    button.setAccessibleName(name)
    return button


def primary() -> QPushButton:
    """The button that stands out."""
    button = QPushButton()
    button.setDefault(True)
    button.setMinimumHeight(36)
    return button


def tool(
    text: str, tip: str = "", *, name: str = "", checkable: bool = False, flat: bool = False
) -> QToolButton:
    """A small button, drawn without a frame where it is ``flat``."""
    button = QToolButton(autoRaise=flat)
    button.setText(text)
    set_tip(button, tip)
    button.setAccessibleName(name)
    button.setCheckable(checkable)
    return button


def show_pressed(button: QAbstractButton, colours: QPalette) -> None:
    """Give a pressed button the colours that a selection has among ``colours``, and any other its own."""
    palette = QPalette()
    if button.isChecked():
        for role, colour in (
            (QPalette.ColorRole.Button, QPalette.ColorRole.Highlight),
            (QPalette.ColorRole.ButtonText, QPalette.ColorRole.HighlightedText),
        ):
            palette.setColor(role, colours.color(colour))
    button.setPalette(palette)


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
