"""Which factors of a face can be seen: no score counts what a style lacks or something hides."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.faces.factors import ABSENT, COLUMN, VALUES, Codes


class Hides(msgspec.Struct, frozen=True):
    """A factor cannot be seen where all of the others have one of the values named."""

    factor: str
    where: dict[str, tuple[str, ...]]


HIDES = (
    Hides("eyes", {"glasses": ("sunglasses",)}),
    Hides("clothes", {"beard": ("long beard",)}),
    Hides("mouth", {"style": ("persona",), "beard": ("full beard",)}),
    Hides("hair_colour", {"style": ("persona",), "hair": ("bald", "cap", "beanie"), "beard": ("none",)}),
)


def seen(codes: Codes) -> NDArray[np.bool_]:
    """Which factors of faces ``(n, factors)`` can be seen, ``(n, factors)``."""
    found: NDArray[np.bool_] = codes != ABSENT
    for rule in HIDES:
        found[:, COLUMN[rule.factor]] &= ~_matches(rule, codes)
    return found


def hidden_by(factor: str, other: str, value: str) -> bool:
    """Whether a value of another factor may be what hides a factor."""
    return any(rule.factor == factor and value in rule.where.get(other, ()) for rule in HIDES)


def hidden_in(values: Mapping[str, str]) -> set[str]:
    """The factors that cannot be seen of one face, given its style and values by their names."""
    return {
        rule.factor
        for rule in HIDES
        if all(values.get(factor) in hiding for factor, hiding in rule.where.items())
    }


def visible_part(codes: Codes) -> Codes:
    """Faces with what cannot be seen left out: two that look alike are equal."""
    return np.where(seen(codes), codes, np.uint8(ABSENT))


def _matches(rule: Hides, codes: Codes) -> NDArray[np.bool_]:
    found = np.ones(len(codes), dtype=np.bool_)
    for factor, values in rule.where.items():
        found &= np.isin(codes[:, COLUMN[factor]], [VALUES[factor].index(value) for value in values])
    return found
