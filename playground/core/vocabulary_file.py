"""What may stand in a file of the library ``tokenizers``: every key is known, and nothing runs for long.

Taking a text apart by it takes time and memory that grow with the text and hardly faster: of expressions,
which a library would run for as long as they ask, those are read that are known; nothing is replaced by what
is longer, but for the tables of SentencePiece, whose longest replacement is bounded; and a word has at most
some hundred letters.
"""

from __future__ import annotations

import base64
import itertools
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

from playground.core.guard import DamagedFileError

MOST_WORDS = 200_000
LONGEST = 100
"""Letters of a word."""
LONGEST_PIECE = 256
"""Letters of a part of words."""
_MOST_MERGES = 500_000
_MOST_CHARACTERS = 2_000_000
"""Of the table of SentencePiece, which says by what letters are replaced."""
_LONGEST_REPLACEMENT = 64
"""Bytes in the place of a letter."""

WORD = r"[^\W_]+|[^\w\s]"
"""Letters and digits that belong together, or a sign."""

CLIP = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
"""Endings, letters, single digits, or signs (Radford et al. 2021)."""

_Known: TypeAlias = Literal[
    r"[^\W_]+|[^\w\s]",
    r"\s+",
    r"\s",
    r" {2,}",
    # Those of CLIP, GPT-2 and its successors.
    r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+",
    r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+",
    r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+",
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+",
]
"""Of all expressions those that are known to be quick."""

_Affix: TypeAlias = Annotated[str, Meta(max_length=16)]
_Sign: TypeAlias = Annotated[str, Meta(min_length=1, max_length=1)]
_Behaviour: TypeAlias = Literal["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"]
_Words: TypeAlias = Annotated[dict[str, int], Meta(max_length=MOST_WORDS)]


class Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every key known."""


class _Kind(Strict, frozen=True, tag_field="type"):
    """One of several kinds, every key known."""


class _Nfc(_Kind, frozen=True, tag="NFC"):
    pass


class _Nfd(_Kind, frozen=True, tag="NFD"):
    pass


class _Nfkc(_Kind, frozen=True, tag="NFKC"):
    pass


class _Nfkd(_Kind, frozen=True, tag="NFKD"):
    pass


class _Nmt(_Kind, frozen=True, tag="Nmt"):
    pass


class _Lowercase(_Kind, frozen=True, tag="Lowercase"):
    pass


class _StripAccents(_Kind, frozen=True, tag="StripAccents"):
    pass


class _Strip(_Kind, frozen=True, kw_only=True, tag="Strip"):
    strip_left: bool
    strip_right: bool


class _Prepend(_Kind, frozen=True, kw_only=True, tag="Prepend"):
    prepend: _Affix


class _Pattern(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """A text as it stands, or an expression that is known."""

    String: Annotated[str, Meta(min_length=1, max_length=16)] | None = None
    Regex: _Known | None = None


class _Replace(_Kind, frozen=True, kw_only=True, tag="Replace"):
    pattern: _Pattern
    content: _Affix


class _Bert(_Kind, frozen=True, kw_only=True, tag="BertNormalizer"):
    clean_text: bool
    handle_chinese_chars: bool
    strip_accents: bool | None
    lowercase: bool


class _Precompiled(_Kind, frozen=True, kw_only=True, tag="Precompiled"):
    precompiled_charsmap: Annotated[str, Meta(max_length=_MOST_CHARACTERS)]


class _AsBytes(_Kind, frozen=True, tag="ByteLevel"):
    pass


_Normal: TypeAlias = (
    _Nfc | _Nfd | _Nfkc | _Nfkd | _Nmt | _Lowercase | _StripAccents | _Strip | _Prepend | _Replace | _Bert
    | _Precompiled | _AsBytes
)  # fmt: skip


class _Normals(_Kind, frozen=True, kw_only=True, tag="Sequence"):
    normalizers: Annotated[tuple[_Normal, ...], Meta(max_length=8)]


class _Split(_Kind, frozen=True, kw_only=True, tag="Split"):
    pattern: _Pattern
    behavior: _Behaviour
    invert: bool


class _Whitespace(_Kind, frozen=True, tag="Whitespace"):
    pass


class _WhitespaceSplit(_Kind, frozen=True, tag="WhitespaceSplit"):
    pass


class _BertSplit(_Kind, frozen=True, tag="BertPreTokenizer"):
    pass


class _Scripts(_Kind, frozen=True, tag="UnicodeScripts"):
    pass


class _Punctuation(_Kind, frozen=True, kw_only=True, tag="Punctuation"):
    behavior: _Behaviour = "Isolated"


class _Digits(_Kind, frozen=True, kw_only=True, tag="Digits"):
    individual_digits: bool


class _Delimiter(_Kind, frozen=True, kw_only=True, tag="CharDelimiterSplit"):
    delimiter: _Sign


class _Metaspace(_Kind, frozen=True, kw_only=True, tag="Metaspace", omit_defaults=True):
    replacement: _Sign
    prepend_scheme: Literal["always", "never", "first"] = "always"
    split: bool = True
    add_prefix_space: bool | None = None
    str_rep: _Sign | None = None


class _ByteLevel(_Kind, frozen=True, kw_only=True, tag="ByteLevel"):
    add_prefix_space: bool
    trim_offsets: bool = True
    use_regex: bool = True


_Parting: TypeAlias = (
    _Split | _Whitespace | _WhitespaceSplit | _BertSplit | _Scripts | _Punctuation | _Digits | _Delimiter
    | _Metaspace | _ByteLevel
)  # fmt: skip


class _Partings(_Kind, frozen=True, kw_only=True, tag="Sequence"):
    pretokenizers: Annotated[tuple[_Parting, ...], Meta(max_length=8)]


class WordLevel(_Kind, frozen=True, kw_only=True, tag="WordLevel"):
    """Whole words."""

    vocab: _Words
    unk_token: str


class WordPiece(_Kind, frozen=True, kw_only=True, tag="WordPiece"):
    """The longest parts of a word first; those that begin none have a prefix."""

    vocab: _Words
    unk_token: str
    continuing_subword_prefix: _Affix = "##"
    max_input_chars_per_word: Annotated[int, Meta(ge=1, le=200)] = 100


class Bpe(_Kind, frozen=True, kw_only=True, tag="BPE"):
    """Letters, and then pairs of parts that are merged in an order (Sennrich et al. 2016)."""

    vocab: _Words
    merges: Annotated[tuple[str | tuple[str, str], ...], Meta(max_length=_MOST_MERGES)]
    dropout: Annotated[float, Meta(ge=0, le=0)] | None = None
    unk_token: str | None = None
    continuing_subword_prefix: _Affix | None = None
    end_of_word_suffix: _Affix | None = None
    fuse_unk: bool = False
    byte_fallback: bool = False
    ignore_merges: bool = False


class Unigram(_Kind, frozen=True, kw_only=True, tag="Unigram"):
    """The likeliest parts of a word (Kudo 2018): each with the logarithm of how likely it is."""

    vocab: Annotated[tuple[tuple[str, float], ...], Meta(max_length=MOST_WORDS)]
    unk_id: int | None = None
    byte_fallback: bool = False


Model: TypeAlias = WordLevel | WordPiece | Bpe | Unigram


class Added(Strict, frozen=True, kw_only=True):
    """A token beside the model's: a ``special`` one stands for no text; another is found as it is written."""

    id: int
    content: Annotated[str, Meta(min_length=1, max_length=LONGEST_PIECE)]
    single_word: bool = False
    lstrip: bool = False
    rstrip: bool = False
    normalized: bool = False
    special: bool = False


class File(Strict, frozen=True, kw_only=True):
    """A vocabulary as a model keeps it: what stands around a text, and fills it up, its card says."""

    version: Literal["1.0"]
    truncation: None = None
    padding: None = None
    added_tokens: Annotated[tuple[Added, ...], Meta(max_length=2_000)] = ()
    normalizer: _Normals | _Normal | None = None
    pre_tokenizer: _Partings | _Parting | None = None
    post_processor: None = None
    decoder: None = None
    model: Model

    @property
    def tokens(self) -> dict[str, int]:
        """The model's own by what they stand for."""
        if isinstance(self.model, Unigram):
            return {word: token for token, (word, _) in enumerate(self.model.vocab)}
        return self.model.vocab

    @property
    def unknown(self) -> int | None:
        """The token for what is not known; ``None`` where there is none, or all is known by its bytes."""
        if isinstance(self.model, Unigram):
            return self.model.unk_id
        return None if self.model.unk_token is None else self.model.vocab.get(self.model.unk_token)

    @property
    def partings(self) -> tuple[_Parting, ...]:
        """How a text is parted, one after another."""
        found = self.pre_tokenizer
        return found.pretokenizers if isinstance(found, _Partings) else (found,) if found else ()

    @property
    def by_bytes(self) -> bool:
        """Whether its words are spelled in bytes, each as a letter."""
        return any(isinstance(each, _ByteLevel) for each in self.partings) or any(
            isinstance(each, _AsBytes) for each in _normals(self)
        )

    @property
    def space(self) -> str:
        """What a part begins with that begins a word; empty where nothing says so."""
        found = (each.replacement for each in self.partings if isinstance(each, _Metaspace))
        suffixed = isinstance(self.model, Bpe) and self.model.end_of_word_suffix
        return next(found, "Ġ" if self.by_bytes and not suffixed else "")


