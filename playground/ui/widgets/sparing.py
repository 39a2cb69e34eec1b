"""A scroll area that spares its bar wherever its content fits without one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class Sparing(QScrollArea):
    """Gives its content all the room there is, and scrolls where that needs more.

    Whether it scrolls up and down is decided at the width without a bar. Qt decides it beside the bar that
    there is, where text may have more lines, so that a bar would stay that nobody needs.
    """

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)

    def needed(self, width: int) -> QSize:
        """What the content needs at least, at this width."""
        raise NotImplementedError

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that the content needs more or less room."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            self.updateGeometry()
            self._decide()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There may be room for all of the content, or not any more."""
        super().resizeEvent(event)
        self._decide()

    def _decide(self) -> None:
        room, policy = self.maximumViewportSize(), Qt.ScrollBarPolicy
        # A bar to scroll sideways takes height, too: then Qt has to see what is left.
        fits = self.needed(room.width()).expandedTo(room) == room
        self.setVerticalScrollBarPolicy(policy.ScrollBarAlwaysOff if fits else policy.ScrollBarAsNeeded)
