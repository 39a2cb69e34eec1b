"""TOML from files of others: its parser needs the square of a dotted key's parts in memory and time.

A card of 200 kB that is one key ``a.a.a…`` would take 40 GB.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from playground.core.guard import DamagedFileError

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
    """What a document holds; raises :class:`DamagedFileError`, or as the parser does."""
    # Keys end with their line: where none has so many dots, nothing needs to be looked for.
    dotted = any(line.count(".") >= MOST_PARTS for line in document.split("\n"))
    if dotted and any(found["long"] for found in _LONG_KEY.finditer(document)):
        raise DamagedFileError(f"a key has more than {MOST_PARTS} parts")
    return msgspec.toml.decode(document)
