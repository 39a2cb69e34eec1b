"""The entry of the child process; numpy must not be loaded before its thread limits are set."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

THREAD_LIMITS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""Read by numpy's and PyTorch's libraries when they are loaded."""


class Cell(Protocol):
    """A number shared by parent and child: the generation of the run being stepped, or 0."""

    value: int


class Setup(NamedTuple):
    """What the child process serves: a callable that makes its workbench, and the folders with models."""

    workbench: str = "playground.engine.workbench:PlaygroundWorkbench"
    model_folders: tuple[str, ...] = ()


def main(connection: Connection, stepping: Cell, setup: Setup) -> None:
    """Run the engine on one end of a pipe.

    One thread: with two and the other core busy, live work was a hundred times slower. The niceness lets the
    window go first. The terminal's Ctrl+C is the window's to answer.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in THREAD_LIMITS:
        os.environ[name] = "1"
    if hasattr(os, "nice"):
        os.nice(10)
    if sys.stderr is not None:
        faulthandler.enable()
    threading.Thread(target=_follow_parent, name="follow parent", daemon=True).start()

    from playground.engine.loop import serve

    serve(connection, stepping, setup.workbench, setup.model_folders)


def _follow_parent() -> None:
    """End at once when the parent is gone, even in the middle of a long step."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)
