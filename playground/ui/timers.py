"""Something that is done a while later."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_READ_MS = 40
"""As often numbers change that somebody reads while they run."""


def once(parent: QObject, milliseconds: int, do: Callable[[], object]) -> QTimer:
    """A timer that does something so long after its last start."""
    timer = QTimer(parent, singleShot=True, interval=milliseconds)
    timer.timeout.connect(do)
    return timer


def paced(parent: QObject, do: Callable[[], object]) -> Callable[[], None]:
    """Something that is done at once after a rest, and else no oftener than numbers that run can be read.

    A picture follows the hand at every move; what is said beside it need not.
    """
    waiting = False

    def ask() -> None:
        nonlocal waiting
        waiting = timer.isActive()
        if not waiting:
            timer.start()
            do()

    timer = once(parent, _READ_MS, lambda: ask() if waiting else None)
    return ask
