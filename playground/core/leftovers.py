"""Temporary files and folders, and what is left of them where their writer was killed.

Whoever writes holds a lock on what it writes until that has its name or is gone. The system lets go of the
lock when the process ends, however it ends: what can be locked belongs to nobody any more, and is swept. A
process that is only slow, or stopped, is never robbed.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from playground.core import folders

_BEGIN, _END = ".playground-", ".part"


@contextlib.contextmanager
def new_file(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A temporary file in a folder, open for unbuffered writing; it is removed unless it was renamed.

    What killed writers left in the folder goes first. Raises ``OSError`` where there can be no file.
    """
    sweep(folder)
    path, handle = _made(folder, _open_new)
    file = os.fdopen(handle, "wb", buffering=0)
    try:
        yield path, file
    finally:
        file.close()
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def new_folder(beside: Path | None = None) -> Iterator[Path]:
    """A temporary folder in another one, the system's own for such if none; removed unless it was renamed.

    What killed writers left there goes first. Raises ``OSError`` where there can be no folder.
    """
    place = Path(tempfile.gettempdir()) if beside is None else beside
    sweep(place)
    path, handle = _made(place, lambda path: _make_new(path, 0o700 if beside is None else 0o777))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        if handle >= 0:
            os.close(handle)


def sweep(folder: Path, *, within: bool = False) -> None:
    """Remove what killed writers left in a folder, and ``within`` all folders in it, if it is there."""
    for root, names, files in os.walk(folder):
        for name in [*names, *files]:
            if name.startswith(_BEGIN) and name.endswith(_END):
                with contextlib.suppress(OSError):
                    _remove_unless_held(Path(root) / name)
        if not within:
            return


def sweep_all() -> None:
    """Remove what killed writers left in all folders of the program."""
    data = folders.user_data()
    for folder in (Path(tempfile.gettempdir()), data, folders.user_settings()):
        sweep(folder)
    for name in ("compare", "datasets", "evaluation", "models"):
        sweep(data / name, within=True)


def _made(folder: Path, make: Callable[[Path], int | None]) -> tuple[Path, int]:
    """What ``make`` made under a name of ours, and a handle on it that is held; −1 where nothing can be."""
    while True:
        path = folder / f"{_BEGIN}{secrets.token_hex(8)}{_END}"
        handle = make(path)
        # Somebody may have swept it between its making and its locking.
        if handle is not None and _hold(handle) and path.exists():
            return path, handle
        if handle is not None:
            os.close(handle)


def _open_new(path: Path) -> int:
    # Opened by hand rather than with tempfile, whose files only their owner may read.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    return os.open(path, flags, 0o666)


if sys.platform == "win32":
    _LONG = 86_400.0
    """Seconds after which a file that nobody has open is nobody's: a folder cannot be locked here."""

    def _make_new(path: Path, mode: int) -> int | None:
        path.mkdir(mode)
        return -1

    def _hold(handle: int) -> bool:
        return True

    def _remove_unless_held(path: Path) -> None:
        if time.time() - path.lstat().st_mtime < _LONG:
            return
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()

else:
    import fcntl

    def _make_new(path: Path, mode: int) -> int | None:
        path.mkdir(mode)
        try:
            return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        except OSError:
            path.rmdir()
            raise

    def _hold(handle: int) -> bool:
        """Lock what was just made; false where somebody who sweeps was faster."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True  # where there are no locks, nobody can sweep it either
        return True

    def _remove_unless_held(path: Path) -> None:
        mode = path.lstat().st_mode
        if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
            return
        # Some file systems lock only what is open for writing, which a folder cannot be.
        way = os.O_DIRECTORY if stat.S_ISDIR(mode) else os.O_RDWR
        handle = os.open(path, way | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            if os.fstat(handle).st_uid != os.getuid():
                return
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if stat.S_ISDIR(mode):
                shutil.rmtree(path)
            else:
                path.unlink()
        finally:
            os.close(handle)
