"""A prompt as a network is told it: tokens and how much each is looked at, and what of it was not read."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from msgspec.structs import replace

from playground.core import plain_text
from playground.core.cards import Card, TokenCondition
from playground.core.errors import RecipeError
from playground.core.frames import Array
from playground.core.prompts import lines, parse
from playground.core.vocabulary import Vocabulary
from playground.core.words_in import end_of, without_controls

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


class TokenizedPrompt(msgspec.Struct, frozen=True):
    """What rows of prompts are to a network: ``length`` words each at most, the style the first.

    Where it reads parts of words, each is one here, and others stand around the text. ``fits`` says how much
    of a text is read, ``besides`` is a sentence on what was not read of another text that no row is of, and
    ``rest`` fills up.
    """

    rows: tuple[tuple[Word, ...], ...]
    unread: tuple[Unread, ...]
    length: int
    fits: str
    besides: str = ""
    rest: Word = Word("", PAD, 0.0)

    @property
    def tokens(self) -> Array:
        """``(rows, length)`` int64."""
        return self._filled([[word.token for word in row] for row in self.rows], self.rest.token, np.int64)

    @property
    def weights(self) -> Array:
        """``(rows, length)`` float32; 0 where there is no word, unless what is there is looked at."""
        return self._filled(
            [[word.weight for word in row] for row in self.rows], self.rest.weight, np.float32
        )

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
        known = any(word.start != _NOWHERE for row in self.rows for word in row)
        end = "." if known else ", and so reads an empty prompt."
        said = [f"The model does not know {_named(strange)}{end}"] if strange else []
        if cut:
            fit = "fits" if len(cut) == 1 else "fit"
            said.append(f"It reads {self.fits} at a time: {_named(cut)} no longer {fit}.")
        return " ".join(filter(None, (*said, self.besides)))

    def _filled(self, rows: Sequence[Sequence[object]], rest: object, kind: type[np.generic]) -> Array:
        full = [[*row, *[rest] * (self.length - len(row))] for row in rows]
        return np.array(full, dtype=kind)


def tokenized(
    prompt: str, style: str, card: Card, condition: TokenCondition, vocabulary: Vocabulary
) -> TokenizedPrompt:
    """What a prompt says to a model; raises ``RecipeError`` where it cannot be told that."""
    around = _around(style, card, condition, vocabulary)
    rows, unread = [], list[Unread]()
    for number, (line, begin) in enumerate(lines(prompt)):
        known, room = list[Word](), condition.room
        for whole, parts in _words(line, begin, vocabulary):
            strange = whole.token == vocabulary.unknown
            room -= 0 if strange else len(parts)
            if strange or room < 0:
                unread.append(Unread(whole, number, not strange))
            else:
                known += parts
        rows.append((*around.before, *known, *around.after))
    unread.sort(key=lambda each: (each.row, each.known))
    unit = "words" if condition.frame is None else "tokens"
    return TokenizedPrompt(
        tuple(rows), tuple(unread), condition.length, f"{condition.room} {unit}", rest=around.rest
    )


def both(one: TokenizedPrompt, two: TokenizedPrompt) -> TokenizedPrompt:
    """The rows of both, those of the first before those of the second; one text twice is told of once."""
    unread = () if two is one else two.unread
    more = (each._replace(row=each.row + len(one.rows)) for each in unread)
    return replace(one, rows=(*one.rows, *two.rows), unread=(*one.unread, *more))


def beside(one: TokenizedPrompt, other: TokenizedPrompt, title: str) -> TokenizedPrompt:
    """The rows of the first alone, with what was not read of the other, which is called by its ``title``."""
    note = other.note
    return one if not note else replace(one, besides=f"Of the {title}: {note[0].lower()}{note[1:]}")


class _Around(NamedTuple):
    """What stands around the words of a text."""

    before: tuple[Word, ...]
    after: tuple[Word, ...]
    rest: Word


def _around(style: str, card: Card, condition: TokenCondition, vocabulary: Vocabulary) -> _Around:
    """The token that says the style, or that there is none; or what a tokenizer sets around a text."""
    if style and style not in condition.styles:
        known = f"it knows {', '.join(condition.styles)}" if condition.styles else "it knows none"
        raise RecipeError(
            f"{card.title} does not know the style “{plain_text.line(style, _SHOWN)}”; {known}."
        )
    if (frame := condition.frame) is not None:
        before, after = (
            tuple(_sign(vocabulary, each) for each in side) for side in (frame.before, frame.after)
        )
        return _Around(before, after, Word("", frame.pad, float(frame.seen)))
    token = vocabulary.token_of(f"[{style}]") if style else condition.null
    if token is None:
        raise RecipeError(f"{card.title} cannot be told nothing; choose a style.")
    return _Around((Word(f"[{style}]" if style else STYLELESS, token, 1.0),), (), Word("", PAD, 0.0))


def _sign(vocabulary: Vocabulary, token: int) -> Word:
    """A token that stands for no text, by its name in square brackets, as it is in no prompt."""
    name = vocabulary.words[token].strip("<|>[]") if token < len(vocabulary) else str(token)
    return Word(f"[{name}]", token, 1.0)


def _words(line: str, begin: int, vocabulary: Vocabulary) -> Iterator[tuple[Word, tuple[Word, ...]]]:
    """The words of a line, and the parts of each that have tokens, which all weigh as much as it does.

    A word of which a part is not known is not known.
    """
    text = _plain(line)
    pieces = vocabulary.encode(without_controls(text.letters))
    groups = [tuple(group) for _, group in itertools.groupby(pieces, key=lambda piece: piece.of)]
    nexts = [*(parts[0].start for parts in groups), len(text.letters)][1:]
    for parts, most in zip(groups, nexts, strict=True):
        # Where a letter has become one with the marks behind it, it is said to end before them.
        start, stop = parts[0].start, end_of(text.letters, max(piece.stop for piece in parts), most)
        weight = text.weights[start] if start < len(text.weights) else 1.0
        ends = text.place(start, begin), text.place(stop - 1, begin) + 1
        strange = any(piece.token == vocabulary.unknown for piece in parts)
        token = vocabulary.unknown if strange and vocabulary.unknown is not None else parts[0].token
        named = text.letters[start:stop] or vocabulary.words[token]
        words = (Word(each.word or named, each.token, weight, *ends) for each in parts)
        yield Word(named, token, weight, *ends), tuple(words)


class _Plain(NamedTuple):
    """A line without brackets and weights: its letters, what each weighs, and where it stands."""

    letters: str
    weights: tuple[float, ...]
    places: tuple[int, ...]

    def place(self, at: int, begin: int) -> int:
        """Where a letter stands, in a text in which the line begins there."""
        return begin + self.places[max(0, min(at, len(self.places) - 1))] if self.places else begin


def _plain(line: str) -> _Plain:
    """A line without what only weighs; brackets part words as blanks do."""
    letters, weights, places, end = list[str](), list[float](), list[int](), 0
    for span in parse(line):
        beside = not letters or letters[-1].isspace() or span.text[:1].isspace()
        if not beside and line[end : span.start].strip("\\"):
            letters.append(" ")
            weights.append(span.weight)
            places.append(span.start)
        letters += span.text
        weights += [span.weight] * len(span.text)
        places += range(span.start, span.stop)
        end = span.stop
    return _Plain("".join(letters), tuple(weights), tuple(places))


def _shown(word: str) -> str:
    return plain_text.line(word, _SHOWN)


def _named(words: Iterable[str]) -> str:
    """Words by name, and how many more."""
    each = [_shown(word) for word in words]
    named = [f"“{word}”" for word in each[:_NAMED]]
    more = len(each) - len(named)
    if more:
        return f"{', '.join(named)} and {more:,} more"
    return " and ".join(part for part in (", ".join(named[:-1]), *named[-1:]) if part)
