"""What a training reads: captions of pictures, and the log of losses beside its checkpoints."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from playground.zoo import runs
from playground.zoo.text import captioned
from tests.fuzz.mutate.plain import mutate_text
from tests.fuzz.reader import Reader
from tests.support import tiny_words


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


def _captions(folder: Path) -> Sequence[bytes]:
    tiny_words.write(folder)
    return [(folder / "captions.json").read_bytes()]


READERS = (
    Reader(
        name="captions", seeds=_captions, read=lambda path: captioned.read_emoji(path.parent, "train"),
        mutate=mutate_text, file="captions.json", opens=("playground.zoo.text.captioned.read_emoji",),
        inputs=160,
    ),
    Reader(
        name="losses", seeds=_losses, read=_cut, mutate=mutate_text, file=runs.LOG,
        opens=("playground.zoo.runs._cut",), inputs=160,
    ),
)  # fmt: skip
