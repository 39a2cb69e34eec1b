"""What people answered in a quiz of drawings, and the key beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from playground.zoo.pair.prompts import Question, marked, read_answers, read_key
from tests.fuzz.mutate.tree import json_mutation
from tests.fuzz.reader import Reader

_QUIZ = tuple(Question(prompt=place, number=0, names=("cat", "dog"), answer="AB"[place]) for place in (0, 1))
_ANSWERS = b'{"1": "A", "2": " b "}'


def _answers(folder: Path) -> Sequence[bytes]:
    (folder / "key.json").write_bytes(msgspec.json.encode(_QUIZ))
    return [_ANSWERS, b"{}"]


def _key(_: Path) -> Sequence[bytes]:
    return [msgspec.json.encode(_QUIZ)]


READERS = (
    Reader(
        name="quiz answers", seeds=_answers, mutate=json_mutation, file="answers.json",
        read=lambda path: marked(read_key(path.parent / "key.json"), read_answers(path)),
        opens=("playground.zoo.pair.prompts.read_answers",),
    ),
    Reader(
        name="quiz key", seeds=_key, mutate=json_mutation, file="key.json",
        read=lambda path: marked(read_key(path), {"1": "A"}), opens=("playground.zoo.pair.prompts.read_key",),
    ),
)  # fmt: skip
