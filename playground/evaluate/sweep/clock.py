"""How long a sweep may still take: from what was expected of each job, and what the first ones took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from playground.evaluate.sweep.events import Planned

MOST = 0.95
"""The share of a job that is done when all of its pictures are made: they are still to be measured."""
ENOUGH = 3.0
"""Seconds of expected work that must be done before the pace counts for anything."""


class Clock:
    """Tells the seconds left; ``now`` is a clock in seconds."""

    def __init__(
        self, planned: Iterable[Planned], width: int, now: Callable[[], float] = time.monotonic
    ) -> None:
        jobs = [job for job in planned if not job.kept]
        known = [job.seconds for job in jobs if job.seconds is not None]
        usual = sum(known) / len(known) if known else None
        self._expected = {job.key: job.seconds if job.seconds is not None else usual for job in jobs}
        self._width = max(width, 1)
        self._now = now
        self._begun: dict[str, float] = {}
        self._share: dict[str, float] = {}
        self._took: dict[str, float] = {}

    def started(self, key: str) -> None:
        """A job begins, perhaps again."""
        self._begun[key] = self._now()
        self._share[key] = 0.0

    def progress(self, key: str, done: int, total: int) -> None:
        """Of a running job ``done`` of ``total`` pictures are made."""
        if key in self._begun:
            self._share[key] = MOST * min(done / max(total, 1), 1.0)

    def ended(self, key: str) -> None:
        """A job has its result, or will have none."""
        begun = self._begun.pop(key, None)
        self._share.pop(key, None)
        if begun is not None:
            self._took[key] = self._now() - begun

    def left(self) -> float | None:
        """Seconds until the last job ends; ``None`` where nothing is known of any."""
        rest = {key: expected for key, expected in self._expected.items() if key not in self._took}
        if not rest:
            return 0.0
        if any(expected is None for expected in rest.values()):
            return None
        pace = self._pace()
        each = [pace * (expected or 0.0) * (1 - self._share.get(key, 0.0)) for key, expected in rest.items()]
        # No worker can help another with its job.
        return max(sum(each) / self._width, max(each))

    def _pace(self) -> float:
        """Seconds that a second of expected work takes here and now."""
        done = sum(self._expected.get(key) or 0.0 for key in self._took)
        done += sum(share * (self._expected.get(key) or 0.0) for key, share in self._share.items())
        if done < ENOUGH:
            return 1.0
        now = self._now()
        running = sum(now - self._begun[key] for key, share in self._share.items() if share > 0)
        return (sum(self._took.values()) + running) / done
