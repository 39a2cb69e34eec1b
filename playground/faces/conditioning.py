"""What a network is told of a face: of each factor the code of its value, or that it is left open."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.faces.factors import ABSENT, FACTORS, VALUES, Codes

COUNTS: tuple[int, ...] = tuple(len(VALUES[factor]) for factor in FACTORS)
"""How many values each factor has; as a code that number stands for a factor that is left open."""


def factor_codes(codes: Codes, which: NDArray[np.bool_]) -> NDArray[np.int64]:
    """What is told of faces ``(n, factors)`` where ``which`` of their factors are told."""
    known = which & (codes != ABSENT)
    return np.where(known, codes.astype(np.int64), np.array(COUNTS, dtype=np.int64))


def left_open(count: int) -> NDArray[np.int64]:
    """What tells nothing, for so many pictures."""
    return np.tile(np.array(COUNTS, dtype=np.int64), (count, 1))
