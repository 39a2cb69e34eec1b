"""Text from files of others, fit to be shown: without characters that command, turn or hide, not too long."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Any

MOST = 120
"""Letters of a name or title that are shown."""
MOST_OF_TEXT = 4000
"""Letters of a paragraph that are shown."""

INSTEAD = "\N{REPLACEMENT CHARACTER}"
_CIRCLE = "\N{DOTTED CIRCLE}"
_ODD = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f"  # Controls but tab and line feed: ESC commands a terminal.
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # Change the direction of what follows.
    "\u2028\u2029\ufff9-\ufffb\ufeff\U000e0000-\U000e007f"  # Break lines, annotate, tag.
    "\ud800-\udfff]"  # Halves of letters, which no encoder takes.
)
_HIDDEN = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
_BREAKS = re.compile(r"\s*[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]\s*")


def text(foreign: str, most: int = MOST_OF_TEXT) -> str:
    """A paragraph or more: odd characters replaced, and what is too long cut in its middle.

    >>> text("one\\ntwo \\x1b[31m")
    'one\\ntwo �[31m'
    """
    if foreign.isprintable() and len(foreign) <= most:
        return foreign
    return _ODD.sub(INSTEAD, _cut(foreign.replace("\r\n", "\n"), most))


def line(foreign: str, most: int = MOST) -> str:
    """A name or title: on one line, and also without letters of no width, by which two names look alike.

    A mark that stands on no letter has a circle, and is not drawn on what is before the name.

    >>> line("a\\u202eb\\u200bc\\nd"), line("\\u0301")
    ('a�b�c d', '◌́')
    """
    # Python takes some letters of no width for printable.
    if not (foreign.isprintable() and len(foreign) <= most and not _HIDDEN.search(foreign)):
        foreign = _HIDDEN.sub(INSTEAD, _ODD.sub(INSTEAD, _BREAKS.sub(" ", foreign[: 8 * most])))
    marked = unicodedata.category(foreign[0])[0] == "M" if foreign else False
    return _cut(f"{_CIRCLE}{foreign}" if marked else foreign, most)


def cleaned(value: Any, paragraphs: Collection[str] = ()) -> Any:
    """All text in what a decoder gave, keys of tables too, as :func:`line` gives it.

    What stands under the keys ``paragraphs`` may have several lines.
    """
    if isinstance(value, str):
        return line(value)
    if isinstance(value, list):
        return [cleaned(each, paragraphs) for each in value]
    if isinstance(value, dict):
        return {
            line(key) if isinstance(key, str) else key: text(each)
            if key in paragraphs and isinstance(each, str)
            else cleaned(each, paragraphs)
            for key, each in value.items()
        }
    return value


def _cut(whole: str, most: int) -> str:
    if len(whole) <= most:
        return whole
    head = (most - 1) * 2 // 3
    return f"{whole[:head]}…{whole[len(whole) - (most - 1 - head) :]}"
