"""What looking at a source may take, in a process that may be ended: the child of ``playground import``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

CHILD = "PLAYGROUND_IMPORT_CHILD"
"""In the environment of that child."""
SECONDS = 300
"""Of computing, until a source is understood; its measurement may take longer."""


@contextmanager
def looking() -> Iterator[None]:
    """Meanwhile this process may compute for so long, or the system ends it (not on Windows)."""
    if CHILD not in os.environ or sys.platform == "win32":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + SECONDS
    if any(limit not in (resource.RLIM_INFINITY,) and limit < most for limit in (soft, hard)):
        yield
        return
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
