"""Standard output that takes nothing, for it is closed or a disk behind it is full, is told in a sentence."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playground.core.errors import PlaygroundError


class OutputError(PlaygroundError):
    """What there is to say cannot be written."""


def guard() -> None:
    """Let standard output raise :class:`OutputError`, and be there, whatever a shell closed (``>&-``)."""
    if sys.stdout is None or sys.stderr is None:
        # No file that is opened later takes the number of a closed one, and what libraries write there.
        while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:
            pass
        os.close(handle)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - as long as the process
    if sys.stdout is None:
        sys.stdout = _Closed()
    elif type(sys.stdout) is io.TextIOWrapper:
        old = sys.stdout
        sys.stdout = _Reporting(
            old.buffer, old.encoding, old.errors, line_buffering=old.line_buffering,
            write_through=old.write_through,
        )  # fmt: skip


class _Closed(io.TextIOBase):
    def write(self, _text: str, /) -> int:
        with _reporting():
            raise OSError(errno.EBADF, "it is closed")


class _Reporting(io.TextIOWrapper):
    def write(self, text: str, /) -> int:
        with _reporting():
            return super().write(text)

    def flush(self) -> None:
        with _reporting():
            super().flush()


@contextmanager
def _reporting() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        # The interpreter would complain about the rest of it while it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        why = (error.strerror or str(error)).lower()
        raise OutputError(f"What there is to say cannot be written to standard output: {why}.") from error
