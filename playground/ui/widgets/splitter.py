"""Parts of a panel with a handle between them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

HANDLE = 7
"""Pixels of a handle's thickness."""
_WIDE = 1.7


def beside(*parts: tuple[QWidget, int], sizes: Sequence[int] = (), handle: int = HANDLE) -> QSplitter:
    """Parts from left to right, each with its share of what room is left over; none can be closed.

    ``sizes`` are their widths before the first layout.
    """
    return _split(Qt.Orientation.Horizontal, parts, sizes, handle)


def over(*parts: tuple[QWidget, int], sizes: Sequence[int] = (), handle: int = HANDLE) -> QSplitter:
    """The same from top to bottom; ``sizes`` are heights."""
    return _split(Qt.Orientation.Vertical, parts, sizes, handle)


class Turning(QSplitter):
    """Two parts, one over the other, or beside each other where it is much wider than high.

    What is drawn in them grows with their height.
    """

    def __init__(
        self,
        first: QWidget,
        second: QWidget,
        *,
        over: Sequence[int],
        beside: Sequence[int],
        wide: float = _WIDE,
    ) -> None:
        """Their sizes before the first layout, ``over`` each other and ``beside`` each other, and how many
        times as ``wide`` as high it must be for that."""
        super().__init__(Qt.Orientation.Vertical)
        self._wide, self._favoured = wide, False
        self._sizes = {Qt.Orientation.Vertical: list(over), Qt.Orientation.Horizontal: list(beside)}
        for place, (part, share) in enumerate(zip((first, second), over, strict=True)):
            self.addWidget(part)
            self.setStretchFactor(place, share)
        self.setSizes(list(over))
        self.setChildrenCollapsible(False)
        self.setHandleWidth(HANDLE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn where that gives the parts more height."""
        super().resizeEvent(event)
        wide = self.width() > self._wide * self.height() and not self._favoured
        way = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if way != self.orientation():
            if not self._favoured:
                self._sizes[self.orientation()] = self.sizes()
            self.setOrientation(way)
            self.setSizes(self._sizes[way])
        self._favour()

    def favour_first(self, favoured: bool) -> None:
        """Let the second part have no more than it must, one under the other, or each its share again."""
        if favoured != self._favoured:
            if favoured:
                self._sizes[self.orientation()] = self.sizes()
            self._favoured = favoured
            self.resizeEvent(QResizeEvent(self.size(), self.size()))
            if not favoured:
                self.setSizes(self._sizes[self.orientation()])

    def _favour(self) -> None:
        if self._favoured:
            self.setSizes([self.height(), 1])


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
