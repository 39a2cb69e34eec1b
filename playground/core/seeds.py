"""The seeds that there are, and which follows on which."""

from __future__ import annotations

MAX_SEED = 2**31 - 1


def following(seed: int, steps: int = 1) -> int:
    """The seed so many steps on; after the last comes 0."""
    return (seed + steps) % (MAX_SEED + 1)
