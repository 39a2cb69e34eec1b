"""``playground import`` looks at what others made in a child: whatever a source makes it do, the child ends.

A watch inside the same process would wait for Python's lock, which a library that reads a file may hold.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import playground
from playground.core import memory_limit
from playground.core.child import python
from playground.core.errors import ImportingError
from playground.importing.limits import CHILD, SECONDS


def wanted(words: Sequence[str]) -> bool:
    """Whether these words are to be done in a child, by a process that is none."""
    return words[:1] == ["import"] and CHILD not in os.environ and sys.platform != "win32"


def run(words: Sequence[str]) -> int:
    """The exit status of the command that the words are; raises ``ImportingError`` where it was ended."""
    most = memory_limit.limit()
    theirs, ours = os.pipe()
    root = str(Path(playground.__file__).parent.parent)
    code = (
        f"import sys; sys.path.append({root!r}); from playground.core.lifeline import end_with; end_with(0); "
        "from playground.cli import main; raise SystemExit(main())"
    )
    process = subprocess.Popen([*python("-c", code), *words], stdin=theirs, env={**os.environ, CHILD: "1"})
    os.close(theirs)
    full = threading.Event()

    def end() -> None:
        full.set()
        process.kill()

    watch = memory_limit.MemoryWatch(process.pid, most, end)
    try:
        status = _ended(process)
    finally:
        watch.stop()
        os.close(ours)
    return _judged(status, full.is_set(), most)


def _ended(process: subprocess.Popen[bytes]) -> int:
    """Its status; whoever interrupts both waits until it has cleared up."""
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def _judged(status: int, full: bool, most: float) -> int:
    if full:
        raise ImportingError(
            f"This needed more than {memory_limit.gigabytes(most)} of memory and was ended; allow more GB by "
            f"the variable {memory_limit.VARIABLE}, if you know the model."
        )
    if status == -signal.SIGXCPU:
        raise ImportingError(f"Looking at it took more than {SECONDS} seconds of computing, and was ended.")
    if status < 0:
        raise ImportingError(f"It ended the process that looked at it ({signal.Signals(-status).name}).")
    return status
