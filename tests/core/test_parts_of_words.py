"""Vocabularies of parts of words say what the library they are of says, and nothing in them runs for long."""

from __future__ import annotations

import base64
import functools
import itertools
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from playground.core.errors import ModelFileError
from playground.core.guard import DamagedFileError, guarded
from playground.core.vocabulary import Vocabulary, decoded
from tests.support.tokenizers_of import CLIP, KINDS, TEXTS, kept


@functools.cache
def pair(kind: str) -> tuple[Tokenizer, Vocabulary]:
    made = KINDS[kind]()
    return made, decoded(json.dumps(kept(made)).encode())


@settings(max_examples=60, deadline=None)
@given(kind=st.sampled_from(sorted(KINDS)), text=st.text(max_size=60) | st.sampled_from(TEXTS))
def test_tokens_are_those_of_the_library(kind: str, text: str) -> None:
    """Unless a text spells a sign that stands for none, which is plain text here."""
    made, own = pair(kind)
    made.encode_special_tokens = True
    made.no_padding()
    made.no_truncation()
    pieces = own.encode(text)
    assert [piece.token for piece in pieces] == made.encode(text, add_special_tokens=False).ids
    assert all(text[piece.start : piece.stop] == piece.word for piece in pieces)
    assert all(one.of <= two.of for one, two in itertools.pairwise(pieces))


@pytest.mark.parametrize("kind", KINDS)
def test_a_word_that_is_whole_is_one_token_of_a_text(kind: str) -> None:
    """Of what is completed, each word is read as the token that it stands for."""
    _, own = pair(kind)
    words = {token: word for token, word in own.whole.items() if word.isalpha() and word.islower()}
    assert len(words) > 5
    for token, word in words.items():
        pieces = own.encode(f"a {word}")
        assert pieces[-1].token == token and pieces[-1].word == word, word
    assert "red" in own.completions("re") and own.completions("[") == ()


@pytest.mark.parametrize("kind", KINDS)
def test_a_vocabulary_is_kept_as_it_was_read(kind: str) -> None:
    _, own = pair(kind)
    again = decoded(own.file)
    assert again.words == own.words
    for text in TEXTS:
        assert again.encode(text) == own.encode(text)


def test_parts_of_a_word_say_of_which() -> None:
    _, own = pair("clip")
    groups = itertools.groupby(own.encode("a reddish zebrafish"), key=lambda piece: piece.of)
    parts = [[piece.word for piece in group] for _, group in groups]
    assert ["".join(each) for each in parts] == ["a", "reddish", "zebrafish"]
    assert len(parts[2]) > 1


def test_signs_that_stand_for_no_text_are_plain_text_in_one() -> None:
    made, own = pair("clip")
    sign = "<|endoftext|>"
    assert own.token_of(sign) == made.token_to_id(sign)
    assert own.token_of(sign) not in [piece.token for piece in own.encode(f"a {sign} heart")]


def test_words_beside_the_models_keep_their_tokens_where_signs_stand_before_them() -> None:
    size = len(kept(KINDS["word level"]())["model"]["vocab"])
    signs = {"<pad>": True, "<tool>": False, "<end>": True, "<call>": False}
    plain = dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
    beside = [
        {"id": size + place, "content": sign, "special": special, **plain}
        for place, (sign, special) in enumerate(signs.items())
    ]
    tree = changed("word level", added_tokens=beside)
    own, made = decoded(json.dumps(tree).encode()), Tokenizer.from_str(json.dumps(tree))
    made.encode_special_tokens = True
    text = "a <tool> red <pad> heart <call>"
    tokens = [piece.token for piece in own.encode(text)]
    assert tokens == made.encode(text, add_special_tokens=False).ids
    assert [own.words[token] for token in tokens if token >= size] == ["<tool>", "<call>"]


@pytest.mark.parametrize("ids", [(1, 0), (0, 2)])
def test_words_beside_the_models_that_the_library_would_count_otherwise_are_refused(
    ids: tuple[int, int],
) -> None:
    size = len(kept(KINDS["word level"]())["model"]["vocab"])
    beside = [{"id": size + place, "content": sign} for sign, place in zip("<>", ids, strict=True)]
    with pytest.raises(DamagedFileError, match="counted from 0"):
        decoded(json.dumps(changed("word level", added_tokens=beside)).encode())


