"""Parts of a panel with a handle between them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

HANDLE = 7
"""Pixels of a handle's thickness."""


def beside(*parts: tuple[QWidget, int], sizes: Sequence[int] = (), handle: int = HANDLE) -> QSplitter:
    """Parts from left to right, each with its share of what room is left over; none can be closed.

    ``sizes`` are their widths before the first layout.
    """
    return _split(Qt.Orientation.Horizontal, parts, sizes, handle)


def over(*parts: tuple[QWidget, int], sizes: Sequence[int] = (), handle: int = HANDLE) -> QSplitter:
    """The same from top to bottom; ``sizes`` are heights."""
    return _split(Qt.Orientation.Vertical, parts, sizes, handle)


def _split(
    way: Qt.Orientation, parts: Sequence[tuple[QWidget, int]], sizes: Sequence[int], handle: int
) -> QSplitter:
    splitter = QSplitter(way)
    for place, (part, stretch) in enumerate(parts):
        splitter.addWidget(part)
        splitter.setStretchFactor(place, stretch)
    if sizes:
        splitter.setSizes(list(sizes))
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(handle)
    return splitter
