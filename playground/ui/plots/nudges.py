"""Arrow keys of what has the focus, and how they nudge a handle in a plane, with Shift finer."""

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


MENUS = Qt.KeyboardModifier.ControlModifier
"""With this key arrow keys are the menu's."""


def way(event: QKeyEvent, menus: Qt.KeyboardModifier = MENUS) -> tuple[int, int] | None:
    """How far to the right and up a key leads; none for another key, or with one of ``menus``."""
    return None if event.modifiers() & menus else _WAYS.get(Qt.Key(event.key()))


def taken(event: QEvent, menus: Qt.KeyboardModifier = MENUS) -> bool:
    """Take an arrow key before a menu's shortcut does, for the widget that has the focus."""
    override = event.type() == QEvent.Type.ShortcutOverride
    if not override or not isinstance(event, QKeyEvent) or not way(event, menus):
        return False
    event.accept()
    return True


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
        return taken(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        led, (step, fine) = way(event), self.steps
        far = fine if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else step
        if led is None or not self.nudge(far * led[0], far * led[1]):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() in _WAYS and not event.isAutoRepeat():
            self.released.emit()
        else:
            super().keyReleaseEvent(event)