def test_a_word_beside_the_models_cannot_fill_a_gap_in_them() -> None:
    vocab = {"u": 1, "a": 2}
    tree = changed("word level", added_tokens=[{"id": 0, "content": "<t>"}])
    tree["model"] = {"type": "WordLevel", "vocab": vocab, "unk_token": "u"}
    with pytest.raises(DamagedFileError, match="counted from 0"):
        decoded(json.dumps(tree).encode())


def changed(kind: str, **changes: Any) -> dict[str, Any]:
    tree = kept(KINDS[kind]())
    model = tree["model"] | changes.pop("model", {})
    return tree | changes | {"model": model}


def split(pattern: dict[str, str]) -> dict[str, Any]:
    return {"pre_tokenizer": {"type": "Split", "pattern": pattern, "behavior": "Isolated", "invert": False}}


def table(texts: bytes, size: int = 4) -> str:
    return base64.b64encode(size.to_bytes(4, "little") + bytes(4) + texts).decode()


LONG = "a" * 3000
BROKEN: dict[str, dict[str, Any]] = {
    "an expression of its own": split({"Regex": "(a+)+$"}),
    "neither a text nor an expression": split({}),
    "both": split({"Regex": CLIP, "String": " "}),
    "no text": split({"String": ""}),
    "longer than what it replaces": {
        "normalizer": {"type": "Replace", "pattern": {"String": "a"}, "content": "aa"}
    },
    "twice the bytes": {
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [{"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True}] * 2,
        }
    },
    "a table that grows": {
        "normalizer": {"type": "Precompiled", "precompiled_charsmap": table(LONG.encode())}
    },
    "a table that is none": {"normalizer": {"type": "Precompiled", "precompiled_charsmap": table(b"", 400)}},
    "no base 64": {"normalizer": {"type": "Precompiled", "precompiled_charsmap": "ä"}},
    "chance": {"model": {"dropout": 0.1}},
    "parts that are not there": {"model": {"merges": [["re", "nowhere"]]}},
    "no pair": {"model": {"merges": ["r e d"]}},
    "a path": {"model": {"vocab": "/etc/passwd"}},
    "a kind of its own": {"pre_tokenizer": {"type": "Custom", "code": "import os"}},
    "fills up to a large number": {"padding": {"strategy": {"Fixed": 1 << 40}}},
    "a token beside that is one already": {
        "added_tokens": [{"id": 7, "content": "[x]", "special": True}]
    },
    "a long part": {"model": {"vocab": {LONG: 0, "<|endoftext|>": 1}, "merges": []}},
}  # fmt: skip


@pytest.mark.parametrize("changes", BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_trusted_is_one_sentence(changes: dict[str, Any]) -> None:
    data = json.dumps(changed("clip", **dict(changes))).encode()
    with pytest.raises(ModelFileError) as told, guarded(ModelFileError, "It cannot be read"):
        decoded(data)
    assert told.value.sentence.startswith("It cannot be read: ") and "\n" not in told.value.sentence


@pytest.mark.parametrize(
    ("kind", "model"),
    [
        ("word piece", {"max_input_chars_per_word": 10_000_000}),
        ("unigram", {"unk_id": 4000}),
        ("unigram", {"vocab": [["a", 0.0], ["a", 0.0]]}),
        ("word level", {"unk_token": "[other]"}),
    ],
)
def test_what_contradicts_itself_is_refused(kind: str, model: dict[str, Any]) -> None:
    with pytest.raises((DamagedFileError, msgspec.ValidationError)):
        decoded(json.dumps(changed(kind, model=model)).encode())


def test_a_panic_of_the_library_is_one_sentence() -> None:
    """A table of letters whose tree leads out of it."""
    units = b"".join((0x3FFFFC00 | 7).to_bytes(4, "little") for _ in range(4))
    text = base64.b64encode(len(units).to_bytes(4, "little") + units + b"x\0").decode()
    own = decoded(
        json.dumps(
            changed("unigram", normalizer={"type": "Precompiled", "precompiled_charsmap": text})
        ).encode()
    )
    with pytest.raises(ModelFileError, match="The vocabulary cannot be used"):
        own.encode("red heart")
