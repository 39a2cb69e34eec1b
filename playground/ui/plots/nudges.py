"""What arrow keys do to a handle in a plane: they nudge it, with Shift finer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, SignalInstance
from PySide6.QtGui import QKeyEvent

from playground.ui.widgets.restyled import Beside

_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class Nudged(Beside):
    """A base before a widget's class, for one whose handle arrow keys move while it has the focus."""

    steps = 0.1, 0.01
    """How far a key takes the handle, and how far with Shift."""
    released: SignalInstance
    """The gesture that moved the handle ended."""

    def nudge(self, right: float, up: float) -> bool:
        """Ask for the handle to be so much further to the right and up; false where there is none."""
        raise NotImplementedError

    def event(self, event: QEvent) -> bool:
        """Take arrow keys before a menu's shortcut does; with Ctrl they are the menu's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _way(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way, (step, fine) = _way(event), self.steps
        far = fine if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else step
        if way is None or not self.nudge(far * way[0], far * way[1]):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() in _WAYS and not event.isAutoRepeat():
            self.released.emit()
        else:
            super().keyReleaseEvent(event)


def _way(event: QKeyEvent) -> tuple[int, int] | None:
    control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
    return None if control else _WAYS.get(Qt.Key(event.key()))
