"""Children that check no graph, but do what a graph might make a library do."""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path

from playground.core.limits import limit
from playground.runtimes import graph_check, graph_subprocess


def spin(seconds: str, space: str) -> None:
    """Compute for ever in C, without letting go of Python's lock."""
    limit(int(seconds), int(space))
    re.match("(a+)+$", "a" * 64 + "b")


def sleep(seconds: str, space: str) -> None:
    """Wait for what never comes."""
    limit(int(seconds), int(space))
    time.sleep(3600)


def fill(seconds: str, space: str) -> None:
    """Take all memory."""
    limit(int(seconds), int(space))
    try:
        blocks = []
        while True:
            blocks.append(bytearray(1 << 26))
    except MemoryError:
        sys.exit(graph_subprocess.OUT_OF_MEMORY)


def crash(seconds: str, space: str) -> None:
    """End by a signal."""
    os.abort()


def babble(seconds: str, space: str) -> None:
    """Answer without an end."""
    while True:
        os.write(1, b"x" * (1 << 16))


def nonsense(seconds: str, space: str) -> None:
    """Answer something else."""
    os.write(1, b'{"fault": 3}')


def write(seconds: str, space: str) -> None:
    """Write a file, and say whether that went well."""
    limit(int(seconds), int(space))
    path = os.environ["PLAYGROUND_TEST_FILE"]
    try:
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(b"x")
        said = "written"
    except OSError as error:
        said = str(error.strerror)
    os.write(1, f'{{"fault": "{said}"}}'.encode())


def hold(seconds: str, space: str) -> None:
    """Say which process this is, take the job as a real check does, and come to no end with it."""
    Path(os.environ["PLAYGROUND_TEST_FILE"]).write_text(str(os.getpid()), encoding="utf-8")
    graph_check.judge = lambda *_: re.match("(a+)+$", "a" * 64 + "b")
    graph_subprocess.main(seconds, space)
