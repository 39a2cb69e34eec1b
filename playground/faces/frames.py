"""How the items of a caption are set into an English text: a noun phrase, sentences, or a list of words."""

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


PEOPLE = (
    "face",
    "person",
    "portrait",
    "character",
    "portrait of a person",
    "avatar",
    "face of a person",
    "head",
)
_PEOPLE = tuple(itertools.accumulate((8.0, 8.0, 2.0, 2.0, 1.0, 1.0, 0.5, 0.5)))


class Item(msgspec.Struct, frozen=True):
    """What is to be said, in the forms that frames need.

    ``kind`` is adjective (of the person), doing (said behind "is"), having, worn, lacking, trailing (stands
    for itself behind a person), ground or style. ``short`` is how it stands in a list, ``sentence`` is one
    of its own; ``has`` and ``other`` are a denial behind "has", and behind another denial.
    """

    kind: str
    pieces: Pieces
    short: Pieces = ()
    sentence: Pieces = ()
    before: bool = True
    has: Pieces = ()
    other: Pieces = ()


def framed(items: list[Item], generator: np.random.Generator) -> Pieces:
    """One text that says all items."""
    mixed = [items[index] for index in generator.permutation(len(items))]
    chance = generator.random()
    if not mixed or chance < 0.5:
        return _phrase(mixed, generator)
    if chance < 0.72:
        return _sentences(mixed, generator)
    return _list(mixed, generator)


def _of(items: list[Item], *kinds: str) -> list[Item]:
    return [item for item in items if item.kind in kinds]


def _enumerated(parts: list[Pieces], last: str = "and") -> Pieces:
    """Parts divided by commas, with "and" before the last."""
    found: list[Pieces] = []
    for index, part in enumerate(parts):
        if index:
            found.append((last,) if index == len(parts) - 1 else (",",))
        found.append(part)
    return tuple(itertools.chain(*found))


def _phrase(items: list[Item], generator: np.random.Generator) -> Pieces:
    """A noun phrase: "a smiling person with glasses, wearing a red dress, on blue"."""
    adjectives = [item for item in _of(items, "adjective") if item.before]
    behind = [item for item in _of(items, "adjective") if not item.before] + _of(items, "doing")
    if len(adjectives) > 2 or (adjectives and generator.random() < 0.15):
        behind.append(adjectives.pop())
    styles = _of(items, "style")
    early = [item for item in styles if item.before and generator.random() < 0.8]
    before = [item.pieces for item in (*adjectives, *early)]
    noun = picked(generator, PEOPLE, _PEOPLE)
    found: list[Pieces] = [("A",) if generator.random() < 0.85 else ()]
    comma = len(before) > 1 and generator.random() < 0.4
    found.append(tuple(itertools.chain(*_between(before, (",",) if comma else ()))))
    found.append((noun,))
    found += _tail(items, behind, generator)
    for item in styles:
        if item not in early:
            found.append((",", *item.pieces))
    found.append(("",) if generator.random() < 0.7 else (".",))
    return tuple(piece for piece in itertools.chain(*found) if piece)


def _between(parts: list[Pieces], sign: Pieces) -> list[Pieces]:
    found: list[Pieces] = []
    for index, part in enumerate(parts):
        found += [sign, part] if index else [part]
    return found


def _tail(items: list[Item], behind: list[Item], generator: np.random.Generator) -> list[Pieces]:
    """What follows the person: what is had and worn, what is not, what is done, and the background."""
    has = _of(items, "having")
    worn = _of(items, "worn")
    lacking = _of(items, "lacking")
    if generator.random() < 0.4:
        has, worn = [*has, *worn], []
    parts: list[Pieces] = []
    with_no = [item for item in lacking if generator.random() < 0.4]
    if has or with_no:
        parts.append(("with", *_enumerated([item.pieces for item in has] + [item.has for item in with_no])))
    if worn:
        parts.append((one_of(generator, "wearing", "in"), *_enumerated([item.pieces for item in worn])))
    lacking = [item for item in lacking if item not in with_no]
    parts += _without(lacking, generator)
    parts += [item.pieces for item in (*_of(items, "trailing"), *behind)]
    order = generator.permutation(len(parts)) if generator.random() < 0.3 else range(len(parts))
    parts = [parts[index] for index in order]
    ground = [item.pieces for item in _of(items, "ground")]
    parts = [*ground, *parts] if generator.random() < 0.1 else [*parts, *ground]
    found: list[Pieces] = []
    for index, part in enumerate(parts):
        plain = index == 0 and part[0] in (
            "with",
            "in",
            "wearing",
            "on",
            "against",
            "in front of",
            "dressed in",
        )
        found += [part] if plain and generator.random() < 0.9 else [(",",), part]
    return found


def _without(lacking: list[Item], generator: np.random.Generator) -> list[Pieces]:
    """Denials, two of them now and then as "no beard or glasses"."""
    if len(lacking) == 2 and generator.random() < 0.6:
        first, second = lacking
        return [(*first.pieces, "or", *second.other)]
    return [item.pieces for item in lacking]


def _sentences(items: list[Item], generator: np.random.Generator) -> Pieces:
    """Full sentences: "This person has long red hair and is smiling. The background is blue."."""
    subject = one_of(generator, "this person", "the person", "this person", "the face", "this character")
    alone = [item for item in items if item.sentence and generator.random() < 0.35]
    alone += [item for item in _of(items, "ground") if item not in alone and generator.random() < 0.6]
    others = [item for item in items if item not in alone]
    clauses: list[Pieces] = []
    if has := _of(others, "having"):
        clauses.append(("has", *_enumerated([item.pieces for item in has])))
    if lacking := _of(others, "lacking"):
        clauses += [("has", *item.has) for item in lacking]
    if doing := [*_of(others, "adjective"), *_of(others, "doing")]:
        clauses.append(("is", *_enumerated([item.pieces for item in doing])))
    if worn := _of(others, "worn"):
        verb = one_of(generator, "wears", "is wearing")
        clauses.append((verb, *_enumerated([item.pieces for item in worn])))
    clauses += [("is", *item.pieces) for item in _of(others, "trailing")]
    clauses = [clauses[index] for index in generator.permutation(len(clauses))]
    sentences: list[Pieces] = []
    ground = tuple(itertools.chain(*((",", *item.pieces) for item in _of(others, "ground"))))
    if clauses and len(clauses) > 2 and generator.random() < 0.5:
        sentences.append((subject, *_enumerated(clauses[:2]), *ground))
        sentences.append((subject, *_enumerated(clauses[2:])))
    elif clauses:
        sentences.append((subject, *_enumerated(clauses), *ground))
    elif ground:
        sentences.append((one_of(generator, "a person", "a face", "a portrait"), *ground[1:]))
    sentences += [item.sentence for item in alone]
    for item in _of(others, "style"):
        first = ("A", *item.pieces, one_of(generator, "portrait", "face")) if item.before else item.pieces
        sentences.insert(0 if generator.random() < 0.6 else len(sentences), first)
    return (*itertools.chain(*_between(sentences, (".",))), ".")


def _list(items: list[Item], generator: np.random.Generator) -> Pieces:
    """Words as they are typed: "red hair, sunglasses, sad"."""
    sign: Pieces = (";",) if generator.random() < 0.08 else (",",)
    articles = generator.random() < 0.15
    parts = [
        item.short if item.short and not (articles and item.kind != "ground") else item.pieces
        for item in items
    ]
    if generator.random() < 0.2:
        parts.insert(0, (one_of(generator, "portrait", "person", "face"),))
    return tuple(itertools.chain(*_between(parts, sign)))
