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


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder while the block runs; raises :class:`ExportError` where another training holds it.

    The system lets go of the lock when the process ends, however it ends, so none is ever left behind. What
    killed trainings left of the files that they were writing is removed first.
    """
    try:
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise ExportError(f"{folder} cannot be written: {(error.strerror or str(error)).lower()}.") from error
    try:
        try:
            _lock_patiently(handle)
        except OSError as error:
            raise ExportError(
                f"Another training is at work in {folder}; wait for its end or name another folder."
            ) from error
        leftovers.sweep(folder, within=True)
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
        _lock(handle, looking=True)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def _lock_patiently(handle: int) -> None:
    for _ in range(_TRIES):
        with contextlib.suppress(OSError):
            return _lock(handle)
        time.sleep(_APART)
    return _lock(handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int, *, looking: bool = False) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int, *, looking: bool = False) -> None:
        # Two that look do not take each other for a training.
        fcntl.flock(handle, (fcntl.LOCK_SH if looking else fcntl.LOCK_EX) | fcntl.LOCK_NB)
