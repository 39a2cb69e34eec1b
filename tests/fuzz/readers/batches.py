"""What many recipes at once leave and send: the numbers of a grid's cells, and answers of workers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from playground.batch.work import Answer, answer_of
from playground.commands.many import numbers_in
from playground.core.frames import Frame, encode_array
from tests.fuzz.mutate.tree import json_mutation, message_mutation
from tests.fuzz.reader import Reader
from tests.fuzz.worlds import pictures


def _answers(_: Path) -> Sequence[bytes]:
    frame = Frame(arrays={"images": pictures(1)}, scalars={"nfe": 3}, final=True)
    return [
        msgspec.msgpack.encode(one, enc_hook=encode_array)
        for one in (Answer(frame=frame), Answer(sentence="No."))
    ]


READERS = (
    Reader(
        name="drawn", seeds=_answers, read=lambda path: answer_of(path.read_bytes()), mutate=message_mutation,
        opens=("playground.batch.work.answer_of",),
    ),
    Reader(
        name="cells", seeds=lambda _: [b'{"steps=1": {"nfe": 1.0}, "steps=2": {}}'], mutate=json_mutation,
        file="cells.json", read=lambda path: numbers_in(path.parent), inputs=30,
        opens=("playground.commands.many.numbers_in",),
    ),
)  # fmt: skip