def check(file: File) -> None:
    """Raise :class:`DamagedFileError` with the end of a sentence for a file that contradicts itself."""
    for reason in itertools.chain(_wrong_tokens(file), _wrong_model(file.model), _wrong_ways(file)):
        raise DamagedFileError(reason)


def _wrong_tokens(file: File) -> Iterator[str]:
    tokens = file.tokens
    if not tokens:
        yield "it has no words"
    if isinstance(file.model, Unigram) and len(tokens) < len(file.model.vocab):
        yield "it has a word twice"
    # The library counts on from the model's words to what stands beside them, whatever is said of it.
    beside = [each.id for each in file.added_tokens if tokens.get(each.content) != each.id]
    if [*sorted(tokens.values()), *beside] != list(range(len(tokens) + len(beside))):
        yield "its words are not counted from 0, each once"
    longest = LONGEST if isinstance(file.model, WordLevel) else LONGEST_PIECE
    if any(len(word) > longest for word in tokens):
        yield f"it has a word of more than {longest} letters"


def _wrong_model(model: Model) -> Iterator[str]:
    if isinstance(model, Unigram):
        if model.unk_id is not None and not 0 <= model.unk_id < len(model.vocab):
            yield "it has no token for words that are not known"
    elif model.unk_token is not None and model.unk_token not in model.vocab:
        yield "it has no token for words that are not known"
    if isinstance(model, Bpe) and not all(_merges(model.vocab, model)):
        yield "it merges parts that it does not have"


def _merges(vocab: Mapping[str, int], model: Bpe) -> Iterator[bool]:
    """Whether the parts of each pair are known, and the whole of it."""
    prefix = len(model.continuing_subword_prefix or "")
    for pair in model.merges:
        parts = pair.split(" ") if isinstance(pair, str) else pair
        one, other = parts if len(parts) == 2 else ("", "")
        yield one in vocab and other in vocab and one + other[prefix:] in vocab


def _normals(file: File) -> tuple[_Normal, ...]:
    found = file.normalizer
    return found.normalizers if isinstance(found, _Normals) else (found,) if found else ()


def _wrong_ways(file: File) -> Iterator[str]:
    normals = _normals(file)
    patterns = [each.pattern for each in (*normals, *file.partings) if isinstance(each, _Replace | _Split)]
    if any((each.String is None) == (each.Regex is None) for each in patterns):
        yield "it looks for neither a text nor an expression that is known, or for both"
    for each in normals:
        if isinstance(each, _Replace) and len(each.content) > len(each.pattern.String or "."):
            yield "it replaces letters by more of them"
        if isinstance(each, _Precompiled):
            yield from _wrong_table(each.precompiled_charsmap)
    for kind in (_Precompiled, _Prepend, _AsBytes):
        if sum(isinstance(each, kind) for each in normals) > 1:
            yield "it changes letters twice in the same way"
    if sum(isinstance(each, _ByteLevel) for each in file.partings) > 1:
        yield "it takes letters for bytes twice"


def _wrong_table(text: str) -> Iterator[str]:
    """A table is the length of a tree in bytes, the tree, and texts that end with a zero."""
    table = base64.b64decode(text, validate=True)
    size = int.from_bytes(table[:4], "little")
    if size % 4 or not 4 <= size <= len(table) - 4:
        yield "its table of letters is damaged"
    elif max(map(len, table[4 + size :].split(b"\0"))) > _LONGEST_REPLACEMENT:
        yield "it replaces letters by more of them"
