"""Ways to stop a long command: Ctrl+C, the system's polite request, and a parent that lets go."""

from __future__ import annotations

import _thread
import contextlib
import os
import signal
import stat
import sys
import threading
from collections.abc import Iterator
from types import FrameType

INTERRUPTED = 130
"""The exit status of a command that was stopped."""


@contextlib.contextmanager
def stoppable(*, listen: bool) -> Iterator[None]:
    """Raise ``KeyboardInterrupt`` when the process is asked to end.

    With ``listen`` also when the standard input ends, if it is a pipe: whoever started the command holds its
    other end, and has gone or wants no more.
    """
    over = threading.Event()
    before = signal.signal(signal.SIGTERM, _interrupt)
    if listen and _is_pipe():
        threading.Thread(target=_wait_for_end, args=(over,), name="listen", daemon=True).start()
    try:
        yield
    finally:
        over.set()
        signal.signal(signal.SIGTERM, before)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _is_pipe() -> bool:
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (OSError, ValueError, AttributeError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def _wait_for_end(over: threading.Event) -> None:
    with contextlib.suppress(OSError, ValueError):
        while os.read(sys.stdin.fileno(), 4096):
            pass
    if not over.is_set():
        # Not Ctrl+C's own signal: a shell starts what runs in the background with that one ignored.
        _thread.interrupt_main(signal.SIGTERM)
