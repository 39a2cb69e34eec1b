"""What arrow keys do to a handle in a plane: they nudge it, with Shift finer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


def asks_for_arrow(event: QEvent) -> bool:
    """Whether this asks who takes an arrow key before a menu's shortcut does; with Ctrl it is the menu's."""
    return (
        event.type() == QEvent.Type.ShortcutOverride
        and isinstance(event, QKeyEvent)
        and event.key() in _WAYS
        and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
    )


def nudge(event: QKeyEvent, step: float, fine: float) -> tuple[float, float] | None:
    """How far to the right and up a key takes the handle; ``None`` where it is no arrow."""
    way = _WAYS.get(Qt.Key(event.key()))
    if way is None:
        return None
    far = fine if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else step
    return far * way[0], far * way[1]


def ends_nudge(event: QKeyEvent) -> bool:
    """Whether the release of a key ends a nudge: an arrow's, but not while it repeats itself."""
    return event.key() in _WAYS and not event.isAutoRepeat()
