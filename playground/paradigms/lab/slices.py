"""Work in slices: what a view needs is computed between training steps, and begun anew when it is out of
date."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Hashable, Sequence
from typing import TypeAlias

import msgspec

Work: TypeAlias = Generator[None, None, None]


class Clock:
    """Seconds, and a pause for a run that has nothing to do."""

    def now(self) -> float:
        """Seconds on a clock that never goes back."""
        return time.perf_counter()

    def rest(self, seconds: float) -> None:
        """Leave the processor to others."""
        time.sleep(seconds)


class SlicedPart(msgspec.Struct, frozen=True):
    """One thing to compute: ``key`` is what it depends on, ``None`` if nobody wants it now; ``work`` yields
    between its slices."""

    key: Callable[[], Hashable | None]
    work: Callable[[], Work]


class SlicedWork:
    """Parts that are computed one after the other, each again when its key has changed."""

    def __init__(self, parts: Sequence[SlicedPart]) -> None:
        self._parts = tuple(parts)
        self._done: dict[int, Hashable] = {}
        self._current: tuple[int, Hashable, Work] | None = None

    @property
    def fresh(self) -> bool:
        """Whether all that is wanted is up to date."""
        return self._current is None and self._next() is None

    def step(self) -> bool:
        """Compute one slice; false if all is up to date."""
        if self._current is not None and self._parts[self._current[0]].key() != self._current[1]:
            self._current = None
        if self._current is None:
            found = self._next()
            if found is None:
                return False
            self._current = (*found, self._parts[found[0]].work())
        index, key, work = self._current
        try:
            next(work)
        except StopIteration:
            self._done[index], self._current = key, None
        return True

    def _next(self) -> tuple[int, Hashable] | None:
        for index, part in enumerate(self._parts):
            key = part.key()
            if key is not None and (index not in self._done or self._done[index] != key):
                return index, key
        return None
