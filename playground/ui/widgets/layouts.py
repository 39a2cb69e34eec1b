"""Parts of a widget beside and over each other."""

from __future__ import annotations

from typing import TypeAlias

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

Part: TypeAlias = QWidget | QLayout | tuple[QWidget | QLayout, int] | None
"""A widget or a layout, with its share of what room is left over; ``None`` is that room itself."""


def across(*parts: Part, spacing: int = -1) -> QHBoxLayout:
    """Parts from left to right, so many pixels apart, or as far as the style has it."""
    made = QHBoxLayout()
    _fill(made, parts, spacing)
    return made


def down(*parts: Part, spacing: int = -1) -> QVBoxLayout:
    """Parts from top to bottom."""
    made = QVBoxLayout()
    _fill(made, parts, spacing)
    return made


def lay_out(widget: QWidget, layout: QLayout, *, top: int = 0, left: int = 0) -> QWidget:
    """Let a layout fill a widget, but for so many pixels; gives the widget."""
    layout.setContentsMargins(left, top, 0, 0)
    widget.setLayout(layout)
    return widget


def _fill(layout: QBoxLayout, parts: tuple[Part, ...], spacing: int) -> None:
    if spacing >= 0:
        layout.setSpacing(spacing)
    for part in parts:
        match part:
            case None:
                layout.addStretch(1)
            case QWidget():
                layout.addWidget(part)
            case QLayout():
                layout.addLayout(part)
            case QWidget() as widget, share:
                layout.addWidget(widget, share)
            case QLayout() as inner, share:
                layout.addLayout(inner, share)
