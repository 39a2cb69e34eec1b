"""Content that scrolls up and down, and asks for the width that it needs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStyle, QWidget


class Upright(QScrollArea):
    """Scrolls its content up and down, and sideways where large text makes it wider than ``most`` pixels."""

    def __init__(self, content: QWidget, least: int, most: int) -> None:
        """The area can be made as narrow as its content, but no narrower than ``least`` pixels."""
        super().__init__()
        self._content, self._least, self._most = content, least, most
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Controls")
        self.setWidget(content)

    def minimumSizeHint(self) -> QSize:
        """As wide as the content must be beside a scroll bar."""
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        needed = self._content.minimumSizeHint().width() + bar
        return QSize(min(max(self._least, needed), self._most), super().minimumSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that the content needs more or less room."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self._content:
            self.updateGeometry()
        return super().eventFilter(watched, event)
