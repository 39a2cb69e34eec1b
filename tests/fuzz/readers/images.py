"""IDX files, and what is said beside them."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np

from playground.core.heldout import About, read_about, write_about
from playground.core.images import read_idx, write_idx
from tests.fuzz.mutate import plain
from tests.fuzz.mutate.tree import json_mutation
from tests.fuzz.mutate.values import NUMBERS
from tests.fuzz.reader import Reader

_ZEROS = 3_000_000


def _packed(folder: Path) -> Sequence[bytes]:
    rng = np.random.default_rng(1)
    made = []
    for shape in ((4, 3, 2), (5,), (0, 3, 2), (1, 1, 1, 1)):
        write_idx(folder / "seed.gz", rng.integers(0, 256, shape, dtype=np.uint8))
        made.append((folder / "seed.gz").read_bytes())
        (folder / "seed.gz").unlink()
    return made


def _plain(folder: Path) -> Sequence[bytes]:
    return [gzip.decompress(data) for data in _packed(folder)]


def idx_mutation(rng: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    """Another number of sides, other sides, other content."""
    if rng.random() < 0.5:
        return plain.mutate(rng, data, seeds)
    sides = [rng.choice((0, 1, 2, 3, *NUMBERS)) % 2**32 for _ in range(rng.choice((0, 1, 2, 3, 4, 5, 255)))]
    return (
        bytes((0, 0, rng.choice((8, 8, 9, 13)), len(sides)))
        + b"".join(n.to_bytes(4, "big") for n in sides)
        + data[16:]
    )


def packed_mutation(rng: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    """What is packed is changed, or the packed bytes; now and then they unpack to much more."""
    if rng.random() < 0.4:
        return plain.mutate(rng, data, seeds)
    content = idx_mutation(rng, gzip.decompress(data), ())
    packed = gzip.compress(content + bytes(_ZEROS if rng.random() < 0.02 else 0), 1, mtime=0)
    return packed + gzip.compress(content, 1, mtime=0) if rng.random() < 0.1 else packed


def _about(folder: Path) -> Sequence[bytes]:
    write_about(folder, About(title="Some", shape=(3, 1, 2, 2), labels=("a", "b"), licence="MIT"))
    return [(folder / "about.json").read_bytes()]


READERS = (
    Reader(
        name="idx", seeds=_plain, read=read_idx, mutate=idx_mutation, file="train-images-idx3-ubyte",
        opens=("playground.core.images._opened",),
    ),
    Reader(
        name="idx-gz", seeds=_packed, read=read_idx, mutate=packed_mutation,
        file="train-images-idx3-ubyte.gz",
        opens=("playground.core.images._opened",),
    ),
    Reader(
        name="about", seeds=_about, read=lambda path: read_about(path.parent), mutate=json_mutation,
        file="about.json", opens=("playground.core.heldout.read_about",), inputs=20,
    ),
)  # fmt: skip
