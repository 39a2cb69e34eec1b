"""Who computes when: workers of one machine beside each other, until one of them asks to be alone.

Two jobs that compute at once slow each other down even where each has a core, so what one of them takes
then says nothing about its setting.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from multiprocessing.context import BaseContext


class ComputeLock:
    """The lock of a single worker, who is always alone."""

    shared = False
    """Whether others may compute here."""

    @contextlib.contextmanager
    def working(self) -> Iterator[None]:
        """Compute; between two parts of the work, call :meth:`step_aside`."""
        yield

    def step_aside(self) -> None:
        """Let whoever wants to be alone be so, and come back when that is over."""

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Compute while nobody else does; only within :meth:`working`, and without stepping aside."""
        yield


class SharedLock(ComputeLock):
    """The lock of ``width`` workers, each of which holds a place while it computes.

    Whoever wants to be alone holds the turnstile, through which all others must go to get a place, and
    gathers the places as they are given back. Nobody waits for the turnstile with a place in hand, so no two
    wait for each other. A worker that is killed takes what it held with it: its lock is of no use any more.
    """

    shared = True

    def __init__(self, width: int, context: BaseContext) -> None:
        self._width = width
        self._turnstile = context.Lock()
        self._places = context.Semaphore(width)

    @contextlib.contextmanager
    def working(self) -> Iterator[None]:
        """Hold a place."""
        self._come_in()
        try:
            yield
        finally:
            self._places.release()

    def step_aside(self) -> None:
        """Give the place back for a moment, which lasts for as long as somebody is alone."""
        self._places.release()
        self._come_in()

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Hold all places."""
        self._places.release()
        with self._turnstile:
            for _ in range(self._width):
                self._places.acquire()
            try:
                yield
            finally:
                for _ in range(self._width - 1):
                    self._places.release()

    def _come_in(self) -> None:
        with self._turnstile:
            self._places.acquire()


_here = ComputeLock()


def use_lock(lock: ComputeLock) -> None:
    """From now on this process computes under that lock."""
    global _here
    _here = lock


def current_lock() -> ComputeLock:
    """The lock under which this process computes."""
    return _here
