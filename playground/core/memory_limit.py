"""How much memory computing may take: a sentence instead of a machine that swaps.

Memory is looked at, and not limited by the system: a limit of the address space would break CUDA, which
reserves far more than it uses.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Mapping

from playground.core import system
from playground.core.errors import DataError, SettingsError

GB = 1e9
VARIABLE = "PLAYGROUND_ENGINE_MEMORY"
"""The limit in GB, in the environment."""

SHARE_OF_ALL, SHARE_OF_AVAILABLE = 0.75, 0.9
LEAST = 1 * GB
"""So much may be taken even where less is available: a system can make room."""

SELDOM, OFTEN = 0.25, 0.01
"""Seconds between two looks: the longest and the shortest time."""


def limit(environment: Mapping[str, str] = os.environ) -> float:
    """Bytes that a computing process may take; raises ``SettingsError`` if the environment's is none."""
    if words := environment.get(VARIABLE):
        return from_words(words)
    total, available = system.memory()
    return min(SHARE_OF_ALL * total, max(SHARE_OF_AVAILABLE * available, LEAST))


def gigabytes(size: float) -> str:
    """Bytes in GB, or MB where they are few."""
    return f"{size / GB:.1f} GB" if size >= GB else f"{size / 1e6:.0f} MB"


def from_words(words: str) -> float:
    """The bytes of a number of GB; raises ``SettingsError`` if it is none above 0."""
    try:
        found = float(words) * GB
    except ValueError:
        found = 0.0
    if not 0 < found < float("inf"):
        raise SettingsError(
            f"A limit of memory is a number of GB above 0, such as 4 or 0.5; it is “{words}”."
        )
    return found


def refuse_more(needed: float, what: str, instead: str) -> None:
    """Raise ``DataError`` where ``what`` is about to take more memory than computing may.

    It is said before anything is read: a system that runs out of memory ends processes without a word.
    """
    if needed > (most := limit()):
        raise DataError(
            f"{what} takes about {gigabytes(needed)} of memory, more than the {gigabytes(most)} that may be "
            f"taken here: {instead}, or allow more GB by the variable {VARIABLE}."
        )


def watch_this_process(most: float) -> MemoryWatch:
    """End this process with one sentence and status 1 once it takes more than ``most`` bytes.

    Nothing half-written remains: files appear whole or not at all.
    """
    return MemoryWatch(os.getpid(), most, lambda: _end(most))


def _end(most: float) -> None:
    sys.stdout.flush()
    sys.stderr.write(
        f"playground: this needed more than {gigabytes(most)} of memory and was ended; ask for less at once, "
        f"or allow more GB by the variable {VARIABLE}\n"
    )
    sys.stderr.flush()
    os._exit(1)


def pause(bytes_now: float, grew: float, seconds: float, most: float) -> float:
    """Seconds to the next look: half of what the growth of the last ``seconds`` leaves until ``most``."""
    if grew <= 0 or seconds <= 0:
        return SELDOM
    return min(SELDOM, max(OFTEN, 0.5 * (most - bytes_now) * seconds / grew))


class MemoryWatch:
    """A thread that looks at a process's memory, and tells once when it is more than ``most`` bytes."""

    def __init__(self, process: int, most: float, exceeded: Callable[[], None]) -> None:
        self._process = process
        self._most = most
        self._exceeded = exceeded
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="memory watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._over.set()

    def join(self) -> None:
        """Wait until it looks no more."""
        self._thread.join()

    def _look(self) -> None:
        before, wait = 0, 0.0
        while not self._over.wait(wait):
            now = system.resident(self._process)
            if now is None:
                return
            if now > self._most:
                self._exceeded()
                return
            wait = pause(now, now - before, wait, self._most) if before else OFTEN
            before = now
