"""A vocabulary is data that is checked before anything uses it."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.errors import ModelFileError
from playground.core.vocabulary import LONGEST, WORD, Vocabulary, decoded, read_vocabulary

WORDS = ("[pad]", "[unknown]", "[nothing]", "[plain]", "red", "reddish", "redo", "heart", "’", "猫")


def content(**changes: Any) -> dict[str, Any]:
    """What a file says, with changes."""
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFKC"}, {"type": "Lowercase"}]},
        "pre_tokenizer": {
            "type": "Split", "pattern": {"Regex": WORD}, "behavior": "Removed", "invert": True
        },
        "post_processor": None,
        "decoder": None,
        "model": {
            "type": "WordLevel",
            "vocab": {word: number for number, word in enumerate(WORDS)},
            "unk_token": "[unknown]",
        },
        **changes,
    }  # fmt: skip


def vocabulary(**changes: Any) -> Vocabulary:
    return decoded(json.dumps(content(**changes)).encode())


KNOWN = vocabulary()


def test_words_are_found_where_they_stand() -> None:
    text = "Ein  RED ﬁ heart’s 猫"
    assert [(piece.word, piece.token) for piece in KNOWN.encode(text)] == [
        ("Ein", 1), ("RED", 4), ("ﬁ", 1), ("heart", 7), ("’", 8), ("s", 1), ("猫", 9)
    ]  # fmt: skip
    assert KNOWN.unknown == 1
    assert KNOWN.token_of("[plain]") == 3
    assert KNOWN.token_of("zebra") is None


@given(st.text(max_size=80))
def test_every_piece_is_a_part_of_the_text_in_its_order(text: str) -> None:
    pieces = KNOWN.encode(text)
    assert all(text[piece.start : piece.stop] == piece.word for piece in pieces)
    assert all(one.start <= two.start for one, two in itertools.pairwise(pieces))
    assert all(piece.token != 1 or piece.word.lower() not in WORDS[4:] for piece in pieces)


def test_words_are_completed_the_shortest_first() -> None:
    assert KNOWN.completions("re") == ("red", "redo", "reddish")
    assert KNOWN.completions("RED") == ("redo", "reddish")
    assert KNOWN.completions("re", most=1) == ("red",)
    assert KNOWN.completions("") == KNOWN.completions("[") == KNOWN.completions("zebra") == ()


def test_a_completion_begins_as_what_is_typed() -> None:
    for word in WORDS[4:]:
        for length in range(1, len(word)):
            assert word in KNOWN.completions(word[:length])


def changed(**model: Any) -> dict[str, Any]:
    return {"model": {**content()["model"], **model}}


BROKEN: dict[str, dict[str, Any]] = {
    "another version": {"version": "2.0"},
    "an expression of its own": {
        "pre_tokenizer": {
            "type": "Split", "pattern": {"Regex": "(a+)+$"}, "behavior": "Removed", "invert": True
        }
    },
    "another model": {"model": {"type": "BPE", "vocab": {}, "merges": []}},
    "a field that is not known": {"script": "import os"},
    "a template": {"post_processor": {"type": "TemplateProcessing"}},
    "tokens with gaps": changed(vocab={"[unknown]": 0, "red": 2}),
    "a token twice": changed(vocab={"[unknown]": 0, "red": 0}),
    "a negative token": changed(vocab={"[unknown]": -1, "red": 0}),
    "no unknown word": changed(unk_token="[other]"),
    "no words": changed(vocab={}),
    "a long word": changed(vocab={"[unknown]": 0, "a" * (LONGEST + 1): 1}),
}  # fmt: skip


@pytest.mark.parametrize("changes", BROKEN.values(), ids=BROKEN)
def test_what_is_no_vocabulary_is_one_sentence(changes: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "words.json"
    path.write_text(json.dumps(content(**changes)))
    with pytest.raises(ModelFileError) as told:
        read_vocabulary(path)
    assert told.value.sentence.startswith(f"The vocabulary {path} cannot be read")


@pytest.mark.parametrize("data", [b"", b"{", b"[" * 100_000, b"\xff\xfe", b"null"])
def test_damaged_bytes_are_one_sentence(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "words.json"
    path.write_bytes(data)
    with pytest.raises(ModelFileError, match="cannot be read"):
        read_vocabulary(path)
    with pytest.raises(ModelFileError, match="there is no such file"):
        read_vocabulary(tmp_path / "none.json")


def test_the_library_is_loaded_when_a_text_is_taken_apart_and_not_before() -> None:
    code = (
        "import json, sys; from playground.core.vocabulary import decoded; "
        "known = decoded(sys.stdin.buffer.read()); known.completions('re'); "
        "assert 'tokenizers' not in sys.modules; known.encode('red'); assert 'tokenizers' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], input=json.dumps(content()).encode(), check=True, timeout=60)
