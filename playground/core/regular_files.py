"""Files that others made are opened here: regular files alone, and never more of one than was allowed.

A pipe, a device or a socket in a file's place would keep a reader waiting, or give bytes without end. Errors
are ``OSError`` whose ``strerror`` ends a sentence: whoever handles missing files handles these too.
"""

from __future__ import annotations

import argparse
import errno
import io
import os
import stat
from pathlib import Path
from typing import Any, BinaryIO


def named(text: str) -> Path:
    """The path of that name; an empty one, as of a variable that is not set, is not the current folder.

    Raises ``argparse.ArgumentTypeError``, which becomes a usage error.
    """
    if not text.strip():
        raise argparse.ArgumentTypeError("no file or folder is named; “.” means the current folder")
    return Path(text)


_KINDS = (
    (stat.S_ISDIR, errno.EISDIR, "it is a folder"),
    (stat.S_ISFIFO, errno.EINVAL, "it is a pipe and no regular file"),
    (stat.S_ISSOCK, errno.EINVAL, "it is a socket and no regular file"),
    (stat.S_ISCHR, errno.EINVAL, "it is a device and no regular file"),
    (stat.S_ISBLK, errno.EINVAL, "it is a device and no regular file"),
)
_REASONS = {
    errno.ENOENT: "there is no such file",
    errno.ENOTDIR: "there is no such file",
    errno.EACCES: "it may not be read by you",
    errno.EPERM: "it may not be read by you",
    errno.ELOOP: "it is a link that leads back to itself",
    errno.ENAMETOOLONG: "its name is too long",
}
# Nobody waits for the writer of a pipe, and no terminal takes over the process.
_FLAGS = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY")
)
_BUFFER = 1 << 16


def open_regular(path: Path, largest: int) -> BinaryIO:
    """A regular file for reading, buffered; whoever reads beyond ``largest`` bytes of it is stopped.

    Raises ``OSError``, on opening and on reading, with a reason that ends a sentence.
    """
    try:
        # Opening alone may have effects: the writer of a pipe goes on, a tape is wound back.
        _check(path.stat(), path, largest)
        handle = os.open(path, _FLAGS)
    except OSError as error:
        raise _with_reason(error, path) from error
    except ValueError as error:
        raise OSError(errno.EINVAL, "its name cannot be one of a file", str(path)) from error
    file = _Bounded(io.FileIO(handle), path, largest)
    try:
        _check(os.fstat(handle), path, largest)
    except OSError:
        file.close()
        raise
    return io.BufferedReader(file, _BUFFER)


def read_regular(path: Path, largest: int) -> bytes:
    """The whole content of a regular file; raises ``OSError`` as :func:`open_regular` does."""
    with open_regular(path, largest) as file:
        size = os.fstat(file.fileno()).st_size
        data = file.read(size + 1)
        # It grows, or is one of the system's, which give more than they say.
        return data if len(data) <= size else data + file.read()


def check_regular(path: Path, largest: int) -> int:
    """The size in bytes of a regular file that a library opens by its name; raises ``OSError``."""
    with open_regular(path, largest) as file:
        return os.fstat(file.fileno()).st_size


def unreadable_reason(error: OSError) -> str:
    """Why a file cannot be read, as the end of a sentence."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


class _Bounded(io.RawIOBase):
    """A file without the bytes after ``largest``: reading them is an error, however it has grown."""

    def __init__(self, file: io.FileIO, path: Path, largest: int) -> None:
        super().__init__()
        self._file = file
        self._path = path
        self._largest = largest

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def fileno(self) -> int:
        return self._file.fileno()

    def readinto(self, buffer: Any) -> int:
        try:
            count: int | None = self._file.readinto(buffer)
        except OSError as error:
            raise _with_reason(error, self._path) from error
        if count is None:
            raise OSError(errno.EINVAL, "it lets its readers wait", str(self._path))
        if self._file.tell() > self._largest:
            raise _too_large(self._path, self._largest)
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


def _check(status: os.stat_result, path: Path, largest: int) -> None:
    for is_kind, number, reason in _KINDS:
        if is_kind(status.st_mode):
            raise OSError(number, reason, str(path))
    if status.st_size > largest:
        raise _too_large(path, largest)


def _with_reason(error: OSError, path: Path) -> OSError:
    reason = _REASONS.get(error.errno or 0)
    return error if reason is None else OSError(error.errno, reason, str(path))


def _too_large(path: Path, largest: int) -> OSError:
    return OSError(errno.EFBIG, f"it is larger than {_size(largest)}", str(path))


def _size(count: int) -> str:
    for unit, name in ((10**9, "GB"), (10**6, "MB"), (1000, "kB")):
        if count >= unit:
            return f"{count / unit:.3g} {name}"
    return f"{count} bytes"
