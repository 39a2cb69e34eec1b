"""How long something may still take, by how far it came lately."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

_WINDOW = 30.0
_LEAST = 3.0


class Pace:
    """Told the share that is done, it tells the seconds that may be left."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._marks: deque[tuple[float, float]] = deque()

    def note(self, share: float) -> None:
        """So much is done now; less than before is a new beginning."""
        now = self._now()
        if self._marks and share < self._marks[-1][1]:
            self._marks.clear()
        self._marks.append((now, share))
        while now - self._marks[0][0] > _WINDOW:
            self._marks.popleft()

    def forget(self) -> None:
        """What was done before says nothing of what comes, as after a pause."""
        self._marks.clear()

    def left(self) -> float | None:
        """Seconds until all is done; ``None`` where too little was seen."""
        if len(self._marks) < 2:
            return None
        (began, first), (now, last) = self._marks[0], self._marks[-1]
        if now - began < _LEAST or last <= first:
            return None
        return (1 - last) * (now - began) / (last - first)
