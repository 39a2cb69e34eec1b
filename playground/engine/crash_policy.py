"""Who is to blame when the process dies, and whether to start another."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from playground.engine.wording import is_crash

WITHIN = 60.0
"""Seconds in which deaths are counted together."""

SAME_RUN = 3
"""So many deaths under one recipe, and it is set aside, even if the process seems killed from outside."""

NO_RUN = 5
"""So many deaths with no recipe to blame, and no new process is started."""


class Verdict(NamedTuple):
    """``blamed`` is the generation whose recipe is set aside (0 for none)."""

    blamed: int
    restart: bool


class CrashPolicy:
    """Remembers recent deaths.

    A crash of its own (such as a segmentation fault) blames the run that was being stepped at once. Being
    killed from outside blames it only at the third time, since another program may be what needs memory.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._recent: deque[tuple[float, int]] = deque()

    def judge(self, exit_code: int | None, stepping: int) -> Verdict:
        """Record a death while the run of generation ``stepping`` was stepped (0 for none)."""
        now = self._clock()
        self._recent.append((now, stepping))
        while now - self._recent[0][0] > WITHIN:
            self._recent.popleft()
        same = sum(generation == stepping for _, generation in self._recent)
        if stepping == 0:
            return Verdict(0, same < NO_RUN)
        return Verdict(stepping if is_crash(exit_code) or same >= SAME_RUN else 0, True)

    def forget(self) -> None:
        """Start counting anew."""
        self._recent.clear()
