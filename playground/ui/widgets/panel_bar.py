"""A bar of titles of which some are shortened where there is no room for all of them whole."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QTabBar

from playground.ui.widgets.restyled import Fitted

_MOST_LESS = 14
"""Pixels of those around a title that it can do without."""


class PanelBar(Fitted, QTabBar):
    """Shortens as few titles as it can, those first that save the most; what is short is whole in its tip.

    Where that is not enough less room is left around each title, and only where not even that is it scrolls.
    """

    def __init__(self) -> None:
        super().__init__()
        self._said: list[tuple[str, str, str]] = []
        self._less = 0
        """By how many pixels each tab is narrower than the style would have it."""
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)

    def add(self, title: str, tip: str, short: str = "") -> None:
        """One more title, with its tip, and what it may be shortened to."""
        self._said.append((title, tip, short or title))
        self.setAccessibleTabName(self.addTab(title), title)
        self._make_room()

    def title(self, index: int) -> str:
        """The whole title at a place."""
        return self._said[index][0]

    def tabSizeHint(self, index: int) -> QSize:
        """As wide as its title needs, and as there is room around it."""
        return super().tabSizeHint(index) - QSize(self._less, 0)

    def _width_of(self, text: str) -> int:
        """As wide as Qt itself takes a title to be."""
        return self.fontMetrics().size(int(Qt.TextFlag.TextShowMnemonic.value), text).width()

    def _make_room(self) -> None:
        width_of = self._width_of
        around = super().tabSizeHint(0).width() - width_of(self.tabText(0))
        saved = [width_of(title) - width_of(short) for title, _tip, short in self._said]
        needed = sum(around + width_of(title) for title, _tip, _short in self._said)
        shortened = set()
        for index in sorted(range(len(saved)), key=lambda index: -saved[index]):
            if needed <= self.width() or saved[index] <= 0:
                break
            shortened.add(index)
            needed -= saved[index]
        self._less = min(_MOST_LESS, max(0, -((self.width() - needed) // len(saved))))
        for index, (title, tip, short) in enumerate(self._said):
            self.setTabText(index, short if index in shortened else title)
            self.setTabToolTip(index, f"{title}: {tip}" if index in shortened else tip)
