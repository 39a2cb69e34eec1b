"""How many values and pairs of values faces show, and which layer of a generator carries which factor."""

from __future__ import annotations

import functools

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.evaluate.faces import Read, Share
from playground.faces.factors import COLUMN, FACTORS, VALUES, Codes
from playground.faces.sampling import learnable, show_held_out_pair
from playground.faces.seen import visible_part

_REFERENCE_SEED, _REFERENCE = 1, 400_000
_PERFECT_SEED = 3
_BLOCK = 20_000

Counts = NDArray[np.int64]


class Covered(msgspec.Struct, frozen=True):
    """How many of all values, and of all pairs of values, that models could learn are seen at least once.

    ``held_out`` is how many pictures show a pair that no model learned.
    """

    values: Share
    pairs: Share
    held_out: Share


class Carried(msgspec.Struct, frozen=True):
    """Of mixtures whose two faces differ in a factor, how many have the value of each, and of neither."""

    first: int
    later: int
    neither: int


def covered(codes: Codes) -> Covered:
    """What faces ``(n, factors)`` show of all that models could learn."""
    found, possible = together(codes) > 0, _possible()
    once = np.eye(len(found), dtype=np.bool_)
    twice = np.triu(possible & ~once)
    return Covered(
        Share(int((found & possible & once).sum()), int((possible & once).sum())),
        Share(int((found & twice).sum()), int(twice.sum())),
        Share(int(show_held_out_pair(codes).sum()), len(codes)),
    )


def of_perfect_sampler(count: int) -> Covered:
    """What as many faces show that come as often as those that models learn from."""
    return covered(learnable(_PERFECT_SEED, count))


def together(codes: Codes) -> Counts:
    """How many faces show each value beside each other one ``(values, values)``, of all factors in order."""
    values = sum(len(VALUES[factor]) for factor in FACTORS)
    found = np.zeros((values, values), np.int64)
    for start in range(0, len(codes), _BLOCK):
        visible = visible_part(codes[start : start + _BLOCK])
        shown = np.concatenate(
            [visible[:, [COLUMN[factor]]] == np.arange(len(VALUES[factor])) for factor in FACTORS], axis=1
        ).astype(np.float32)
        found += np.rint(shown.T @ shown).astype(np.int64)
    return found


def carried(first: Read, later: Read, mixed: Read) -> dict[str, Carried]:
    """Whose value mixtures show of each factor, where both faces and the mixture show one and they differ."""
    found = {}
    for factor in FACTORS:
        one, two, both = (each.codes[:, COLUMN[factor]] for each in (first, later, mixed))
        shown = (first.seen & later.seen & mixed.seen)[:, COLUMN[factor]] & (one != two)
        of_first, of_later = int((shown & (both == one)).sum()), int((shown & (both == two)).sum())
        found[factor] = Carried(of_first, of_later, int(shown.sum()) - of_first - of_later)
    return found


@functools.cache
def _possible() -> NDArray[np.bool_]:
    return np.asarray(together(learnable(_REFERENCE_SEED, _REFERENCE)) > 0)
