"""How often each face comes, which ones no model ever learns from, and the stream of all others."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.errors import DataError
from playground.faces.factors import (
    ABSENT,
    COLUMN,
    EVERY,
    FACTORS,
    OF_STYLE,
    VALUES,
    Choice,
    Codes,
    legal,
    within,
)
from playground.faces.layers import SIZE
from playground.faces.render import render_codes
from playground.faces.seen import hidden_by, visible_part

WEIGHTS: dict[str, dict[str, float]] = {
    "beard": {"none": 4},
    "glasses": {"none": 4, "glasses": 2, "sunglasses": 1},
}
"""How often values come beside the others of their factor, of which each counts one."""

HELD_OUT_SHARE = 10
"""One face in so many is held out by its hash."""
_HELD_OUT_SEED = 30
_HELD_OUT_PAIRS = 10
_NEVER_HELD_OUT = {"style", "skin"}
"""Factors without held-out pairs: no model is to think that people of some skin never laugh."""
_ORDINARY = {"none", "short", "level"}


class Pair(msgspec.Struct, frozen=True):
    """A value of one factor and a value of another."""

    factor: str
    value: str
    other: str
    other_value: str

    def __str__(self) -> str:
        return f"{self.factor} {self.value} with {self.other} {self.other_value}"

    def within(self, codes: Codes) -> NDArray[np.bool_]:
        """Which faces have both."""
        first: NDArray[np.bool_] = codes[:, COLUMN[self.factor]] == VALUES[self.factor].index(self.value)
        second: NDArray[np.bool_] = codes[:, COLUMN[self.other]] == VALUES[self.other].index(self.other_value)
        return first & second


def sample(seed: int, count: int) -> Codes:
    """Faces of all styles; those of a smaller ``count`` are the first of a larger one's."""
    return _drawn(np.random.Generator(np.random.PCG64(seed)), count)


def learned_from(seed: int, choice: Choice = EVERY) -> Iterator[Codes]:
    """Blocks of faces without those that are held out, without an end: all that a model may see.

    They are of a ``choice`` of values; a block may be empty. Raises :class:`DataError` if no face has these.
    """
    for codes in drawn(seed, choice):
        yield codes[~held_out(codes)]


def drawn(seed: int, choice: Choice = EVERY) -> Iterator[Codes]:
    """Blocks of faces of a choice of values, held-out ones too, without an end."""
    generator = np.random.Generator(np.random.PCG64(seed))
    while True:
        yield _drawn(generator, 4096, choice)


def learnable(seed: int, count: int) -> Codes:
    """The first ``count`` faces of :func:`learned_from`."""
    blocks, found = [], 0
    for block in learned_from(seed):
        blocks.append(block)
        found += len(block)
        if found >= count:
            break
    return np.concatenate(blocks)[:count]


def chances(style: str, factor: str, choice: Choice = EVERY) -> NDArray[np.float64]:
    """How probable each code of :data:`VALUES` is in a style, before any face is held out."""
    weights = np.zeros(len(VALUES[factor]))
    for code in legal(style, factor):
        value = VALUES[factor][code]
        if value in choice.get(factor, (value,)):
            weights[code] = WEIGHTS.get(factor, {}).get(value, 1.0)
    return np.asarray(weights / max(1.0, weights.sum()))


def held_out(codes: Codes) -> NDArray[np.bool_]:
    """Which faces no model learns from: those that show a held-out pair, and a tenth of all by hash.

    Only what can be seen counts, so no face that is learned from looks like one that is held out.
    """
    return held_out_by_hash(codes) | show_held_out_pair(codes)


def held_out_by_hash(codes: Codes) -> NDArray[np.bool_]:
    """Which faces are in the tenth that is held out by a hash of what can be seen."""
    found: NDArray[np.bool_] = hashes(visible_part(codes)) % HELD_OUT_SHARE == 0
    return found


