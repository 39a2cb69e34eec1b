"""A part of the window that is scrolled sideways where it needs more room."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
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
        self.setWidget(content)

    def minimumSizeHint(self) -> QSize:
        """As high as the content must be."""
        return QSize(super().minimumSizeHint().width(), self._content.minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """As much as the content would like."""
        return self._content.sizeHint()
