"""A user who trains in the Studio: their folder, the processes at work there, and what they are told."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.e2e import deeds
from tests.e2e.seat import ROOT, Seat, environment, until

PREPARED = 180.0
"""Seconds after which a process that loads torch and times a step beside others is given up."""
_COMMAND = 120.0


@contextmanager
def learner(place: Path, pictures: Path) -> Iterator[Path]:
    """The folder of a user with a data set of drawings, in the Studio last; no process is left in the end."""
    status, said = command(place, "data", "add", "drawings", str(pictures))
    assert status == 0, said
    deeds.begin_at(place, "studio")
    try:
        yield place
    finally:
        for process in trainers(place):
            process.kill()


def command(place: Path, *words: str) -> tuple[int, str]:
    """The exit status of a command of that user, and what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "playground", *words],
        cwd=ROOT, env=environment(place / "settings", place / "data"), check=False, capture_output=True,
        text=True, timeout=_COMMAND,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def trainers(place: Path) -> list[psutil.Process]:
    """The processes that train in a user's folder."""
    found = []
    for process in psutil.process_iter():
        try:
            ours = process.environ().get("PLAYGROUND_DATA") == str(place / "data")
            if ours and "playground.studio" in process.cmdline():
                found.append(process)
        except psutil.Error:
            continue
    return found


def says(window: Seat, beginning: str) -> str:
    """Wait until the chosen training is told of in words that begin so, and give them."""

    def said() -> str:
        words = str(window.ask("words", name="How far it is"))
        return words if words.startswith(beginning) else ""

    return str(until(said, f"it says “{beginning}”", PREPARED))


def do(window: Seat, button: str) -> None:
    """Press a button by the keyboard, once it can be."""
    window.where(button)
    window.ask("focus", name=button)
    window.press("space")
