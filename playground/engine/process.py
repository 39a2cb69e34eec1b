"""The entry of the child process; numpy must not be loaded before its thread limits are set."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
from typing import TYPE_CHECKING, NamedTuple

from playground.core.child import use_one_thread
from playground.core.lifeline import Lifeline

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from playground.engine.pulse import Pulse


class Setup(NamedTuple):
    """What the child process serves: a callable that makes its workbench, and the folders with models."""

    workbench: str = "playground.engine.workbench:keeping_workbench"
    model_folders: tuple[str, ...] = ()


def main(connection: Connection, pulse: Pulse, lifeline: Lifeline, setup: Setup) -> None:
    """Run the engine on one end of a pipe.

    The niceness lets the window go first; with more of it pictures wait where other programs are busy.
    The terminal's Ctrl+C is the window's to answer.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    use_one_thread()
    if hasattr(os, "nice"):
        os.nice(5)
    if sys.stderr is not None:
        faulthandler.enable()
    lifeline.hold()

    from playground.engine.loop import serve

    serve(connection, pulse, setup.workbench, setup.model_folders)
