"""“Drag me”: a small tag beside a handle, until somebody has dragged it once."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, SignalInstance
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from playground.ui.state.done import Done
from playground.ui.widgets.label import Label
from playground.ui.widgets.restyled import Restyled

_BELOW = 12
"""Pixels from the middle of the handle."""


@runtime_checkable
class Draggable(Protocol):
    """A plane with a handle."""

    moved: SignalInstance
    """The mouse or an arrow key takes the handle to another place."""

    @property
    def canvas(self) -> QWidget:
        """The widget on which the handle is drawn."""

    def handle_pixel(self) -> QPointF | None:
        """Where on it, if there is one."""


class DragTag(Restyled, Label):
    """Follows the handle as it is drawn. It is no part of the plot, so none of what is exported."""

    def __init__(self, plane: Draggable) -> None:
        super().__init__("drag me")
        self._plane = plane
        self.setParent(plane.canvas)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setMargin(3)
        self.setAutoFillBackground(True)
        self._ink()
        self._make_room()
        plane.canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow once the handle has been drawn at another place."""
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self, self.follow)
        return False

    def _ink(self) -> None:
        """As what is chosen: it stands out on any picture."""
        palette, role = QPalette(self.palette()), QPalette.ColorRole
        palette.setColor(role.Window, palette.color(role.Highlight))
        palette.setColor(role.WindowText, palette.color(role.HighlightedText))
        self.setPalette(palette)

    def _make_room(self) -> None:
        self.adjustSize()
        self.follow()

    def follow(self) -> None:
        """Stand below the handle, or above it where there is no room below."""
        pixel = self._plane.handle_pixel()
        self.setVisible(pixel is not None)
        if pixel is None:
            return
        room = self._plane.canvas.rect()
        x = min(max(round(pixel.x()) - self.width() // 2, 2), room.width() - self.width() - 2)
        y = round(pixel.y()) + _BELOW
        if y + self.height() > room.height():
            y = round(pixel.y()) - _BELOW - self.height()
        if (self.x(), self.y()) != (x, y):
            self.move(x, y)


def invite(parts: QWidget, name: str, done: Done) -> bool:
    """Let the first handle among these parts be tagged until it is dragged; false where there is none yet."""
    if name in done:
        return True
    plane = next((each for each in parts.findChildren(QWidget) if isinstance(each, Draggable)), None)
    if plane is None:
        return False
    tag = DragTag(plane)
    once = Qt.ConnectionType.SingleShotConnection
    plane.moved.connect(tag.deleteLater, once)
    plane.moved.connect(lambda: done.note(name), once)
    return True
