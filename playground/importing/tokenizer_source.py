"""Tokenizers of others: a ``tokenizer.json``, or a folder with the words and merges of CLIP’s.

What comes of one is a vocabulary as a model keeps it, and what its card says: which tokens stand around a
text, and which fills it up.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias

import msgspec
from msgspec import Meta
from msgspec.structs import asdict

from playground.core.cards import Frame, TokenCondition
from playground.core.errors import ImportingError
from playground.core.guard import DamagedFileError, guarded
from playground.core.regular_files import read_regular
from playground.core.vocabulary import MAX_BYTES, Vocabulary
from playground.core.vocabulary_file import CLIP, LONGEST_PIECE, File, Strict, check
from playground.importing.configuration import read_json

TOKENIZER, SETTINGS, SPECIAL = "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"
VOCABULARY = "vocabulary.json"
WORDS, MERGES = "vocab.json", "merges.txt"
MOST_TOKENS = 1000
"""That a network reads."""

_Text: TypeAlias = Annotated[str, Meta(max_length=LONGEST_PIECE)]
_End: TypeAlias = tuple[_Text, int]


class _Truncation(Strict, frozen=True, kw_only=True):
    max_length: int
    strategy: str = ""
    stride: int = 0
    direction: Literal["Right"] = "Right"


class _Padding(Strict, frozen=True, kw_only=True):
    strategy: Any = None
    direction: Literal["Right"]
    pad_to_multiple_of: int | None = None
    pad_id: int = 0
    pad_type_id: int = 0
    pad_token: _Text = ""


class _Around(Strict, frozen=True, kw_only=True, tag_field="type"):
    pass


class _OfBert(_Around, frozen=True, kw_only=True, tag="BertProcessing"):
    sep: _End
    cls: _End


class _OfRoberta(_Around, frozen=True, kw_only=True, tag="RobertaProcessing"):
    sep: _End
    cls: _End
    trim_offsets: bool = True
    add_prefix_space: bool = True


class _OfBytes(_Around, frozen=True, kw_only=True, tag="ByteLevel"):
    add_prefix_space: bool = True
    trim_offsets: bool = True
    use_regex: bool = True


class _Slot(Strict, frozen=True, kw_only=True):
    id: _Text
    type_id: int = 0


class _SlotOf(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """A sign or the text itself."""

    SpecialToken: _Slot | None = None
    Sequence: _Slot | None = None


class _Sign(Strict, frozen=True, kw_only=True):
    id: _Text
    ids: Annotated[tuple[int, ...], Meta(max_length=16)]
    tokens: tuple[_Text, ...]


class _OfTemplate(_Around, frozen=True, kw_only=True, tag="TemplateProcessing"):
    single: Annotated[tuple[_SlotOf, ...], Meta(max_length=32)]
    pair: Any = None
    special_tokens: Annotated[dict[str, _Sign], Meta(max_length=32)]


_One: TypeAlias = _OfBert | _OfRoberta | _OfBytes | _OfTemplate


class _Several(_Around, frozen=True, kw_only=True, tag="Sequence"):
    processors: Annotated[tuple[_One, ...], Meta(max_length=4)]


class _Foreign(File, frozen=True, kw_only=True):
    """What others write, who keep in it what stands around a text."""

    truncation: _Truncation | None = None  # type: ignore[assignment]
    padding: _Padding | None = None  # type: ignore[assignment]
    post_processor: _Several | _One | None = None  # type: ignore[assignment]
    decoder: Any = None


class TokenizerSource(NamedTuple):
    """A tokenizer: its vocabulary, what stands around a text, how many tokens it gives if it says that.

    ``notes`` are sentences for whoever imports.
    """

    vocabulary: Vocabulary
    frame: Frame
    length: int | None
    notes: tuple[str, ...]


def is_tokenizer(folder: Path) -> bool:
    """Whether a tokenizer lies in a folder."""
    return (folder / TOKENIZER).is_file() or all((folder / name).is_file() for name in (WORDS, MERGES))


def read_tokenizer(folder: Path) -> TokenizerSource:
    """The tokenizer of a folder; raises :class:`ImportingError`."""
    path = folder / TOKENIZER if (folder / TOKENIZER).is_file() else folder / WORDS
    if not is_tokenizer(folder):
        raise ImportingError(f"There is no {TOKENIZER} in {folder}, nor {WORDS} with {MERGES}.")
    settings = [read_json(folder / name) for name in (SETTINGS, SPECIAL) if (folder / name).is_file()]
    with guarded(ImportingError, f"The tokenizer {path} cannot be used"):
        if path.name == TOKENIZER:
            found = msgspec.json.decode(read_regular(path, MAX_BYTES), type=_Foreign)
        else:
            found = _of_clip(folder, settings)
        return _understood(found, settings)


def condition_of(
    source: TokenizerSource,
    length: int,
    features: int,
    *,
    embedding: int = 0,
    whole: int = 0,
    seen: bool,
    weighted: bool = True,
    masked: bool = False,
) -> TokenCondition:
    """How a card says that a network is told words by a tokenizer, ``seen`` where it looks at what fills up.

    Told nothing, it reads what stands around a text.
    """
    frame = msgspec.structs.replace(source.frame, seen=seen)
    if frame.size >= length:
        raise ImportingError(f"Of {length} tokens {frame.size} stand around a text, so that no word is read.")
    null = (*frame.before, *frame.after, frame.pad)[0]
    return TokenCondition(
        length=length, null=null, vocabulary=VOCABULARY, features=features,
        whole=whole, embedding=embedding, weighted=weighted, masked=masked, frame=frame,
    )  # fmt: skip


def _understood(found: _Foreign, settings: list[dict[str, Any]]) -> TokenizerSource:
    plain = dict.fromkeys(("truncation", "padding", "post_processor", "decoder"))
    own = File(**(asdict(found) | plain))
    check(own)
    vocabulary, notes = Vocabulary(own), list[str]()
    before, after = _sides(found.post_processor)
    pad = _named(settings, vocabulary)
    if pad is None and found.padding is not None:
        pad = found.padding.pad_id
    if pad is None:
        pad = after[-1] if after else 0
        sign = vocabulary.words[pad] if pad < len(vocabulary) else pad
        notes.append(f"The tokenizer does not say what fills a text up; “{sign}” is taken.")
    if not all(0 <= token < len(vocabulary) for token in (*before, *after, pad)):
        raise DamagedFileError("a token around a text is none of its words")
    return TokenizerSource(
        vocabulary, Frame(before=before, after=after, pad=pad), _length(found, settings), tuple(notes)
    )


def _length(found: _Foreign, settings: list[dict[str, Any]]) -> int | None:
    """How many tokens a text is cut to or filled up to."""
    fixed = found.padding.strategy if found.padding else None
    said = [
        fixed.get("Fixed") if isinstance(fixed, dict) else None,
        found.truncation.max_length if found.truncation else None,
        *(each.get("model_max_length") for each in settings),
    ]
    return next((int(each) for each in said if isinstance(each, int) and 2 <= each <= MOST_TOKENS), None)


def _named(settings: list[dict[str, Any]], vocabulary: Vocabulary) -> int | None:
    """The token that fills a text up, where it is said beside the tokenizer."""
    for each in settings:
        said = each.get("pad_token")
        said = said.get("content") if isinstance(said, dict) else said
        if isinstance(said, str) and (token := vocabulary.token_of(said)) is not None:
            return token
    return None


def _sides(processor: _Several | _One | None) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The tokens before and after a text."""
    each = processor.processors if isinstance(processor, _Several) else (processor,) if processor else ()
    before, after = tuple[int, ...](), tuple[int, ...]()
    for one in each:
        if isinstance(one, _OfBert | _OfRoberta):
            before, after = (one.cls[1], *before), (*after, one.sep[1])
        elif isinstance(one, _OfTemplate):
            first, last = _template(one)
            before, after = (*first, *before), (*after, *last)
    return before, after


