"""How long something may still take, by how far it came lately."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

import numpy as np

_WINDOW = 60.0
_LEAST = 8.0
"""Seconds that must have been seen."""
_ADVANCES = 12
"""Times that something must have been done meanwhile."""
_APART = 2.5
"""By which factor the quicker quarter of paces may differ from the slower, where one can speak of a pace."""


class Pace:
    """Told the share that is done, it tells the seconds that may be left, once it has seen enough.

    The pace is the median of those over half of what was seen: neither a slow beginning nor a moment
    in which others had the processor makes hours of minutes.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._marks: deque[tuple[float, float]] = deque()

    def note(self, share: float) -> None:
        """So much is done now; less than before is a new beginning."""
        now = self._now()
        if self._marks and share < self._marks[-1][1]:
            self._marks.clear()
        if not self._marks or share > self._marks[-1][1]:
            self._marks.append((now, share))
        while now - self._marks[0][0] > _WINDOW and len(self._marks) > 1:
            self._marks.popleft()

    def forget(self) -> None:
        """What was done before says nothing of what comes, as after a pause."""
        self._marks.clear()

    def left(self) -> float | None:
        """Seconds until all is done; ``None`` where too little was seen, or nothing steady."""
        if len(self._marks) <= _ADVANCES:
            return None
        times, shares = np.array(self._marks).T
        if times[-1] - times[0] < _LEAST:
            return None
        half = len(times) // 2
        paces = (shares[half:] - shares[:-half]) / (times[half:] - times[:-half])
        slow, usual, quick = np.quantile(paces, (0.25, 0.5, 0.75))
        return None if quick > _APART * slow else float((1 - shares[-1]) / usual)
