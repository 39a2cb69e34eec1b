"""Vocabularies of models that are told words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from playground.core.vocabulary import read_vocabulary
from playground.zoo.text.vocabulary import vocabulary_of
from tests.fuzz.mutate.tree import json_mutation
from tests.fuzz.reader import Reader
from tests.support.tokenizers_of import KINDS, kept

_TEXT = "A red  HEART’s ﬁ 猫 12:30 (sign)"


def _seeds(_: Path) -> Sequence[bytes]:
    known = vocabulary_of([("red heart", "sign"), ("12 o’clock!", "猫")], ("noto",))
    return [known.to_str(pretty=True).encode()]


def _used(path: Path) -> None:
    """A text is taken apart and a word completed, as in a prompt."""
    known = read_vocabulary(path)
    for piece in known.encode(_TEXT):
        assert 0 <= piece.token < len(known)
        assert _TEXT[piece.start : piece.stop] == piece.word
    known.completions("he")


def _parts(_: Path) -> Sequence[bytes]:
    return [json.dumps(kept(make())).encode() for make in KINDS.values()]


READERS = (
    Reader(
        name="vocabulary", seeds=_seeds, read=_used, mutate=json_mutation, file="vocabulary.json",
        opens=("playground.core.vocabulary.read_vocabulary", "playground.core.vocabulary.decoded"),
    ),
    Reader(
        name="vocabulary-parts", seeds=_parts, read=_used, mutate=json_mutation, file="vocabulary.json",
        opens=("playground.core.vocabulary.read_vocabulary",),
    ),
)  # fmt: skip
