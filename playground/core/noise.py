"""Seeds, and noise that depends on (seed, index) alone: sample 3 of seed 7 is the same in a grid of 4 or of
64.
"""

from __future__ import annotations

import math
import random
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint32]

_MANY = 20
"""So many seeds cost as much one by one as all at once."""
_POOL = 4
_WORDS = 4
"""Words of 64 bits that the state of a PCG64 is made of."""


def generator(seed: int, index: int, stream: str = "") -> np.random.Generator:
    """The random generator of one sample; ``stream`` separates independent uses of the same pair."""
    return np.random.Generator(
        np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(index, zlib.crc32(stream.encode()))))
    )


def generators(seed: int, indices: Iterable[int], stream: str = "") -> list[np.random.Generator]:
    """The same of many samples, in a seventh of the time: their seeds are mixed all at once."""
    chosen = list(indices)
    if len(chosen) < _MANY or max(chosen) >> 32:
        return [generator(seed, index, stream) for index in chosen]
    mixed = _Mixed(seed)
    mixed.add(np.array(chosen, dtype=np.uint32))
    mixed.add(np.array([zlib.crc32(stream.encode())], dtype=np.uint32))
    return [np.random.Generator(np.random.PCG64(_Ready(words))) for words in mixed.words()]


def standard_normal(
    seed: int, indices: Iterable[int], shape: tuple[int, ...], stream: str = ""
) -> NDArray[np.float32]:
    """Standard normal noise ``(len(indices), *shape)``, row ``i`` drawn by the generator of its own index."""
    rows = [each.standard_normal(shape) for each in generators(seed, indices, stream)]
    return np.asarray(rows, dtype=np.float32).reshape(-1, *shape)


def varied(
    own: NDArray[np.float32], indices: Sequence[int], sample: NDArray[np.float32], vary: int, spread: float
) -> NDArray[np.float32]:
    """Noises ``(n, *shape)`` of samples with these ``indices`` between that of the ``sample`` with the index
    ``vary``, which keeps its own, and their own: a share of a quarter turn from the one to the other, so that
    they stay standard normal."""
    near, far = math.cos(spread * math.pi / 2), math.sin(spread * math.pi / 2)
    itself = np.equal(indices, vary).reshape(-1, *(1 for _ in own.shape[1:]))
    return np.where(itself, sample, near * sample + far * own).astype(np.float32)


class _Ready(np.random.SeedSequence):
    """A seed whose words are known."""

    def __init__(self, words: NDArray[np.uint64]) -> None:
        self._words = words

    def generate_state(self, n_words: int, dtype: Any = np.uint64) -> NDArray[np.uint32 | np.uint64]:
        """All of them, which is what a PCG64 asks for."""
        return self._words


class _Mixed:
    """``numpy.random.SeedSequence`` of a seed and many spawn keys at once (O'Neill 2015, "seed_seq fe").

    numpy promises that its seeds stay what they are. All is modulo 2³².
    """

    def __init__(self, seed: int) -> None:
        self._constant = 0x43B0D7E5
        words = [seed >> shift & 0xFFFFFFFF for shift in range(0, max(seed.bit_length(), 1), 32)]
        words += [0] * (_POOL - len(words))
        entropy = [np.array([word], dtype=np.uint32) for word in words]
        self._pool = [self._hashed(word) for word in entropy[:_POOL]]
        for source in range(_POOL):
            for target in range(_POOL):
                if source != target:
                    self._stir(target, self._pool[source])
        for word in entropy[_POOL:]:
            self.add(word)

    def add(self, entropy: Words) -> None:
        """Mix in one more word: one for all, or one for each."""
        for target in range(_POOL):
            self._stir(target, entropy)

    def words(self) -> NDArray[np.uint64]:
        """The words of each generator's state, ``(keys, 4)``."""
        constant, found = 0x8B51F9DD, []
        for place in range(2 * _WORDS):
            mixed = self._pool[place % _POOL] ^ np.uint32(constant)
            constant = constant * 0x58F38DED & 0xFFFFFFFF
            mixed = mixed * np.uint32(constant)
            found.append((mixed ^ (mixed >> np.uint32(16))).astype(np.uint64))
        pairs = zip(found[::2], found[1::2], strict=True)
        return np.stack([low | (high << np.uint64(32)) for low, high in pairs], axis=1)

    def _hashed(self, word: Words) -> Words:
        mixed = word ^ np.uint32(self._constant)
        self._constant = self._constant * 0x931E8875 & 0xFFFFFFFF
        mixed = mixed * np.uint32(self._constant)
        return np.asarray(mixed ^ (mixed >> np.uint32(16)))

    def _stir(self, target: int, word: Words) -> None:
        left = self._pool[target] * np.uint32(0xCA01F9DD)
        mixed = left - self._hashed(word) * np.uint32(0x4973F715)
        self._pool[target] = np.asarray(mixed ^ (mixed >> np.uint32(16)))


MAX_SEED = 2**31 - 1


SHORT = 9999
"""A seed up to this one is short enough to be read aloud and typed again."""


def any_seed(most: int = MAX_SEED) -> int:
    """A short seed that chance chooses."""
    return random.randint(0, min(most, SHORT))


def following(seed: int, steps: int = 1) -> int:
    """The seed so many steps on; after the last comes 0."""
    return (seed + steps) % (MAX_SEED + 1)
