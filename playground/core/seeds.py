"""The seeds that there are, and which follows on which."""

from __future__ import annotations

import random

MAX_SEED = 2**31 - 1


SHORT = 9999
"""A seed up to this one is short enough to be read aloud and typed again."""


def any_seed(most: int = MAX_SEED) -> int:
    """A short seed that chance chooses."""
    return random.randint(0, min(most, SHORT))


def following(seed: int, steps: int = 1) -> int:
    """The seed so many steps on; after the last comes 0."""
    return (seed + steps) % (MAX_SEED + 1)
