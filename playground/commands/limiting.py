"""A command that takes more memory than the machine can spare ends with a sentence."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from playground.core import memory_limit


@contextlib.contextmanager
def limited() -> Iterator[None]:
    """Watch this process meanwhile; raises ``SettingsError`` if the environment's limit is none."""
    watch = memory_limit.watch_this_process(memory_limit.limit())
    try:
        yield
    finally:
        watch.stop()
