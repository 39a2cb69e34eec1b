"""A limit of time for code of somebody else's that has to run in this very thread."""

from __future__ import annotations

import ctypes
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from types import FrameType

_AGAIN = 1.0
"""Seconds after which it is said again to code that goes on regardless."""


class TookTooLongError(BaseException):
    """Raised inside the block; no ``except Exception`` there takes it for its own."""


def at_most(seconds: float) -> AbstractContextManager[None]:
    """End what runs in the block after so many seconds, by raising :class:`TookTooLongError` in it.

    The system's alarm wakes what sleeps or waits, too; it is there for the main thread alone, and not on
    Windows, where a block ends with its next step in Python. Code that holds Python's lock cannot be ended.
    """
    is_main = threading.current_thread() is threading.main_thread()
    return _by_alarm(seconds) if is_main and sys.platform != "win32" else _by_thread(seconds)


if sys.platform != "win32":

    @contextmanager
    def _by_alarm(seconds: float) -> Iterator[None]:
        over = False

        def end(_number: int, _frame: FrameType | None) -> None:
            if not over:
                raise TookTooLongError

        began = time.monotonic()
        handler = signal.signal(signal.SIGALRM, end)
        left, interval = signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
        try:
            yield
        finally:
            over = True
            # Whoever has set an alarm before is still waked.
            rest = max(left - (time.monotonic() - began), 1e-3) if left else 0.0
            signal.setitimer(signal.ITIMER_REAL, rest, interval)
            signal.signal(signal.SIGALRM, handler)


@contextmanager
def _by_thread(seconds: float) -> Iterator[None]:
    thread, lock, over = threading.get_ident(), threading.Lock(), threading.Event()

    def end() -> None:
        with lock:
            if not over.is_set():
                raised = ctypes.py_object(TookTooLongError)
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), raised)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        with lock:
            over.set()
        timer.cancel()
