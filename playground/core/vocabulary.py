"""The words that a model knows, read from a file of its own: data alone, checked before anything uses it.

The file has the form of the library ``tokenizers``, of which whole words are read: a table of words, how
letters are normalised, and one of the known ways to part a text. The library itself is imported when a text
is first taken apart.
"""

from __future__ import annotations

import bisect
import functools
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple, TypeAlias

import msgspec

from playground.core.errors import ModelFileError
from playground.core.guard import DamagedFileError, guarded
from playground.core.regular import read_regular

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_BYTES = 10_000_000
MOST_WORDS = 200_000
LONGEST = 100
"""Letters of a word."""

WORD = r"[^\W_]+|[^\w\s]"
"""Letters and digits that belong together, or a sign."""


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """Every key known."""


class _Nfc(_Strict, frozen=True, tag="NFC"):
    pass


class _Nfkc(_Strict, frozen=True, tag="NFKC"):
    pass


class _Lowercase(_Strict, frozen=True, tag="Lowercase"):
    pass


_Normal: TypeAlias = _Nfc | _Nfkc | _Lowercase


class _Normals(_Strict, frozen=True, kw_only=True, tag="Sequence"):
    normalizers: Annotated[tuple[_Normal, ...], msgspec.Meta(max_length=8)]


class _Pattern(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of all expressions, which a library would run for as long as they ask, one that is known."""

    Regex: Literal[r"[^\W_]+|[^\w\s]"]


class _Split(_Strict, frozen=True, kw_only=True, tag="Split"):
    pattern: _Pattern
    behavior: Literal["Removed"]
    invert: bool


class _Whitespace(_Strict, frozen=True, tag="Whitespace"):
    pass


class _WhitespaceSplit(_Strict, frozen=True, tag="WhitespaceSplit"):
    pass


class _WordLevel(_Strict, frozen=True, kw_only=True, tag="WordLevel"):
    vocab: Annotated[dict[str, int], msgspec.Meta(max_length=MOST_WORDS)]
    unk_token: str


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    version: Literal["1.0"]
    truncation: None = None
    padding: None = None
    added_tokens: Annotated[list[str], msgspec.Meta(max_length=0)] = []
    normalizer: _Normals | _Nfc | _Nfkc | _Lowercase | None = None
    pre_tokenizer: _Split | _Whitespace | _WhitespaceSplit
    post_processor: None = None
    decoder: None = None
    model: _WordLevel


class Piece(NamedTuple):
    """A word of a text, its token, and where it stands: ``text[start:stop]``."""

    word: str
    token: int
    start: int
    stop: int


class Vocabulary:
    """Words by their tokens, which are counted from 0, and how a text is taken apart into them."""

    def __init__(self, file: _File) -> None:
        self._file = file
        self.words = tuple(sorted(file.model.vocab, key=file.model.vocab.__getitem__))
        self.unknown = file.model.vocab[file.model.unk_token]

    def __len__(self) -> int:
        return len(self.words)

    def token_of(self, word: str) -> int | None:
        """The token of a word as it is written in the file."""
        return self._file.model.vocab.get(word)

    def encode(self, text: str) -> tuple[Piece, ...]:
        """The words of a text, those that are not known with the token ``unknown``."""
        found = self._tokenizer.encode(text, add_special_tokens=False)
        places = zip(found.ids, found.offsets, strict=True)
        return tuple(Piece(text[start:stop], token, start, stop) for token, (start, stop) in places)

    def completions(self, beginning: str, most: int = 8) -> tuple[str, ...]:
        """Words that begin so, as :func:`completions` gives them; what stands in square brackets is none."""
        return completions(self._alphabet, beginning, most)

    @functools.cached_property
    def _alphabet(self) -> list[str]:
        return sorted(word for word in self.words if not word.startswith("["))

    @functools.cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        with guarded(ModelFileError, "The vocabulary cannot be used"):
            return Tokenizer.from_str(msgspec.json.encode(self._file).decode())


def read_vocabulary(path: Path) -> Vocabulary:
    """Read and check a vocabulary; raises ``ModelFileError``."""
    with guarded(ModelFileError, f"The vocabulary {path} cannot be read"):
        return decoded(read_regular(path, MAX_BYTES))


def decoded(data: bytes) -> Vocabulary:
    """The vocabulary of a file's bytes; raises a parser's error, or ``DamagedFileError``."""
    file = msgspec.json.decode(data, type=_File)
    words = file.model.vocab
    if sorted(words.values()) != list(range(len(words))):
        raise DamagedFileError("its words are not counted from 0, each once")
    if file.model.unk_token not in words:
        raise DamagedFileError("it has no token for words that are not known")
    if any(len(word) > LONGEST for word in words):
        raise DamagedFileError(f"it has a word of more than {LONGEST} letters")
    return Vocabulary(file)


def completions(words: Sequence[str], beginning: str, most: int = 8) -> tuple[str, ...]:
    """Of sorted words those that begin so, the shortest first; none for no beginning."""
    sought = unicodedata.normalize("NFKC", beginning).lower()
    if not sought:
        return ()
    first = bisect.bisect_left(words, sought)
    found = [word for word in words[first : _end(words, sought)] if word != sought]
    return tuple(sorted(found, key=lambda word: (len(word), word))[:most])


def _end(words: Sequence[str], beginning: str) -> int:
    """The place behind the last of sorted words that begin so."""
    return bisect.bisect_right(words, beginning, key=lambda word: word[: len(beginning)])
