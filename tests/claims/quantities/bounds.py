"""Numbers of the variational bound, and of the noise that lies between two noises."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tests.claims.quantities import quantity
from tests.claims.quantities.recipes import last_frame


@quantity(slow=True)
def first_terms(recipe: dict[str, Any], count: int) -> float:
    """The percentage of a bound’s bits that its first terms take, L₀ among them: those of the least noise."""
    terms = np.asarray(last_frame(recipe).arrays["terms"], dtype=np.float64)
    return 100 * float(terms[:count].sum() / terms.sum())


@quantity(slow=True)
def scatter_of_bits(recipe: dict[str, Any], seeds: int) -> float:
    """The standard deviation of a picture's bits per dimension over seeds, root mean square over pictures."""
    bits = [last_frame({**recipe, "seed": seed}).arrays["bits"].astype(np.float64) for seed in range(seeds)]
    return math.sqrt(float(np.var(bits, axis=0, ddof=1).mean()))


@quantity(slow=True)
def deviation_of_start(recipe: dict[str, Any], place: int) -> float:
    """The root mean square of the noise at a place between two noises."""
    start = np.asarray(last_frame(recipe).arrays["start"][place], dtype=np.float64)
    return math.sqrt(np.square(start).mean())
