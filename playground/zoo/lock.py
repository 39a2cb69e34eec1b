"""One training at a time in a folder: a second one would mix its checkpoints and its log with the first's."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from playground.core import leftovers
from playground.core.errors import ExportError

LOCK = "training.lock"
_TRIES, _APART = 10, 0.02
"""Whoever looks whether a training is at work holds its lock for an instant; seconds between tries."""
_ASKING, _TURNS = "asking.lock", 250
_LOOKS = 3 if sys.platform == "win32" else 1
"""There, two that look keep each other out, too."""


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder while the block runs; raises :class:`ExportError` where another training holds it.

    The system lets go of the lock when the process ends, however it ends, so none is ever left behind. What
    killed trainings left of the files that they were writing is removed first.
    """
    taken = f"Another training is at work in {folder}; wait for its end or name another folder."
    with _holding(folder / LOCK, _TRIES, taken):
        leftovers.sweep(folder, within=True)
        yield


@contextlib.contextmanager
def in_turn(folder: Path) -> Iterator[None]:
    """Let nobody else ask the training in a folder for something meanwhile; raises :class:`ExportError`."""
    with _holding(folder / _ASKING, _TURNS, f"Others ask the training in {folder} all the time; ask again."):
        yield


@contextlib.contextmanager
def _holding(path: Path, tries: int, taken: str) -> Iterator[None]:
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise ExportError(f"{path.parent} cannot be written: {why}.") from error
    try:
        try:
            _lock_patiently(handle, tries)
        except OSError as error:
            raise ExportError(taken) from error
        yield
    finally:
        os.close(handle)


def is_held(folder: Path) -> bool:
    """Whether a training is at work in a folder."""
    try:
        handle = os.open(folder / LOCK, os.O_RDWR)
    except OSError:
        return False
    try:
        _lock_patiently(handle, _LOOKS, looking=True)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def _lock_patiently(handle: int, tries: int, *, looking: bool = False) -> None:
    for _ in range(tries - 1):
        with contextlib.suppress(OSError):
            return _lock(handle, looking=looking)
        time.sleep(_APART)
    return _lock(handle, looking=looking)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int, *, looking: bool = False) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int, *, looking: bool = False) -> None:
        # Two that look do not take each other for a training.
        fcntl.flock(handle, (fcntl.LOCK_SH if looking else fcntl.LOCK_EX) | fcntl.LOCK_NB)
