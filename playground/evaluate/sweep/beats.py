"""How far a running job has come: a small file that its worker renews and the sweep reads.

A file and no queue, because a worker that is killed may leave a queue locked for all others. Where workers
share no folder with the sweep, there is no beat, and nothing else is missing.
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
from playground.core.regular import read_regular

EVERY = 0.5
"""Seconds between two beats."""

_MAX_BYTES = 10_000


class Beat(msgspec.Struct, frozen=True):
    """``done`` of ``total`` pictures are made, ``kept`` of them by an earlier run."""

    done: int
    total: int
    kept: int = 0


class Drum:
    """Writes the beats of one job, no more often than every half a second."""

    def __init__(self, folder: str, key: str) -> None:
        self._path = Path(folder) / f"{key}.beat" if folder else None
        self._before = -EVERY

    def beat(self, done: int, total: int, kept: int = 0) -> None:
        """Say how far the job has come, unless that was said just now."""
        now = time.monotonic()
        if self._path is None or now - self._before < EVERY:
            return
        self._before = now
        with contextlib.suppress(OSError), new_file(self._path.parent) as (part, file):
            file.write(msgspec.json.encode(Beat(done, total, kept)))
            if os.name == "nt":
                file.close()  # what is open has no other name there
            part.replace(self._path)

    def rest(self) -> None:
        """The job has ended."""
        if self._path is not None:
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)


def forget_beat(folder: str, key: str) -> None:
    """Remove the beat that a worker left behind which was killed."""
    if folder:
        with contextlib.suppress(OSError):
            (Path(folder) / f"{key}.beat").unlink(missing_ok=True)


def make_folder(folder: str) -> None:
    """The folder of the beats, without those that killed workers left behind.

    Another sweep that beats there at the moment only beats again.
    """
    place = Path(folder)
    with contextlib.suppress(OSError):
        place.mkdir(parents=True, exist_ok=True)
        for path in place.iterdir():
            path.unlink(missing_ok=True)


def read_beat(folder: str, key: str) -> Beat | None:
    """The last beat of a job, if there is one."""
    if not folder:
        return None
    try:
        with guarded(DataError, "This beat cannot be used"):
            return msgspec.json.decode(read_regular(Path(folder) / f"{key}.beat", _MAX_BYTES), type=Beat)
    except DataError:
        return None
