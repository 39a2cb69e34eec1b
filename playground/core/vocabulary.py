"""The words that a model knows, read from a file of its own: data alone, checked before anything uses it.

The file has the form of the library ``tokenizers``: words, or parts of words, how letters are normalised, and
known ways to part a text (``vocabulary_file``). The library itself is imported when a text is first taken
apart.
"""

from __future__ import annotations

import bisect
import functools
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from playground.core.errors import ModelFileError
from playground.core.guard import guarded
from playground.core.regular_files import read_regular
from playground.core.vocabulary_file import LONGEST, WORD, Bpe, File, WordPiece, check

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = [
    "LONGEST",
    "MAX_BYTES",
    "WORD",
    "Piece",
    "Vocabulary",
    "completions",
    "decoded",
    "known",
    "read_vocabulary",
]

MAX_BYTES = 10_000_000


class Piece(NamedTuple):
    """A word of a text or a part of one, its token, and where it stands: ``text[start:stop]``.

    ``of`` is the number of the word that it belongs to, in the text.
    """

    word: str
    token: int
    start: int
    stop: int
    of: int = 0


class Vocabulary:
    """Words by their tokens, which are counted from 0, and how a text is taken apart into them."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._tokens = file.tokens | {each.content: each.id for each in file.added_tokens}
        self.words = tuple(sorted(self._tokens, key=self._tokens.__getitem__))
        self.unknown = file.unknown

    def __len__(self) -> int:
        return len(self.words)

    @property
    def file(self) -> bytes:
        """What it was read from, as a model keeps it."""
        return msgspec.json.encode(self._file)

    def token_of(self, word: str) -> int | None:
        """The token of a word as it is written in the file."""
        return self._tokens.get(word)

    def encode(self, text: str) -> tuple[Piece, ...]:
        """The words of a text or their parts, those that are not known with the token ``unknown``."""
        with guarded(ModelFileError, "The vocabulary cannot be used"):
            found = self._tokenizer.encode(text, add_special_tokens=False)
        places = zip(found.ids, found.offsets, found.word_ids, strict=True)
        return tuple(_piece(text, token, *ends, at if of is None else of)
                     for at, (token, ends, of) in enumerate(places))  # fmt: skip

    def completions(self, beginning: str, most: int = 8) -> tuple[str, ...]:
        """Whole words that begin so, as :func:`completions` gives them; what stands in square brackets is
        none."""
        return completions(self._alphabet, beginning, most)

    @functools.cached_property
    def whole(self) -> Mapping[int, str]:
        """The tokens that are whole words, and these as they are written in a text."""
        special = {each.id for each in self._file.added_tokens if each.special}
        found = ((token, self._plain(word)) for token, word in enumerate(self.words) if token not in special)
        return {token: word for token, word in found if _is_shown(word) and not word.startswith("[")}

    def _plain(self, word: str) -> str:
        """A word as it is written in a text; empty for a part of one."""
        model, space = self._file.model, self._file.space
        if isinstance(model, WordPiece) and word.startswith(model.continuing_subword_prefix or "\0"):
            return ""
        if isinstance(model, Bpe) and (end := model.end_of_word_suffix):
            if not word.endswith(end):
                return ""
            word = word.removesuffix(end)
        if not word.startswith(space):
            return ""
        word = word.removeprefix(space)
        return _from_bytes(word) if self._file.by_bytes else word

    @functools.cached_property
    def _alphabet(self) -> list[str]:
        return sorted(self.whole.values())

    @functools.cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        with guarded(ModelFileError, "The vocabulary cannot be used"):
            found = Tokenizer.from_str(self.file.decode())
        # Signs that stand for no text are not found in one: foreign text is plain text.
        found.encode_special_tokens = True
        return found


def _piece(text: str, token: int, start: int, stop: int, of: int) -> Piece:
    """A part of a text, without the blanks before it, which some parts take in."""
    begin = min(stop, start + len(text[start:stop]) - len(text[start:stop].lstrip()))
    return Piece(text[begin:stop], token, begin, stop, of)


def _is_shown(word: str) -> bool:
    """Whether something is seen of a word, all of it."""
    return word.isprintable() and word == word.strip() != ""


def _from_bytes(word: str) -> str:
    """What a word says whose letters are bytes; empty where that is no text."""
    letters = _letters_of_bytes()
    try:
        return bytes(letters[letter] for letter in word).decode()
    except (KeyError, UnicodeDecodeError):
        return ""


@functools.cache
def _letters_of_bytes() -> dict[str, int]:
    """The letter in the place of each byte: itself where it can be seen, else one beyond 255 (GPT-2)."""
    seen = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = (byte for byte in range(256) if byte not in seen)
    return {chr(byte): byte for byte in seen} | {chr(256 + at): byte for at, byte in enumerate(hidden)}


def read_vocabulary(path: Path) -> Vocabulary:
    """Read and check a vocabulary; raises ``ModelFileError``."""
    with guarded(ModelFileError, f"The vocabulary {path} cannot be read"):
        return decoded(read_regular(path, MAX_BYTES))


def decoded(data: bytes) -> Vocabulary:
    """The vocabulary of a file's bytes; raises a parser's error, or ``DamagedFileError``."""
    file = msgspec.json.decode(data, type=File)
    check(file)
    return Vocabulary(file)


def completions(words: Sequence[str], beginning: str, most: int = 8) -> tuple[str, ...]:
    """Of sorted words those that begin so, the shortest first; none for no beginning."""
    sought = _normalised(beginning)
    if not sought:
        return ()
    first = bisect.bisect_left(words, sought)
    found = [word for word in words[first : _end(words, sought)] if word != sought]
    return tuple(sorted(found, key=lambda word: (len(word), word))[:most])


def known(words: Sequence[str], word: str) -> bool:
    """Whether a word as it is typed is one of sorted words."""
    sought = _normalised(word)
    place = bisect.bisect_left(words, sought)
    return place < len(words) and words[place] == sought


def _normalised(word: str) -> str:
    return unicodedata.normalize("NFKC", word).lower()


def _end(words: Sequence[str], beginning: str) -> int:
    """The place behind the last of sorted words that begin so."""
    return bisect.bisect_right(words, beginning, key=lambda word: word[: len(beginning)])
