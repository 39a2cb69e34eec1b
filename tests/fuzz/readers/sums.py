"""What sums of words came to when they were measured."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from playground.paradigms.words.analogies import ANALOGIES, Measured, Rate, Results, read_results
from tests.fuzz.mutate.tree import json_mutation
from tests.fuzz.reader import Reader


def _seeds(_: Path) -> Sequence[bytes]:
    rate = Rate(0.5, 0.25, 0.75)
    found = Results(
        model="some", model_hash="0", pair_hash="1", style="noto", seeds=4, guidance=4.0, steps=20,
        captions=9, rows={"text": Measured(four=rate, first=rate, five=rate)},
        each={ANALOGIES[0].told: {"text": 0.5}},
    )  # fmt: skip
    return [msgspec.json.encode(found)]


READERS = (
    Reader(
        name="sums", seeds=_seeds, read=read_results, mutate=json_mutation, file="arithmetic.json",
        opens=("playground.paradigms.words.analogies.read_results",), inputs=20,
    ),
)  # fmt: skip
