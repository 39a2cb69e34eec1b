"""The clock of a league: it also tells the processor's time, which the work of others does not lengthen."""

from __future__ import annotations

import time

from playground.paradigms.lab.slices import Clock


class Meter(Clock):
    """A clock that also says what this thread has used of the processor."""

    def spent(self) -> float:
        """Seconds of the processor that this thread has used."""
        return time.thread_time()
