"""Changes of safetensors files: the header as JSON, its length, and facts that are JSON themselves."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from random import Random
from typing import Any

from tests.fuzz.mutate import plain
from tests.fuzz.mutate.tree import changed, json_mutation, written
from tests.fuzz.mutate.values import NUMBERS

_BITS = {
    "F64": 64, "F32": 32, "F16": 16, "BF16": 16, "I64": 64, "U64": 64, "I8": 8, "U8": 8, "BOOL": 8,
    "F8_E4M3": 8, "F4": 4, "C64": 64,
}  # fmt: skip
_TYPES = (*_BITS, "", "f32")


def safetensors_mutation(rng: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    """A file whose header is read; now and then its length lies."""
    size = int.from_bytes(data[:8], "little")
    header, body = data[8 : 8 + size], data[8 + size :]
    try:
        tree = json.loads(header)
    except (ValueError, RecursionError):
        return plain.mutate(rng, data, seeds)
    what = rng.randrange(8)
    if what == 0:
        return plain.mutate(rng, data, seeds)
    facts = tree.get("__metadata__") if isinstance(tree, dict) else None
    if what < 4 and facts:
        name = rng.choice(sorted(facts))
        facts[name] = json_mutation(rng, str(facts[name]).encode(), ()).decode("utf-8", "replace")
        header = json.dumps(tree).encode()
    elif what == 4:
        header, body = _moved(rng, tree, body)
    else:
        header = written(rng, changed(rng, tree))
    if rng.random() < 0.1:
        body = plain.mutate(rng, body, ())
    length = len(header) if rng.random() < 0.95 else rng.choice(NUMBERS) % 2**64
    return length.to_bytes(8, "little") + header + body


def _moved(rng: Random, tree: Any, body: bytes) -> tuple[bytes, bytes]:
    """One tensor of another type, shape or place; the file is as long as the header says, if it can be."""
    tensors = [name for name in tree if name != "__metadata__"]
    if tensors:
        one = tree[rng.choice(tensors)]
        one["dtype"] = rng.choice((one["dtype"], *_TYPES))
        one["shape"] = rng.choice(
            (one["shape"], [], [0], [1], [-1], [2**62, 4], [0, 2**63], [1] * 100, [2.0], [3, 1])
        )
        if rng.random() < 0.4:
            one["data_offsets"] = [rng.choice((0, 1, 8, *NUMBERS)) for _ in range(2)]
        else:
            _lay_out([tree[name] for name in tensors])
    last = max((value["data_offsets"][1] for value in tree.values() if "data_offsets" in value), default=0)
    fits = isinstance(last, int) and 0 <= last < plain.LARGEST
    return json.dumps(tree).encode(), body[:last].ljust(last, b"\0") if fits else body


def _lay_out(tensors: list[Any]) -> None:
    """Place tensors one after the other, as large as their types and shapes say, where those can be."""
    at = 0
    for one in tensors:
        count = math.prod(side for side in one["shape"] if isinstance(side, int))
        size = abs(count) * _BITS.get(one["dtype"], 32) // 8
        one["data_offsets"] = [at, at + size]
        at += size
