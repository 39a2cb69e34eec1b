"""Short texts that lead to a lesson or to what a tab shows, to be copied, sent and pasted."""

from __future__ import annotations

import base64
import re
import zlib

import msgspec

from playground.core import plain_text
from playground.core.errors import RecipeError
from playground.core.guard import guarded
from playground.core.recipe import MAX_BYTES

PREFIX = "playground:"
MOST = 20_000
"""Characters of the longest link."""

_LESSON = re.compile(r"lesson/(?P<name>[a-z0-9_-]{1,100}/[a-z0-9_-]{1,100})")
_STATE = re.compile(r"(?P<tab>(?!lesson/)[a-z0-9_-]{1,100})/(?P<packed>[A-Za-z0-9_-]+)")


class LessonLink(msgspec.Struct, frozen=True):
    """A lesson by its name, such as ``vae/border``."""

    name: str


class StateLink(msgspec.Struct, frozen=True):
    """What a tab shows, as JSON that has still to be read."""

    tab: str
    document: bytes


def is_link(text: str) -> bool:
    """Whether a text means to be a link."""
    return text.strip().startswith(PREFIX)


def write_link(link: LessonLink | StateLink) -> str:
    """The text of a link; raises :class:`RecipeError` where what is shown is too much for one."""
    if isinstance(link, LessonLink):
        return f"{PREFIX}lesson/{link.name}"
    packed = base64.urlsafe_b64encode(zlib.compress(link.document, 9)).decode().rstrip("=")
    text = f"{PREFIX}{link.tab}/{packed}"
    if len(text) > MOST:
        raise RecipeError("What is shown is too much for a link, as a drawing may be; export it instead.")
    return text


def read_link(text: str) -> LessonLink | StateLink:
    """What a text leads to; raises :class:`RecipeError` for anything that is no link."""
    text = text.strip()
    if not text.startswith(PREFIX):
        raise RecipeError(
            f"“{plain_text.line(text[:40])}” is no link of this program: those begin with “{PREFIX}”."
        )
    if len(text) > MOST:
        raise RecipeError(f"This link has more than {MOST:,} characters, so it was not read.")
    rest = text.removeprefix(PREFIX)
    if (lesson := _LESSON.fullmatch(rest)) is not None:
        return LessonLink(lesson["name"])
    found = _STATE.fullmatch(rest)
    if found is None:
        raise RecipeError("This link is damaged: a part of it may be missing.")
    with guarded(RecipeError, "This link cannot be read"):
        packed = base64.urlsafe_b64decode(found["packed"] + "=" * (-len(found["packed"]) % 4))
        unpack = zlib.decompressobj()
        document = unpack.decompress(packed, MAX_BYTES)
        if not unpack.eof:
            raise RecipeError("This link is damaged, or holds more than any recipe does.")
    return StateLink(found["tab"], document)
