"""Buttons with what they say: in the window, where the mouse rests on them, and to a screen reader."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QToolButton

from playground.ui.widgets.plain import set_tip


def push(text: str, tip: str = "", *, name: str = "") -> QPushButton:
    """A button as wide as those of dialogs; ``name`` is the accessible one where the text does not do."""
    button = QPushButton(text)
    set_tip(button, tip)
    button.setAccessibleName(name)
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
