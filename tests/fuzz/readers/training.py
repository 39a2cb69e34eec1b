"""The log of losses beside the checkpoints of a training."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from playground.zoo import runs
from tests.fuzz.mutate.plain import mutate_text
from tests.fuzz.reader import Reader


def _losses(_: Path) -> Sequence[bytes]:
    lines = [
        json.dumps({"step": 50 * i, "loss": 1 / (i + 1), "validation_loss": 0.5}) + "\n" for i in range(20)
    ]
    return ["".join(lines).encode()]


def _cut(path: Path) -> None:
    """Lines after the checkpoint are dropped, which changes the file: it is put back for the test."""
    data = path.read_bytes()
    try:
        runs._cut(path, 400)
    finally:
        path.write_bytes(data)


READERS = (
    Reader(
        name="losses", seeds=_losses, read=_cut, mutate=mutate_text, file=runs.LOG,
        opens=("playground.zoo.runs._cut",), inputs=400,
    ),
)  # fmt: skip
