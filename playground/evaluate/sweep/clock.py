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
        self._began: dict[str, float] = {}
        self._share: dict[str, float] = {}
        self._before: dict[str, float] = {}
        """The share of each job that cost nothing here: it was there when the job was first heard of."""
        self._over: set[str] = set()
        self._worked, self._took = 0.0, 0.0
        """Of the jobs that are over, what was expected of what they did, and how long that took."""

    def started(self, key: str) -> None:
        """A job begins, perhaps again."""
        self._began[key] = self._now()
        self._share[key] = 0.0
        self._before.pop(key, None)

    def progress(self, key: str, done: int, total: int, kept: int = 0) -> None:
        """Of a running job ``done`` of ``total`` pictures are made, ``kept`` of them by an earlier run."""
        if key not in self._began:
            return
        share = MOST * min(done / max(total, 1), 1.0)
        if key not in self._before:
            # Until now its worker has loaded what all jobs share.
            self._began[key], self._before[key] = self._now(), share
        self._before[key] = max(self._before[key], MOST * min(kept / max(total, 1), 1.0))
        self._share[key] = share

    def ended(self, key: str) -> None:
        """A job has its result, or will have none."""
        began = self._began.pop(key, None)
        self._share.pop(key, None)
        before = self._before.pop(key, 0.0)
        self._over.add(key)
        if began is not None:
            self._worked += (self._expected.get(key) or 0.0) * (1 - before)
            self._took += self._now() - began

    def left(self) -> float | None:
        """Seconds until the last job ends; ``None`` where nothing is known of any."""
        rest = {key: expected for key, expected in self._expected.items() if key not in self._over}
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
        now, worked, took = self._now(), self._worked, self._took
        for key, share in self._share.items():
            gained = share - self._before.get(key, share)
            if gained > 0:
                worked += gained * (self._expected.get(key) or 0.0)
                took += now - self._began[key]
        return took / worked if worked >= ENOUGH else 1.0
