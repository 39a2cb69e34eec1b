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
def deviation_of_start(recipe: dict[str, Any], place: int) -> float:
    """The root mean square of the noise at a place between two noises."""
    start = np.asarray(last_frame(recipe).arrays["start"][place], dtype=np.float64)
    return math.sqrt(np.square(start).mean())