def _template(template: _OfTemplate) -> tuple[tuple[int, ...], tuple[int, ...]]:
    places = [at for at, each in enumerate(template.single) if each.Sequence is not None]
    if len(places) != 1:
        raise DamagedFileError("its template does not have the text in one place")
    sides = template.single[: places[0]], template.single[places[0] + 1 :]
    before, after = (tuple(token for each in side for token in _tokens(template, each)) for side in sides)
    return before, after


def _tokens(template: _OfTemplate, place: _SlotOf) -> Iterator[int]:
    named = place.SpecialToken.id if place.SpecialToken else ""
    if named not in template.special_tokens:
        raise DamagedFileError("its template names a sign that it does not have")
    yield from template.special_tokens[named].ids


def _of_clip(folder: Path, settings: list[dict[str, Any]]) -> _Foreign:
    """CLIP’s from its words and merges, as the library transformers reads them."""
    kinds = [str(each.get("tokenizer_class", "")) for each in settings]
    if not any(kind.startswith("CLIPTokenizer") for kind in kinds):
        raise DamagedFileError(
            f"beside {WORDS} and {MERGES} nothing says that they are CLIP’s; a {TOKENIZER} does"
        )
    vocab = json.loads(read_regular(folder / WORDS, MAX_BYTES))
    lines = read_regular(folder / MERGES, MAX_BYTES).decode().strip().split("\n")
    merges = [line for line in lines if line and not line.startswith("#version")]
    ends = ("<|startoftext|>", "<|endoftext|>")
    first, last = (vocab.get(each) for each in ends)
    tree = {
        "version": "1.0",
        "added_tokens": [
            {"id": token, "content": sign, "special": True}
            for sign, token in zip(ends, (first, last), strict=True)
        ],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "NFC"},
                {"type": "Replace", "pattern": {"Regex": r"\s+"}, "content": " "},
                {"type": "Lowercase"},
            ],
        },
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [
                {"type": "Split", "pattern": {"Regex": CLIP}, "behavior": "Removed", "invert": True},
                {"type": "ByteLevel", "add_prefix_space": False},
            ],
        },
        "post_processor": {"type": "RobertaProcessing", "sep": [ends[1], last], "cls": [ends[0], first]},
        "model": {
            "type": "BPE", "vocab": vocab, "merges": merges, "unk_token": ends[1],
            "end_of_word_suffix": "</w>",
        },
    }  # fmt: skip
    return msgspec.convert(tree, type=_Foreign)
