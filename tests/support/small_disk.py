"""A disk that is full sooner than the machine's, where the machine lets one be mounted."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

BALLAST = "ballast"


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[bool]:
    """Whether a disk of so many MB is mounted at a new folder; it goes with all that is on it."""
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    there = (
        sys.platform == "linux" and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    )
    try:
        yield there
    finally:
        if there:
            subprocess.run(["umount", "-l", str(folder)], check=False)


def fill(folder: Path) -> None:
    """Leave no room on the disk, nor what others have given back since."""
    with contextlib.suppress(OSError), (folder / BALLAST).open("ab", buffering=0) as file:
        while file.write(bytes(65536)):
            pass


def empty(folder: Path) -> None:
    """Let there be room again."""
    (folder / BALLAST).unlink(missing_ok=True)
