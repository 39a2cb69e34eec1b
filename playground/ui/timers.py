"""Something that is done a while later."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


def once(parent: QObject, milliseconds: int, do: Callable[[], object]) -> QTimer:
    """A timer that does something so long after its last start."""
    timer = QTimer(parent, singleShot=True, interval=milliseconds)
    timer.timeout.connect(do)
    return timer
