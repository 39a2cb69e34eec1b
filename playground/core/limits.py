"""Limits that the operating system sets to a process that reads what others made."""

from __future__ import annotations

import contextlib
import ctypes
import sys
from typing import Any

FILES = 32


def limit(seconds: int, space: int) -> None:
    """Let this process compute for some seconds, use so many bytes of address space, and write no file.

    Where a system has no such limit, only the others hold; the parent must still end whatever takes too long.
    """
    if sys.platform == "win32":
        _enter_job(seconds, space)
        return
    import resource

    # The first signal that comes says what was exceeded; a second later it would be SIGKILL, which does not.
    for kind, soft, hard in (
        (resource.RLIMIT_CPU, seconds, seconds + 1),
        (resource.RLIMIT_AS, space, space),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NOFILE, FILES, FILES),
    ):
        with contextlib.suppress(OSError, ValueError):  # macOS has no limit of address space.
            resource.setrlimit(kind, (soft, hard))


if sys.platform == "win32":
    from ctypes import wintypes

    class _Limits(ctypes.Structure):
        """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

        _fields_ = (
            ("process_time", ctypes.c_int64),
            ("job_time", ctypes.c_int64),
            ("flags", wintypes.DWORD),
            ("working_sets", ctypes.c_size_t * 2),
            ("processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("classes", wintypes.DWORD * 2),
            ("counters", ctypes.c_uint64 * 6),
            ("process_memory", ctypes.c_size_t),
            ("others", ctypes.c_size_t * 3),
        )

    _EXTENDED_LIMITS = 9
    _TIME, _PROCESSES, _MEMORY, _NO_DIALOG = 0x2, 0x8, 0x100, 0x400
    _TICKS = 10_000_000  # a second

    def _enter_job(seconds: int, space: int) -> None:
        kernel: Any = ctypes.WinDLL("kernel32", use_last_error=True)
        for name in ("CreateJobObjectW", "GetCurrentProcess"):
            getattr(kernel, name).restype = wintypes.HANDLE
        job = wintypes.HANDLE(kernel.CreateJobObjectW(None, None))
        limits = _Limits(
            process_time=seconds * _TICKS,
            flags=_TIME | _PROCESSES | _MEMORY | _NO_DIALOG,
            processes=1,
            process_memory=space,
        )
        kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
        kernel.AssignProcessToJobObject(job, wintypes.HANDLE(kernel.GetCurrentProcess()))
