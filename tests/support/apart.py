"""What is done in a process of its own, which may be killed."""

from __future__ import annotations

import os
from collections.abc import Callable


def apart(what: Callable[[], None]) -> int:
    """Do it in a process that is a copy of this one; the signal that ended it, 0 for none."""
    child = os.fork()
    if child == 0:
        what()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) <= 0
    return -os.waitstatus_to_exitcode(status)
