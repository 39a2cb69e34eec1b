"""Commands on their way to the engine: a queue that never grows, since what is outdated leaves it."""

from __future__ import annotations

import threading
from collections import deque

from playground.engine.protocol import Cancel, Command, Pause, Shutdown, Start, Update


def replaces(new: Command, old: Command) -> bool:
    """Whether ``old`` need not be sent any more once ``new`` is."""
    if isinstance(old, Shutdown) or isinstance(new, Shutdown) or new.channel != old.channel:
        return False
    if isinstance(new, Start | Cancel):
        return True
    if isinstance(new, Update | Pause):
        return type(new) is type(old)
    return False


class Outbox:
    """Hands commands from any thread to the one that writes to the pipe, newest intent first to survive."""

    def __init__(self) -> None:
        self._queue: deque[Command] = deque()
        self._changed = threading.Condition()
        self._closed = False

    def put(self, command: Command) -> None:
        """Add a command in place of those it makes pointless; never waits."""
        with self._changed:
            if not self._closed:
                self._queue = deque(old for old in self._queue if not replaces(command, old))
                self._queue.append(command)
                self._changed.notify()

    def take(self) -> Command | None:
        """The next command, waiting for one; ``None`` once the box is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._closed)
            return None if self._closed else self._queue.popleft()

    def close(self) -> None:
        """Drop everything and send nothing more."""
        with self._changed:
            self._closed = True
            self._queue.clear()
            self._changed.notify_all()
