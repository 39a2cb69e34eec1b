"""How far a running job has come: a small file that its worker renews and the sweep reads.

A file and no queue, because a worker that is killed may leave a queue locked for all others. Where workers
share no folder with the sweep, there is no heartbeat, and nothing else is missing.
"""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

import msgspec

from playground.core.errors import DataError
from playground.core.guard import guarded
from playground.core.leftovers import new_file
from playground.core.regular_files import read_regular

EVERY = 0.5
"""Seconds between two heartbeats."""

_MAX_BYTES = 10_000


class Heartbeat(msgspec.Struct, frozen=True):
    """``done`` of ``total`` pictures are made, ``kept`` of them by an earlier run."""

    done: int
    total: int
    kept: int = 0


class HeartbeatWriter:
    """Writes the heartbeats of one job, no more often than every half a second."""

    def __init__(self, folder: str, key: str) -> None:
        self._path = Path(folder) / f"{key}.beat" if folder else None
        self._before = -EVERY

    def write(self, done: int, total: int, kept: int = 0) -> None:
        """Say how far the job has come, unless that was said just now."""
        now = time.monotonic()
        if self._path is None or now - self._before < EVERY:
            return
        self._before = now
        with contextlib.suppress(OSError), new_file(self._path.parent) as (part, file):
            file.write(msgspec.json.encode(Heartbeat(done, total, kept)))
            if os.name == "nt":
                file.close()  # what is open has no other name there
            part.replace(self._path)

    def end(self) -> None:
        """The job has ended."""
        if self._path is not None:
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)


def forget_heartbeat(folder: str, key: str) -> None:
    """Remove the heartbeat that a worker left behind which was killed."""
    if folder:
        with contextlib.suppress(OSError):
            (Path(folder) / f"{key}.beat").unlink(missing_ok=True)


def make_folder(folder: str) -> None:
    """The folder of the heartbeats, without those that killed workers left behind.

    Another sweep that writes there at the moment only writes again.
    """
    place = Path(folder)
    with contextlib.suppress(OSError):
        place.mkdir(parents=True, exist_ok=True)
        for path in place.iterdir():
            path.unlink(missing_ok=True)


def read_heartbeat(folder: str, key: str) -> Heartbeat | None:
    """The last heartbeat of a job, if there is one."""
    if not folder:
        return None
    try:
        with guarded(DataError, "This heartbeat cannot be used"):
            return msgspec.json.decode(read_regular(Path(folder) / f"{key}.beat", _MAX_BYTES), type=Heartbeat)
    except DataError:
        return None
