"""What the system says of memory and of processes.

Linux is asked directly: loading psutil would make every start of the window a twentieth longer.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple

if sys.platform != "linux":
    import psutil


class Memory(NamedTuple):
    """Bytes of this machine's memory."""

    total: int
    available: int


if sys.platform == "linux":

    def memory() -> Memory:
        """Return the total memory, and how much of it can be had without taking it from other processes."""
        lines = (line.split() for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines())
        kilobytes = {words[0]: int(words[1]) for words in lines}
        return Memory(kilobytes["MemTotal:"] * 1024, kilobytes["MemAvailable:"] * 1024)

    def resident(process: int) -> int | None:
        """Bytes of memory that a process occupies; ``None`` if there is none of that number."""
        try:
            pages = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]
        except (OSError, IndexError):
            return None
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def is_stopped(process: int) -> bool:
        """Whether somebody holds a process still (SIGSTOP), so that it cannot answer."""
        try:
            state = Path(f"/proc/{process}/stat").read_text(errors="replace").rpartition(")")[2].split()[0]
        except (OSError, IndexError):
            return False
        return state in ("T", "t")

else:

    def memory() -> Memory:
        """What there is, and what could be had without taking it from others."""
        found = psutil.virtual_memory()
        return Memory(int(found.total), int(found.available))

    def resident(process: int) -> int | None:
        """Bytes of memory that a process occupies; ``None`` if there is none of that number."""
        try:
            return int(psutil.Process(process).memory_info().rss)
        except psutil.Error:
            return None

    def is_stopped(process: int) -> bool:
        """Whether somebody holds a process still (SIGSTOP), so that it cannot answer."""
        try:
            return bool(psutil.Process(process).status() == psutil.STATUS_STOPPED)
        except psutil.Error:
            return False
