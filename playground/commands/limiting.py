"""A command that takes more memory than the machine can spare ends with a sentence."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

from playground.core import memory_limit
from playground.core.memory_limit import VARIABLE, MemoryWatch, gigabytes

FAILED = 1


@contextlib.contextmanager
def limited() -> Iterator[None]:
    """End this process with one sentence when it takes too much memory.

    Nothing half-written remains: files appear whole or not at all. Raises ``SettingsError`` where the limit
    that the environment names is none.
    """
    most = memory_limit.limit()
    watch = MemoryWatch(os.getpid(), most, lambda: _end(most))
    try:
        yield
    finally:
        watch.stop()


def _end(most: float) -> None:
    sys.stdout.flush()
    sys.stderr.write(
        f"playground: this needed more than {gigabytes(most)} of memory and was ended; ask for less at once, "
        f"or allow more GB by the variable {VARIABLE}\n"
    )
    sys.stderr.flush()
    os._exit(FAILED)
