"""The numbers under the planes of a lab in words, and the entries of its key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from playground.core.floors import floor_words
from playground.core.frames import Scalar
from playground.ui.plots.key_strip import Key

Scalars: TypeAlias = Mapping[str, Scalar]
Words: TypeAlias = tuple[tuple[str, Callable[[Scalars], str]], ...]
"""For the scalar that must be there, how it and those beside it are written."""


def line(words: Words, scalars: Scalars) -> str:
    """What is known, in one line or more."""
    return "  ·  ".join(filter(None, (write(scalars) for name, write in words if name in scalars)))


def distance(scalars: Scalars) -> str:
    """How far points are from exact ones, and exact ones from each other."""
    found = float(scalars["sliced_wasserstein"])
    return f"sliced Wasserstein {found:.3f}{floor_words(scalars, 'noise_floor')}"


def modes(scalars: Scalars) -> str:
    """How many modes of the data are covered."""
    return f"{scalars['modes_covered']} of {scalars['modes']} modes"


def those(*entries: tuple[bool, Key]) -> tuple[Key, ...]:
    """The entries of a key that belong to something drawn."""
    return tuple(key for there, key in entries if there)
