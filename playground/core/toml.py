"""TOML from files of others, whose parser needs the square of a dotted key's parts in memory and time, and
the texts that ship in ``assets/``, each whole or refused in one sentence.

A card of 200 kB that is one key ``a.a.a…`` would take 40 GB.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import tomli

from playground.core.errors import PlaygroundError
from playground.core.guard import DamagedFileError, guarded
from playground.core.regular_files import read_regular

MOST_PARTS = 32
"""Parts of a key; those of cards have three."""

_SKIPPED = (
    r"#[^\n]*+"
    r'|"""(?:[^"\\]|\\[\s\S]|"(?!""))*+"{0,5}+'
    r"|'''(?:[^']|'(?!''))*+'{0,5}+"
)
_PART = r"""(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"?+|'[^'\n]*+'?+)"""
# Nothing is looked at more often than a key may have parts, whatever a file holds.
_LONG_KEY = re.compile(rf"{_SKIPPED}|(?P<long>{_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{MOST_PARTS}}})|{_PART}")


def decode(document: str) -> Any:
    """What a document holds; raises :class:`DamagedFileError`, or ``DecodeError``."""
    # Keys end with their line: where none has so many dots, nothing needs to be looked for.
    dotted = any(line.count(".") >= MOST_PARTS for line in document.split("\n"))
    if dotted and any(found["long"] for found in _LONG_KEY.finditer(document)):
        raise DamagedFileError(f"a key has more than {MOST_PARTS} parts")
    try:
        return tomli.loads(document)
    except tomli.TOMLDecodeError as error:
        raise msgspec.DecodeError(str(error)) from None


_LARGEST = 5_000_000


class ContentError(PlaygroundError):
    """An equation, explanation, lesson or claim that should have shipped is missing or damaged."""


class Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything read here: frozen, every key known."""


def read_text(path: Path) -> str:
    """A file's text; raises :class:`ContentError`."""
    with guarded(ContentError, f"Please reinstall: {path} cannot be read"):
        return read_regular(path, _LARGEST).decode()
