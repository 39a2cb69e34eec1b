"""Code of others in bubblewrap: it sees no other process and no network, and can write to one folder alone.

https://github.com/containers/bubblewrap
"""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
from pathlib import Path

from playground.core.child import python

NAME = "bubblewrap"
"""Of the package, in Debian, Ubuntu, Fedora and Arch."""
_PROGRAM = "bwrap"
_PATIENCE = 20.0


def around(command: list[str], folder: Path) -> list[str]:
    """The command in bubblewrap, by which only ``folder`` can be written."""
    return [
        _PROGRAM, "--unshare-all", "--die-with-parent", "--new-session", "--ro-bind", "/", "/",
        "--dev", "/dev", "--proc", "/proc", "--bind", str(folder), str(folder), "--chdir", str(folder),
        "--", *command,
    ]  # fmt: skip


@functools.cache
def why_not() -> str:
    """Why bubblewrap cannot be used here, as the end of a sentence; empty where a trial run succeeded."""
    if sys.platform != "linux":
        return "it is of Linux alone"
    if shutil.which(_PROGRAM) is None:
        return "it is not installed"
    try:
        done = subprocess.run(
            around(python("-S", "-c", ""), Path("/tmp")),
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_PATIENCE, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"it does not run ({type(error).__name__})"
    if done.returncode:
        said = (done.stderr.strip().splitlines() or [f"status {done.returncode}"])[-1]
        return f"this system does not let it run ({said[:120]})"
    return ""
