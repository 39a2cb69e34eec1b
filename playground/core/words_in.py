"""Where the words of a text stand, as models that know whole words part it: by ``WORD``, after NFKC.

The window parts a text so before a model has read it, without the library that the model's file is of.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

_MOST_JOINED = 8
"""Letters that become one."""


class Part(NamedTuple):
    """A word of a text or a sign in it: ``text[start:stop]``."""

    start: int
    stop: int
    sign: bool


def words_in(text: str) -> Iterator[Part]:
    """The words and signs of a text in their order, found one after another.

    >>> [tuple(part) for part in words_in("red, heart")]
    [(0, 3, False), (3, 4, True), (5, 10, False)]
    """
    begin, end, done = None, 0, 0
    for letter, start, stop in _normalised(without_controls(text)):
        if _is_of_word(letter):
            begin, end = start if begin is None else begin, stop
            continue
        # Of a letter that is several once it is normalised, as ½ is, nothing is told twice.
        if begin is not None and end > done:
            yield Part(max(begin, done), end, False)
            done = end
        begin = None
        if not letter.isspace() and letter != "_" and stop > done:
            yield Part(start, stop, True)
            done = stop
    if begin is not None and end > done:
        yield Part(max(begin, done), end, False)


def without_controls(text: str) -> str:
    """Blanks in place of characters that are neither letters nor signs, so that places stay."""
    return text if text.isprintable() else "".join(one if one.isprintable() else " " for one in text)


def end_of(text: str, stop: int, most: int) -> int:
    """Where the letter ends that ``text[:stop]`` ends in, with all that is written into it, at most there."""
    while stop < most and _joins(text[stop]):
        stop += 1
    return stop


def _normalised(text: str) -> Iterator[tuple[str, int, int]]:
    """The letters of a text in NFKC, and where what each was made of stands."""
    start = 0
    while start < len(text):
        if text[start : start + 2].isascii():
            yield text[start], start, start + 1
            start += 1
            continue
        stop = end_of(text, start + 1, min(len(text), start + _MOST_JOINED))
        if stop > start + 1:
            stop = start + _own(text[start:stop])
        for letter in _nfkc(text[start:stop]):
            yield letter, start, stop
        start = stop


def _own(text: str) -> int:
    """Of a letter and what may join it how much does: the rest stands for itself."""
    whole = _nfkc(text)
    return next(at for at in range(1, len(text) + 1) if _nfkc(text[:at]) + _nfkc(text[at:]) == whole)


def _nfkc(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


@functools.lru_cache(4096)
def _joins(letter: str) -> bool:
    """Whether it may become one with the letter before it: a mark, or a later part of a Hangul syllable."""
    if letter.isascii():
        return False
    first = unicodedata.normalize("NFKD", letter)[0]
    return unicodedata.category(first)[0] == "M" or "\u1160" <= first <= "\u11ff"


@functools.lru_cache(4096)
def _is_of_word(letter: str) -> bool:
    """Whether it is of a word, to the regular expressions of models' files (those of Oniguruma)."""
    if letter.isascii():
        return letter.isalnum()
    kind = unicodedata.category(letter)
    if kind[0] in "LM" or kind in ("Nd", "Nl"):
        return True
    return kind == "Pc" or "\U0001f150" <= letter <= "\U0001f189"
