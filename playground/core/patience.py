"""Patience with files that others have open: Windows refuses to replace or open them for an instant."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from typing import TypeVar

TRIES = 25 if os.name == "nt" else 1
_APART = 0.02
T = TypeVar("T")


def patiently(work: Callable[[], T]) -> T:
    """Do it, once more after a while where permission is refused; raises what the last try raises."""
    for _ in range(TRIES - 1):
        with contextlib.suppress(PermissionError):
            return work()
        time.sleep(_APART)
    return work()
