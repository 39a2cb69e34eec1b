"""A bar of titles of which some are shortened where there is no room for all of them whole."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleOption, QTabBar, QWidget

from playground.ui.widgets.restyled import Fitted

_MOST_LESS = 14
"""Pixels of those around a title that it can do without."""


class _Narrow(QProxyStyle):
    """Fusion, which leaves by ``less`` pixels less room around the titles of tabs."""

    def __init__(self) -> None:
        super().__init__("Fusion")
        self.less = 0

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        """A measure of Fusion, but for that room."""
        usual = super().pixelMetric(metric, option, widget)
        return usual - self.less if metric == QStyle.PixelMetric.PM_TabBarTabHSpace else usual


class PanelBar(Fitted, QTabBar):
    """Shortens as few titles as it can, those first that save the most; what is short is whole in its tip.

    Where that is not enough less room is left around each title, and only where not even that is it scrolls.
    """

    def __init__(self) -> None:
        super().__init__()
        self._said: list[tuple[str, str, str]] = []
        self._narrow = _Narrow()
        self.setStyle(self._narrow)
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

    def _width_of(self, text: str) -> int:
        """As wide as Qt itself takes a title to be."""
        return self.fontMetrics().size(int(Qt.TextFlag.TextShowMnemonic.value), text).width()

    def _make_room(self) -> None:
        width_of = self._width_of
        around = self.tabSizeHint(0).width() - width_of(self.tabText(0)) + self._narrow.less
        saved = [width_of(title) - width_of(short) for title, _tip, short in self._said]
        needed = sum(around + width_of(title) for title, _tip, _short in self._said)
        shortened = set()
        for index in sorted(range(len(saved)), key=lambda index: -saved[index]):
            if needed <= self.width() or saved[index] <= 0:
                break
            shortened.add(index)
            needed -= saved[index]
        self._narrow.less = min(_MOST_LESS, max(0, -((self.width() - needed) // len(saved))))
        for index, (title, tip, short) in enumerate(self._said):
            self.setTabText(index, short if index in shortened else title)
            self.setTabToolTip(index, f"{title}: {tip}" if index in shortened else tip)
