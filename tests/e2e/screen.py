"""Screens: each has one mouse and one keyboard, so whoever uses them beside others needs one alone."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.e2e.seat import PATIENCE


@contextmanager
def screen(width: int, height: int) -> Iterator[str]:
    """A virtual X server with a display of that size; gives its name."""
    read, write = os.pipe()
    size = f"{width}x{height}x24"
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-noreset", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    try:
        os.close(write)
        with os.fdopen(read) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.kill()
        server.wait(PATIENCE)
