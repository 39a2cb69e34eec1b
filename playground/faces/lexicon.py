"""What every known word or run of words may be in a text, made once from the tables of phrases."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator

import msgspec

from playground.faces import phrases as tables
from playground.faces.meanings import Meaning, meaning
from playground.faces.phrases import Entry, phrases

Key = tuple[str, ...]
"""Words in lower case, without hyphens."""

COLOURS = {"hair_colour", "clothes_colour", "ground"}
"""Factors that are colours."""

_WORD = re.compile(r"[^\W_][\w\u0300-\u036f]*(?:['’][^\W_][\w\u0300-\u036f]*)*|\S")
_SAME = {"’": "'", "‐": "-", "‑": "-"}


class Token(msgspec.Struct, frozen=True):
    """A word or sign of a text, as it is looked up, and where it stands."""

    word: str
    start: int
    stop: int


class Roles(msgspec.Struct):
    """What some words may be: a thing (``of`` what kind), said of things, said alone, joined to a thing."""

    of: str = ""
    says: Meaning | None = None
    adjectives: dict[str, Meaning] = {}
    alone: Meaning | None = None
    joins: str = ""
    excludes: Meaning | None = None
    denies: bool = False
    filler: bool = False
    modifies: bool = False

    @property
    def is_colour(self) -> bool:
        """Whether it names a colour."""
        return any(each.factor in COLOURS for each in self.adjectives.values())


def tokens(text: str) -> list[Token]:
    """The words and signs of a text; a hyphen inside a word parts it and is left out."""
    found = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]
    kept = []
    for place, (word, start, stop) in enumerate(found):
        inside = 0 < place < len(found) - 1 and text[start - 1].isalnum() and text[stop].isalnum()
        if not (_SAME.get(word, word) == "-" and inside):
            kept.append(Token(_plain(word), start, stop))
    return kept


def key(text: str) -> Key:
    """A phrase as it is looked up."""
    return tuple(token.word for token in tokens(text))


def _plain(word: str) -> str:
    folded = unicodedata.normalize("NFKC", word).casefold()
    return "".join(_SAME.get(letter, letter) for letter in folded)


@functools.cache
def lexicon() -> dict[Key, Roles]:
    """The roles of all known phrases."""
    found: dict[Key, Roles] = {}

    def roles(text: str) -> Roles:
        return found.setdefault(key(text), Roles())

    for topic, word, said in _things():
        each = roles(word)
        each.of, each.says = topic, said
    for topic, entries in tables.ADJECTIVES.items():
        for said, word in _said(entries):
            roles(word).adjectives[topic] = said
    for said, word in _said([*tables.ALONE, *(each for after in tables.AFTER.values() for each in after)]):
        roles(word).alone = said
    for word in _listed(tables.NOT_DRAWN):
        roles(word).alone = meaning("")
    for ending, topic in tables.JOINED.items():
        roles(ending).joins = topic
    for word, excluded, _ in tables.NOT:
        roles(word.removeprefix("a ")).excludes = excluded
    for word in _listed(f"{tables.IDLE}, {tables.PEOPLE}"):
        roles(word)
    for word in _listed(f"{tables.IDLE_ADJECTIVES}, {tables.MODIFIERS}"):
        roles(word).filler = True
    for word in _listed(tables.MODIFIERS):
        roles(word).modifies = True
    for word in _listed(tables.DENYING):
        roles(word).denies = True
    _extend_colours(found)
    for plural, single in _plurals(found):
        found.setdefault(plural, found[single])
    return found


def longest(first: str) -> int:
    """Words of the longest phrase that begins with a word; none where none does."""
    return _lengths().get(first, 0)


def _extend_colours(found: dict[Key, Roles]) -> None:
    """Let "light brown", which is said of skin, also be brown where it is said of hair."""
    for words, roles in found.items():
        if len(words) == 2 and roles.adjectives and found.get(words[:1], Roles()).modifies:
            colour = found.get(words[1:], Roles())
            if colour.is_colour:
                roles.adjectives = colour.adjectives | roles.adjectives


@functools.cache
def _lengths() -> dict[str, int]:
    found: dict[str, int] = {}
    for words in lexicon():
        found[words[0]] = max(len(words), found.get(words[0], 0))
    return found


def _things() -> Iterator[tuple[str, str, Meaning | None]]:
    for topic, table in tables.BARE_NOUNS.items():
        yield from ((topic, each.text, None) for each in phrases(table))
    for topic, entries in tables.NOUNS.items():
        yield from ((topic, word, said) for said, word in _said(entries))
    yield from (("other", word, None) for word in _listed(tables.OTHER_THINGS))


def _said(entries: Iterable[Entry]) -> Iterator[tuple[Meaning, str]]:
    for said, table in entries:
        yield from ((said, each.text) for each in phrases(table))


def _listed(table: str) -> list[str]:
    return [each.strip() for each in table.split(",") if each.strip()]


def _plurals(found: dict[Key, Roles]) -> list[tuple[Key, Key]]:
    """The plurals of things of which there may be several."""
    return [
        ((*words[:-1], _plural(words[-1])), words)
        for words, roles in found.items()
        if roles.of and roles.of not in ("eyebrow", "eyes")
    ]


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "ch", "sh")):
        return f"{word}es"
    return f"{word[:-1]}ies" if word.endswith("y") and word[-2:-1] not in "aeiou" else f"{word}s"
