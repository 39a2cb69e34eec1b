"""The numbers under the planes of a lab in words, and the entries of its key."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TypeAlias

from playground.core.floors import floor_of, floor_words
from playground.core.frames import Scalar
from playground.ui.plots.key_strip import Key
from playground.ui.widgets.readings import Reading

Scalars: TypeAlias = Mapping[str, Scalar]
Words: TypeAlias = tuple[tuple[str, Callable[[Scalars], Reading | tuple[Reading, ...]]], ...]
"""For the scalar that must be there, how it and those beside it are read."""


def known(words: Words, scalars: Scalars) -> tuple[Reading, ...]:
    """What is known."""
    found = (write(scalars) for name, write in words if name in scalars)
    return tuple(each for part in found for each in (part if isinstance(part, tuple) else (part,)))


def paragraphs(text: str) -> tuple[Reading, ...]:
    """A text in the place of numbers, line by line."""
    return tuple(Reading("", part) for part in text.splitlines())


def distance(scalars: Scalars) -> Reading:
    """How far points are from exact ones, and exact ones from each other."""
    found = float(scalars["sliced_wasserstein"])
    return Reading("sliced Wasserstein", f"{found:.3f}", floor_words(scalars, "noise_floor"))


def distance_seen(scalars: Scalars) -> str:
    """The same as a sentence, once it is known."""
    if "sliced_wasserstein" not in scalars:
        return ""
    floor, *_band = floor_of(scalars, "noise_floor")
    exact = f"; exact points are about {floor:.3f} from it" if math.isfinite(floor) else ""
    found = float(scalars["sliced_wasserstein"])
    return f"By sliced Wasserstein distance the points end **{found:.3f}** from the data{exact}."


def least_seen(what: str, value: float, entropy: float) -> str:
    """A loss as a sentence, beside the least that it can be."""
    return f"{what} is **{value:.3f} nats**; the least on average is the entropy of the data, {entropy:.3f}."


def modes(scalars: Scalars) -> Reading:
    """How many modes of the data are covered."""
    return Reading("modes covered", f"{scalars['modes_covered']} of {scalars['modes']}")


def those(*entries: tuple[bool, Key]) -> tuple[Key, ...]:
    """The entries of a key that belong to something drawn."""
    return tuple(key for there, key in entries if there)
