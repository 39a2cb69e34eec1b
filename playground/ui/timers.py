"""Something that is done a while later."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_READ_MS = 40
"""As often numbers change that somebody reads while they run."""
_GRACE_MS, _LONGEST_MS = 4, 60


def once(parent: QObject, milliseconds: int, do: Callable[[], object]) -> QTimer:
    """A timer that does something so long after its last start."""
    timer = QTimer(parent, singleShot=True, interval=milliseconds)
    timer.timeout.connect(do)
    return timer


class Rest:
    """What is left between two turns of something, beyond its usual pace, to a window that came late to it.

    It is twice as much as the window was late, so that on a slow machine what plays is drawn less often and
    the mouse is still answered; with every turn that comes in time it becomes less.
    """

    def __init__(self) -> None:
        self.ms = 0

    def came(self, late: float) -> None:
        """A turn came so many milliseconds late."""
        self.ms = min(max(2 * (round(late) - _GRACE_MS), self.ms * 9 // 10), _LONGEST_MS)


def paced(parent: QObject, do: Callable[[], object], milliseconds: int = _READ_MS) -> Callable[[], None]:
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

    timer = once(parent, milliseconds, lambda: ask() if waiting else None)
    return ask
