"""Buttons that stay pressed."""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractButton


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