def show_held_out_pair(codes: Codes) -> NDArray[np.bool_]:
    """Which faces show both values of a held-out pair."""
    visible, found = visible_part(codes), np.zeros(len(codes), dtype=np.bool_)
    for pair in held_out_pairs():
        found |= pair.within(visible)
    return found


def hashes(codes: Codes) -> NDArray[np.uint64]:
    """A number for each face, spread evenly (the finalizer of SplitMix64, Steele et al. 2014)."""
    with np.errstate(over="ignore"):
        mixed = np.zeros(len(codes), dtype=np.uint64)
        for column in codes.T:
            mixed = (mixed + column) * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return mixed ^ (mixed >> np.uint64(31))


@functools.cache
def held_out_pairs() -> tuple[Pair, ...]:
    """Ten pairs of values that never stand together in what a model learns; no value is in two of them."""
    generator = np.random.Generator(np.random.PCG64(_HELD_OUT_SEED))
    candidates = [pair for pair in _pairs() if not _hides(pair)]
    chosen: list[Pair] = []
    used: set[tuple[str, str]] = set()
    for place in generator.permutation(len(candidates)):
        pair = candidates[place]
        values = {(pair.factor, pair.value), (pair.other, pair.other_value)}
        if not values & used:
            chosen.append(pair)
            used |= values
        if len(chosen) == _HELD_OUT_PAIRS:
            break
    return tuple(chosen)


def _pairs() -> Iterator[Pair]:
    """All pairs of marked values that some style has both of."""
    factors = [factor for factor in FACTORS if factor not in _NEVER_HELD_OUT]
    for place, factor in enumerate(factors):
        for other in factors[place + 1 :]:
            for value in VALUES[factor]:
                for other_value in VALUES[other]:
                    together = any(
                        value in style.get(factor, ()) and other_value in style.get(other, ())
                        for style in OF_STYLE.values()
                    )
                    if together and not {value, other_value} & _ORDINARY:
                        yield Pair(factor, value, other, other_value)


def _hides(pair: Pair) -> bool:
    """Whether one of the two may hide the other, so that nobody could see them together."""
    return hidden_by(pair.other, pair.factor, pair.value) or hidden_by(
        pair.factor, pair.other, pair.other_value
    )


def _drawn(generator: np.random.Generator, count: int, choice: Choice = EVERY) -> Codes:
    uniform = generator.random((count, len(FACTORS)))
    possible = [number for number, style in enumerate(OF_STYLE) if within(style, choice)]
    if not possible:
        raise DataError("No style has faces with these values.")
    styles = np.array(possible, dtype=np.uint8)[(uniform[:, 0] * len(possible)).astype(np.uint8)]
    codes = np.full((count, len(FACTORS)), ABSENT, dtype=np.uint8)
    codes[:, 0] = styles
    for number, style in enumerate(OF_STYLE):
        of_style = styles == number
        for factor in OF_STYLE[style] if number in possible else ():
            probable = chances(style, factor, choice)
            steps = np.cumsum(probable)
            steps[np.flatnonzero(probable)[-1] :] = 1.0
            codes[of_style, COLUMN[factor]] = np.searchsorted(
                steps, uniform[of_style, COLUMN[factor]], side="right"
            )
    return codes


FACES = 1_000_000
"""How many faces a model sees before it may see one again."""


class LearnableFaces:
    """The first ``count`` faces that :func:`learnable` gives for a seed, as pictures of a size."""

    def __init__(self, seed: int = 0, count: int = FACES, size: int = SIZE) -> None:
        self._seed, self._count, self._size = seed, count, size

    @functools.cached_property
    def codes(self) -> Codes:
        """The faces ``(count, factors)``, drawn when they are needed first."""
        return learnable(self._seed, self._count)

    def __len__(self) -> int:
        return self._count

    def images(self, places: NDArray[np.int64]) -> NDArray[np.uint8]:
        """The faces at some places, ``(n, 3, size, size)``."""
        return render_codes(self.codes[places], self._size)
