"""A foreign graph is checked in a child: whatever it makes the check do, it does to a process with limits.

Shape inference is a library's C++; a graph of a few kilobytes can make it loop for ever without letting go of
Python's lock, or take all memory.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import msgspec

import playground
from playground.core.child import THREAD_LIMITS, python
from playground.core.errors import ModelFileError
from playground.runtimes.graph_facts import Facts, Verdict
from playground.runtimes.graph_subprocess import OUT_OF_MEMORY, SIZES

MAX_ANSWER = 1 << 20
_CHILD = "playground.runtimes.graph_subprocess:main"
_TOO_LONG = getattr(signal, "SIGXCPU", None)


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a check may take: seconds of computing, seconds until the answer, and megabytes of address space.

    A graph needs several times its own size besides.
    """

    computing: int = 10
    waiting: float = 60.0
    megabytes: int = 1500
    times_graph: int = 6


class CheckFailedError(ModelFileError):
    """A check came to no verdict; the text is the end of a sentence."""


def check_in_child(data: bytes, facts: Facts, limits: Limits | None = None, child: str = _CHILD) -> Verdict:
    """The verdict on a graph; raises :class:`CheckFailedError` where the child did not come to one."""
    limits = limits or Limits()
    megabytes = limits.megabytes + (limits.times_graph * len(data) >> 20)
    try:
        process = _start(child, limits.computing, megabytes << 20)
    except OSError as error:
        raise CheckFailedError(f"no process could be started to check it ({error.strerror})") from error
    late = threading.Event()
    timer = threading.Timer(limits.waiting, _end, (process, late))
    timer.daemon = True
    timer.start()
    try:
        answer = _ask(process, data, facts)
    finally:
        timer.cancel()
        process.kill()
        process.wait()
    if late.is_set():
        raise CheckFailedError(f"checking it took more than {limits.waiting:g} seconds")
    if process.returncode == OUT_OF_MEMORY:
        raise CheckFailedError(f"checking it needed more than {megabytes} MB")
    if _TOO_LONG is not None and process.returncode == -_TOO_LONG:
        raise CheckFailedError(f"checking it took more than {limits.computing} seconds")
    try:
        return msgspec.json.decode(answer, type=Verdict)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise CheckFailedError("it ended the process that checked it") from error


def _start(child: str, seconds: int, space: int) -> subprocess.Popen[bytes]:
    module, _, function = child.partition(":")
    # Behind all others, for where the package lies beside the current folder and not among those installed.
    root = str(Path(playground.__file__).parent.parent)
    code = (
        f"import sys; sys.path.append({root!r}); from {module} import {function}; "
        f"{function}('{seconds}', '{space}')"
    )
    return subprocess.Popen(
        python("-B", "-c", code),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **dict.fromkeys(THREAD_LIMITS, "1")},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0) if sys.platform == "win32" else 0,
    )


def _end(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _ask(process: subprocess.Popen[bytes], data: bytes, facts: Facts) -> bytes:
    """Send the data to the subprocess, then return its answer, at most ``MAX_ANSWER`` bytes of it."""
    assert process.stdin is not None and process.stdout is not None
    encoded = msgspec.json.encode(facts)
    with process.stdout, process.stdin:
        try:
            for part in (SIZES.pack(len(encoded), len(data)), encoded, data):
                process.stdin.write(part)
            process.stdin.flush()
        except OSError:
            pass  # It has ended; its status says why.
        answer = process.stdout.read(MAX_ANSWER)
        if len(answer) < MAX_ANSWER:
            process.wait()
        return answer
