"""A prompt as a network is told it: tokens and how much each is looked at, and what of it was not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from msgspec.structs import replace

from playground.core import foreign
from playground.core.cards import Card, TokenCondition
from playground.core.errors import RecipeError
from playground.core.frames import Array
from playground.core.prompts import lines, parse
from playground.core.vocabulary import Vocabulary

PAD = 0
"""The token that stands where there are no more words; nobody looks at it."""
STYLELESS = "[nothing]"
_SHOWN = 40
"""Letters of a word that is told of."""
_NAMED = 6
"""Words that one sentence names."""
_MOST = 200
"""Words that were not read and are told of."""
_NOWHERE = -1


class Word(NamedTuple):
    """A word of a prompt: its token, how much it weighs, and where it stands."""

    text: str
    token: int
    weight: float
    start: int = _NOWHERE
    stop: int = _NOWHERE


class Unread(NamedTuple):
    """A word that was not read: one that is not known, or one that no longer fits."""

    word: Word
    row: int
    known: bool


class Told(msgspec.Struct, frozen=True):
    """What rows of prompts are to a network: ``length`` words each at most, the style the first.

    ``besides`` is a sentence on what was not read of another text that no row is of.
    """

    rows: tuple[tuple[Word, ...], ...]
    unread: tuple[Unread, ...]
    length: int
    besides: str = ""

    @property
    def tokens(self) -> Array:
        """``(rows, length)`` int64."""
        return self._filled([[word.token for word in row] for row in self.rows], PAD, np.int64)

    @property
    def weights(self) -> Array:
        """``(rows, length)`` float32, 0 where there is no word."""
        return self._filled([[word.weight for word in row] for row in self.rows], 0, np.float32)

    @property
    def arrays(self) -> dict[str, Array]:
        """What frames say of it."""
        unread = self.unread[:_MOST]
        return {
            "tokens": self.tokens,
            "weights": self.weights,
            "words": self._filled([[_shown(word.text) for word in row] for row in self.rows], "", np.str_),
            "starts": self._filled([[word.start for word in row] for row in self.rows], _NOWHERE, np.int64),
            "stops": self._filled([[word.stop for word in row] for row in self.rows], _NOWHERE, np.int64),
            "unread": np.array([_shown(each.word.text) for each in unread], dtype=np.str_),
            "unread_rows": np.array([each.row for each in unread], dtype=np.int64),
            "unread_starts": np.array([each.word.start for each in unread], dtype=np.int64),
            "unread_stops": np.array([each.word.stop for each in unread], dtype=np.int64),
            "unread_known": np.array([each.known for each in unread], dtype=bool),
        }

    @property
    def note(self) -> str:
        """What was not read, in a sentence; empty where all was."""
        strange = dict.fromkeys(each.word.text for each in self.unread if not each.known)
        cut = [each.word.text for each in self.unread if each.known]
        said = [f"The model does not know {_named(strange)}."] if strange else []
        if cut:
            fit = "fits" if len(cut) == 1 else "fit"
            said.append(f"It reads {self.length - 1} words at a time: {_named(cut)} no longer {fit}.")
        return " ".join(filter(None, (*said, self.besides)))

    def _filled(self, rows: Sequence[Sequence[object]], rest: object, kind: type[np.generic]) -> Array:
        full = [[*row, *[rest] * (self.length - len(row))] for row in rows]
        return np.array(full, dtype=kind)


def told(prompt: str, style: str, card: Card, condition: TokenCondition, vocabulary: Vocabulary) -> Told:
    """What a prompt says to a model; raises ``RecipeError`` where it cannot be told that."""
    first = _first(style, card, condition, vocabulary)
    rows, unread = [], list[Unread]()
    for number, (line, begin) in enumerate(lines(prompt)):
        found = list(_words(line, begin, vocabulary))
        known = [word for word in found if word.token != vocabulary.unknown]
        room = condition.length - 1
        rows.append((first, *known[:room]))
        unread += [Unread(word, number, False) for word in found if word.token == vocabulary.unknown]
        unread += [Unread(word, number, True) for word in known[room:]]
    return Told(tuple(rows), tuple(unread), condition.length)


def both(one: Told, two: Told) -> Told:
    """The rows of both, those of the first before those of the second; one text twice is told of once."""
    unread = () if two is one else two.unread
    more = (each._replace(row=each.row + len(one.rows)) for each in unread)
    return Told((*one.rows, *two.rows), (*one.unread, *more), one.length, one.besides)


def beside(one: Told, other: Told, title: str) -> Told:
    """The rows of the first alone, with what was not read of the other, which is called by its ``title``."""
    note = other.note
    return one if not note else replace(one, besides=f"Of the {title}: {note[0].lower()}{note[1:]}")


def _first(style: str, card: Card, condition: TokenCondition, vocabulary: Vocabulary) -> Word:
    """The token that says the style, or that there is none."""
    if style and style not in condition.styles:
        known = f"it knows {', '.join(condition.styles)}" if condition.styles else "it knows none"
        raise RecipeError(f"{card.title} does not know the style “{foreign.line(style, _SHOWN)}”; {known}.")
    token = vocabulary.token_of(f"[{style}]") if style else condition.null
    if token is None:
        raise RecipeError(f"{card.title} cannot be told nothing; choose a style.")
    return Word(f"[{style}]" if style else STYLELESS, token, 1.0)


def _words(line: str, begin: int, vocabulary: Vocabulary) -> Iterator[Word]:
    for span in parse(line):
        at = begin + span.start
        for piece in vocabulary.encode(_without_controls(span.text)):
            yield Word(piece.word, piece.token, span.weight, at + piece.start, at + piece.stop)


def _without_controls(text: str) -> str:
    """Blanks in place of characters that are neither letters nor signs, so that places stay."""
    return text if text.isprintable() else "".join(one if one.isprintable() else " " for one in text)


def _shown(word: str) -> str:
    return foreign.line(word, _SHOWN)


def _named(words: Iterable[str]) -> str:
    """Words by name, and how many more."""
    each = [_shown(word) for word in words]
    named = [f"“{word}”" for word in each[:_NAMED]]
    more = len(each) - len(named)
    if more:
        return f"{', '.join(named)} and {more:,} more"
    return " and ".join(part for part in (", ".join(named[:-1]), *named[-1:]) if part)
