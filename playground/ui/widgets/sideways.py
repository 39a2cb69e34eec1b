"""Content that scrolls sideways where it needs more room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class Sideways(QScrollArea):
    """Scrolls its content sideways where it needs more room, as with large text in a small window."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Open panel")
        self._content = content
        self.setWidget(_Holder(content))

    def minimumSizeHint(self) -> QSize:
        """As high as the content must be, above a scroll bar where there is one."""
        needed = self._content.minimumSizeHint()
        bar = self.horizontalScrollBar().sizeHint().height() if needed.width() > self.width() else 0
        return QSize(super().minimumSizeHint().width(), needed.height() + bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """With another width there may be a scroll bar, or none any more."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that the content must be higher or lower."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        """As much as the content would like."""
        return self._content.sizeHint()


class _Holder(QWidget):
    """Gives all of its room to its content.

    A scroll area makes content with lines that wrap as high as it would like to be, though there may be less
    room, and none to scroll up and down. This one has no layout, so that it is as high as the area.
    """

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        content.setParent(self)

    def minimumSizeHint(self) -> QSize:
        """That of the content."""
        return self._content.minimumSizeHint()

    def sizeHint(self) -> QSize:
        """That of the content."""
        return self._content.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Pass the room on."""
        self._content.setGeometry(self.rect())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)
