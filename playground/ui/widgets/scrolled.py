"""Content that scrolls up and down where it has less room than it would like."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea

_MOST = QSize(36, 24)
"""As large as a scroll area asks to be, in heights of a line of text."""


class Scrolled(QScrollArea):
    """Scrolls its content up and down, and asks for the room that the content would like now.

    A plain scroll area asks for what the content would have liked at first, in letters of whatever size.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:
        """As much as the content would like, up to a limit."""
        content = self.widget()
        if content is None:
            return super().sizeHint()
        return content.sizeHint().boundedTo(_MOST * self.fontMetrics().height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)
