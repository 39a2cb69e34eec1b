"""Files that appear whole or not at all, and never over another one unasked."""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, TypeVar

from playground.core import leftovers
from playground.core.card_toml import encode_card
from playground.core.cards import Card
from playground.core.errors import ExportError


def write_card(folder: Path, card: Card) -> Path:
    """Write ``folder/card.toml`` in place of the one there; raises :class:`ExportError`."""
    return write_file(folder / "card.toml", encode_card(card), overwrite=True)


TRIES = 25 if os.name == "nt" else 1
_PAUSE = 0.02
_T = TypeVar("_T")


def patiently(work: Callable[[], _T]) -> _T:
    """Do it, once more after a while where permission is refused; raises what the last try raises."""
    for _ in range(TRIES - 1):
        with contextlib.suppress(PermissionError):
            return work()
        time.sleep(_PAUSE)
    return work()


_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV}

_REASONS = {
    errno.ENOSPC: "the disk is full; free some space or choose another folder",
    errno.EDQUOT: "your quota on this disk is used up; free some space or choose another folder",
    errno.EFBIG: "the disk cannot hold a file of this size; choose another folder",
    errno.EROFS: "the disk is read-only; choose another folder",
    errno.EACCES: "permission was refused; choose another folder",
    errno.EPERM: "permission was refused; choose another folder",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
    errno.EISDIR: "a folder has that name; choose another one",
    errno.EEXIST: "it already exists; choose another name or allow overwriting",
}


def write_file(path: Path, data: bytes, *, overwrite: bool = False) -> Path:
    """Write one file; raises :class:`ExportError` and leaves nothing behind when that fails.

    The bytes go to a temporary file in the same folder, reach the disk, and only then get their name.
    """
    with _explained(path):
        if not overwrite and os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, "exists", str(path))
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "is a folder", str(path))
        with leftovers.new_file(path.parent) as (temporary, file):
            _write(file, data)
            if os.name == "nt":
                file.close()  # what is open has no other name there
            if overwrite:
                patiently(lambda: temporary.replace(path))
            else:
                _name_unless_taken(temporary, path)
        _sync_folder(path.parent)
    return path


def is_full(error: BaseException | None) -> bool:
    """Whether an error, or what caused it, says that a disk or somebody's share of it is full."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        error = error.__cause__
    return False


def make_folder(folder: Path) -> Path:
    """Make a folder and those above it, where they are not there yet; raises :class:`ExportError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise ExportError(f"The folder {folder} cannot be made: a file has that name.") from error
    except OSError as error:
        raise ExportError(f"The folder {folder} cannot be made: {_reason(folder, error)}.") from error
    return folder


def write_folder(folder: Path, files: Iterable[tuple[str, bytes]], *, overwrite: bool = False) -> list[Path]:
    """Write files into a new or empty folder, all or none; with ``overwrite`` one by one into any.

    ``files`` are made while they are written; whatever making one raises leaves nothing behind.
    """
    names: list[str] = []
    with _explained(folder):
        if folder.is_dir() and any(folder.iterdir()):
            if not overwrite:
                raise ExportError(
                    f"{folder} was not written: the folder holds files already; choose another one or allow "
                    "overwriting."
                )
            return [write_file(folder / name, data, overwrite=True) for name, data in list(files)]
        with leftovers.new_folder(folder.parent) as temporary:
            for name, data in files:
                with (temporary / name).open("xb", buffering=0) as file:
                    _write(file, data)
                names.append(name)
            _sync_folder(temporary)
            if folder.is_dir():
                folder.rmdir()
            temporary.rename(folder)
        _sync_folder(folder.parent)
    return [folder / name for name in names]


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ExportError(f"{path} was not written: {_reason(path, error)}.") from error


def _reason(path: Path, error: OSError) -> str:
    folder = path.absolute().parent
    if error.errno in (errno.ENOENT, errno.ENOTDIR) and not folder.is_dir():
        return f"the folder {folder} does not exist; create it or choose another one"
    known = _REASONS.get(error.errno or 0)
    return known or (error.strerror or str(error)).lower()


def _write(file: BinaryIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file.fileno(), rest) :]
    os.fsync(file.fileno())


def _name_unless_taken(temporary: Path, path: Path) -> None:
    """Give the file its name unless another program took it meanwhile."""
    if os.name == "nt":
        temporary.rename(path)
        return
    try:
        path.hardlink_to(temporary)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # Some file systems have no links: reserve the name with an empty file, then replace that.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        try:
            temporary.replace(path)
        except OSError:
            path.unlink(missing_ok=True)
            raise


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut, where folders can be synced."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
