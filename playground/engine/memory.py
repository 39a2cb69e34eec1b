"""Memory that runs have let go, given back to the system.

The C library keeps what was freed for the next that asks. After a lab was stretched to its largest networks
that is some hundred megabytes, which nobody needs any more, but which count as the program's.
"""

from __future__ import annotations

import ctypes
import functools
import gc
import sys
import time
from collections.abc import Callable

PAUSE = 5.0
"""Seconds of rest after a change, which may take a while to let go what was there before."""

LONGEST = 3 * PAUSE
"""Seconds from a change on, where there is no rest: it takes tens of milliseconds."""

IDLE = 1.0
"""Seconds that nothing must have been asked for, so that no one who moves a slider waits for it."""

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""What ``mallopt`` calls them."""

_LARGE = 1 << 20


class Housekeeping:
    """Knows when memory is worth giving back: some time after runs ended or were changed."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, give_back: Callable[[], None] | None = None
    ) -> None:
        self._clock = clock
        self._give_back = give_back or _collect_and_trim
        self._seen = 0
        self._first: float | None = None
        self._last = 0.0

    def expects(self, releases: int) -> bool:
        """Whether it will be time, now or in a while."""
        self.due(releases)
        return self._first is not None

    def due(self, releases: int) -> bool:
        """Whether it is time; ``releases`` is how often so far runs have ended or been changed."""
        now = self._clock()
        if releases != self._seen:
            self._seen, self._last = releases, now
            self._first = now if self._first is None else self._first
        if self._first is None:
            return False
        return now - self._last >= PAUSE or now - self._first >= LONGEST

    def rested(self) -> bool:
        """Whether nothing has ended or been changed for a while, so that nobody waits for an answer."""
        return self._clock() - self._last >= PAUSE

    def tidy(self) -> None:
        """Give back what runs have let go."""
        self._give_back()
        self._first = None


def _collect_and_trim() -> None:
    # Runs are generators that know themselves: what they held goes only when cycles are looked for, which
    # Python seldom does by itself among so many objects that stay.
    gc.collect()
    trim()


def trim() -> None:
    """Give back what the C library can spare; nothing where it has no means for that."""
    found = _of_c_library("malloc_trim")
    if found is not None:
        found(0)


def map_large_blocks() -> None:
    """Let the C library map every large block by itself, so that it is given back whole once it is freed.

    It would else take larger and larger ones, whole pictures of windows in the end, from its heap, where what
    is small and stays in between keeps it from being given back.
    """
    found = _of_c_library("mallopt")
    if found is not None:
        found(_MMAP_THRESHOLD, _LARGE)
        # Said with it, since it would be fixed at its least, and every small ebb would be given back.
        found(_TRIM_THRESHOLD, 2 * _LARGE)


@functools.cache
def _of_c_library(name: str) -> Callable[..., int] | None:
    # The GNU C library's alone; others give memory back by themselves.
    return getattr(ctypes.CDLL(None), name, None) if sys.platform.startswith("linux") else None
