"""What may be written of a value of a face: the tables of phrases by values, to choose from at random."""

from __future__ import annotations

import bisect
import functools
import itertools
from collections.abc import Iterator, Sequence
from typing import TypeVar

import msgspec
import numpy as np

from playground.faces import phrases as tables
from playground.faces.meanings import Meaning, denied
from playground.faces.phrases import Entry, Phrase, phrases

T = TypeVar("T")


class Said(msgspec.Struct, frozen=True):
    """Words that say something, and of which thing."""

    text: str
    meaning: Meaning
    of: str = ""
    denied: bool = False


Pieces = tuple[str | Said, ...]
"""Words that follow each other; ``A`` stands for an article, as the next word wants it."""


class Wording(msgspec.Struct, frozen=True):
    """One phrase for a value: ``kind`` is adjective, noun, after, alone, or how it is denied."""

    kind: str
    topic: str
    phrase: Phrase
    meaning: Meaning

    @property
    def said(self) -> Said:
        """The phrase with what it says; a denial is worded where it is written."""
        return Said(self.phrase.text, self.meaning, self.topic if self.kind == "adjective" else "")


class Choice(msgspec.Struct, frozen=True):
    """Some wordings, and sums of how often each is chosen."""

    wordings: tuple[Wording, ...]
    sums: tuple[float, ...]

    def pick(self, generator: np.random.Generator) -> Wording:
        """One of them, by its weight."""
        return picked(generator, self.wordings, self.sums)


def picked(generator: np.random.Generator, options: Sequence[T], sums: Sequence[float]) -> T:
    """One of the options, by cumulative weights."""
    return options[min(bisect.bisect_right(sums, generator.random() * sums[-1]), len(options) - 1)]


def one_of(generator: np.random.Generator, *options: T) -> T:
    """One of the options, each as likely."""
    return options[int(generator.random() * len(options))]


@functools.cache
def choice(style: str, factor: str, value: str, kinds: tuple[str, ...], topics: tuple[str, ...]) -> Choice:
    """The wordings of these kinds for a value in a style, of no thing or of one of ``topics``."""
    found = _choices().get((style, factor, value), ())
    kept = tuple(each for each in found if each.kind in kinds and (not each.topic or each.topic in topics))
    return Choice(kept, tuple(itertools.accumulate(each.phrase.weight for each in kept)))


@functools.cache
def bare(topic: str) -> Choice:
    """Words for a thing that say nothing of it; empty where nobody writes one."""
    nothing = Meaning("", {})
    kept = tuple(
        Wording("bare", topic, each, nothing) for each in phrases(tables.BARE_NOUNS[topic]) if each.weight
    )
    return Choice(kept, tuple(itertools.accumulate(each.phrase.weight for each in kept)))


@functools.cache
def _choices() -> dict[tuple[str, str, str], tuple[Wording, ...]]:
    """The wordings of each value of each style."""
    found: dict[tuple[str, str, str], list[Wording]] = {}
    for each in _wordings():
        for style, (factor, values) in each.meaning.styles.items():
            for value in values:
                found.setdefault((style, factor, value), []).append(each)
    return {slot: tuple(each) for slot, each in found.items()}


def _wordings() -> Iterator[Wording]:
    yield from _of_table("adjective", tables.ADJECTIVES)
    yield from _of_table("noun", tables.NOUNS)
    yield from _of_table("after", tables.AFTER)
    yield from _of_table("alone", {"": tables.ALONE})
    for text, excluded, how in tables.NOT:
        kind, _, weight = how.partition("=")
        (phrase,) = phrases(text)
        if float(weight):
            worded = Phrase(phrase.text, float(weight), phrase.article)
            yield Wording(f"no {kind}", "", worded, denied(excluded))


def _of_table(kind: str, table: dict[str, list[Entry]]) -> Iterator[Wording]:
    for topic, entries in table.items():
        for said, listed in entries:
            for phrase in phrases(listed):
                if phrase.weight and (kind != "adjective" or bare(topic).wordings or topic in _COLOURED):
                    yield Wording(kind, topic, phrase, said)


_COLOURED = ("beard", "moustache")
"""Things without a bare word for them, of which colours are said."""
