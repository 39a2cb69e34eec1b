"""Parts of a widget beside and over each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from PySide6.QtWidgets import QBoxLayout, QLayout, QWidget

W = TypeVar("W", bound=QWidget)
L = TypeVar("L", bound=QBoxLayout)


@dataclass(frozen=True)
class Box:
    """Parts in a row or a column, that have no layout yet.

    A layout is filled only once it belongs to a widget: PySide loses count of what stands in another, and the
    process may end where garbage is collected.
    """

    direction: QBoxLayout.Direction
    parts: tuple[Part, ...]
    spacing: int


Piece: TypeAlias = QWidget | QLayout | Box | None
"""A widget, a box or an empty layout; ``None`` is room that is left over."""

Part: TypeAlias = Piece | tuple[Piece, int] | int
"""A piece, with its share of what room is left over; or pixels."""


def across(*parts: Part, spacing: int = -1) -> Box:
    """Parts from left to right, so many pixels apart, or as far as the style has it."""
    return Box(QBoxLayout.Direction.LeftToRight, parts, spacing)


def down(*parts: Part, spacing: int = -1) -> Box:
    """Parts from top to bottom."""
    return Box(QBoxLayout.Direction.TopToBottom, parts, spacing)


def lay_out(
    widget: W,
    box: Box,
    *,
    top: int = 0,
    left: int = 0,
    margins: tuple[int, int, int, int] | None = None,
) -> W:
    """Let parts fill a widget, but for so many pixels at left and top, or at left, top, right and bottom;
    gives the widget."""
    layout = fill(QBoxLayout(box.direction, widget), *box.parts, spacing=box.spacing)
    layout.setContentsMargins(*(margins or (left, top, 0, 0)))
    return widget


def fill(layout: L, *parts: Part, spacing: int = -1) -> L:
    """Put parts into a layout that belongs to a widget; gives the layout."""
    if spacing >= 0:
        layout.setSpacing(spacing)
    for part in parts:
        match part:
            case int():
                layout.addSpacing(part)
            case piece, share:
                _add(layout, piece, share)
            case _:
                _add(layout, part, 1 if part is None else 0)
    return layout


def _add(layout: QBoxLayout, piece: Piece, share: int) -> None:
    match piece:
        case None:
            layout.addStretch(share)
        case QWidget():
            layout.addWidget(piece, share)
        case QLayout():
            layout.addLayout(piece, share)
        case Box():
            inner = QBoxLayout(piece.direction)
            layout.addLayout(inner, share)
            fill(inner, *piece.parts, spacing=piece.spacing)
