"""Children that end with their parent by the system's own means, whatever they are doing.

A thread that waits for the parent's end needs Python's lock, which a call into a library may hold for ever.
Linux can signal a child at the death of its parent (``PR_SET_PDEATHSIG``), but means the thread that made it,
and not the process. So the parent holds the writing end of a pipe per child, and the system signals the child
when that end is closed, whichever way the parent ends. On Windows it holds a job that the child is in.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import select
import signal
import sys
import threading
from multiprocessing.connection import Connection, wait
from typing import Any


class Lifeline:
    """Given to child processes as an argument; each gets a pipe of its own, and ends when it is cut.

    Keep it as long as they shall live.
    """

    def __init__(self, end: Connection | None = None) -> None:
        self._ends = [] if end is None else [end]

    def __reduce__(self) -> tuple[type[Lifeline], tuple[Connection]]:
        theirs, ours = multiprocessing.Pipe(duplex=False)
        self._ends += [theirs, ours]  # theirs must be there until the child has been started
        return Lifeline, (theirs,)

    def cut(self) -> None:
        """End all children that hold to it; nothing where that has been done."""
        while self._ends:
            self._ends.pop().close()

    def hold(self) -> None:
        """In the child: end at once, in the middle of anything, when the parent ends or cuts the line."""
        (end,) = self._ends
        if sys.platform == "win32":
            _enter_job_of_parent()
            threading.Thread(target=_wait_and_exit, args=(end,), name="lifeline", daemon=True).start()
        else:
            end_with(end.fileno())


if sys.platform == "win32":
    from ctypes import wintypes

    def _wait_and_exit(end: Connection) -> None:
        wait([end])
        os._exit(0)

    class _Limits(ctypes.Structure):
        """JOBOBJECT_EXTENDED_LIMIT_INFORMATION, of which only ``flags`` is used."""

        _fields_ = (
            ("times", ctypes.c_int64 * 2),
            ("flags", wintypes.DWORD),
            ("sizes", ctypes.c_size_t * 2),
            ("processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("classes", wintypes.DWORD * 2),
            ("counters", ctypes.c_uint64 * 6),
            ("memory", ctypes.c_size_t * 4),
        )

    _EXTENDED_LIMITS = 9
    _KILL_ON_JOB_CLOSE = 0x2000
    _DUPLICATE_HANDLE = 0x40
    _SAME_ACCESS = 2

    def _enter_job_of_parent() -> None:
        """Enter a new job of which the parent has the only handle; Windows ends the job with that handle.

        Where Windows refuses, the thread that waits for the parent remains.
        """
        parent = multiprocessing.parent_process()
        if parent is None:
            return
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        for name in ("CreateJobObjectW", "OpenProcess", "GetCurrentProcess"):
            getattr(kernel, name).restype = wintypes.HANDLE
        job = wintypes.HANDLE(kernel.CreateJobObjectW(None, None))
        process = wintypes.HANDLE(kernel.OpenProcess(_DUPLICATE_HANDLE, False, parent.pid))
        own, given = wintypes.HANDLE(kernel.GetCurrentProcess()), wintypes.HANDLE()
        limits = _Limits(flags=_KILL_ON_JOB_CLOSE)
        if kernel.DuplicateHandle(own, job, process, ctypes.byref(given), 0, False, _SAME_ACCESS):
            size = ctypes.sizeof(limits)
            kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), size)
            kernel.AssignProcessToJobObject(job, own)
        kernel.CloseHandle(job)
        kernel.CloseHandle(process)

else:
    import fcntl

    def end_with(pipe: int) -> None:
        """End at once when the last writer of a pipe, to which nothing is ever written, has closed it.

        The pipe's reading end must be this process's own and stay open.
        """
        kept = os.dup(pipe)
        fcntl.fcntl(kept, fcntl.F_SETOWN, os.getpid())
        if number := getattr(fcntl, "F_SETSIG", None):
            fcntl.fcntl(kept, number, signal.SIGKILL)  # Linux: it ends even a process that was stopped
        else:
            _end_at_signal()
        fcntl.fcntl(kept, fcntl.F_SETFL, fcntl.fcntl(kept, fcntl.F_GETFL) | os.O_ASYNC)
        if select.select([kept], [], [], 0)[0]:
            os._exit(0)  # it was closed before that

    def _end_at_signal() -> None:
        """Let C's own ``_exit`` answer SIGIO: one of Python's handlers would wait for Python's lock."""
        library: Any = ctypes.CDLL(None)
        library.signal.argtypes = (ctypes.c_int, ctypes.c_void_p)
        library.signal.restype = ctypes.c_void_p
        library.signal(signal.SIGIO, ctypes.cast(library._exit, ctypes.c_void_p))
