"""Content that scrolls up and down, and asks for the width that it needs."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStyle, QWidget

from playground.ui.widgets.sparing import Sparing


class Upright(Sparing):
    """Scrolls its content up and down, and sideways where large text makes it wider than ``most`` pixels."""

    def __init__(self, content: QWidget, least: int, most: int) -> None:
        """The area can be made as narrow as its content, but no narrower than ``least`` pixels."""
        self._content, self._least, self._most = content, least, most
        super().__init__(content)
        self.setAccessibleName("Controls")

    def minimumSizeHint(self) -> QSize:
        """As wide as the content must be beside a scroll bar."""
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        needed = self._content.minimumSizeHint().width() + bar
        return QSize(min(max(self._least, needed), self._most), super().minimumSizeHint().height())

    def needed(self, width: int) -> QSize:
        return self._content.minimumSizeHint().expandedTo(QSize(0, self._content.heightForWidth(width)))
