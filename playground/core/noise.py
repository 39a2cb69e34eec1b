"""Noise that depends on (seed, index) alone: sample 3 of seed 7 is the same in a grid of 4 or of 64."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


def generator(seed: int, index: int, stream: str = "") -> np.random.Generator:
    """The random generator of one sample; ``stream`` separates independent uses of the same pair."""
    return np.random.Generator(
        np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(index, zlib.crc32(stream.encode()))))
    )


def standard_normal(
    seed: int, indices: Iterable[int], shape: tuple[int, ...], stream: str = ""
) -> NDArray[np.float32]:
    """Standard normal noise ``(len(indices), *shape)``, row ``i`` drawn by the generator of its own index."""
    rows = [generator(seed, index, stream).standard_normal(shape) for index in indices]
    return np.asarray(rows, dtype=np.float32).reshape(-1, *shape)
