"""Reading what others made: whatever a parser raises at damaged bytes is one sentence, with its cause."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from playground.core.errors import PlaygroundError
from playground.core.regular_files import unreadable_reason

_LONGEST = 300


class DamagedFileError(Exception):
    """A file breaks off, contradicts itself or asks for too much; its text ends the sentence that says so."""


@contextmanager
def guarded(error: type[PlaygroundError], beginning: str) -> Iterator[None]:
    """Around the reading of foreign bytes: what fails inside is raised as ``error``.

    ``beginning`` is that of the sentence, such as “The card x cannot be read”. Parsers meet damage with
    nearly any exception, so none of them is listed here.
    """
    try:
        yield
    except PlaygroundError:
        raise
    except BaseException as cause:
        # A library written in Rust panics past everything that is an Exception.
        if not isinstance(cause, Exception) and type(cause).__name__ != "PanicException":
            raise
        raise error(f"{beginning}: {why(cause)}.") from cause


def why(cause: BaseException) -> str:
    """Why something cannot be read, as the end of a sentence."""
    match cause:
        case DamagedFileError():
            return str(cause)
        case OSError():
            return _clipped(unreadable_reason(cause))
        case msgspec.MsgspecError():
            return _clipped(str(cause))
        case MemoryError():
            return "it asks for more memory than there is"
        case RecursionError():
            return "it is nested too deeply"
        case _:
            return "it is damaged or breaks off in the middle"


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
