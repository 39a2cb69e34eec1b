"""A source before it becomes a data set: some of its pictures as they will be, and what was found."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core import foreign
from playground.core.errors import PlaygroundError
from playground.datasets.adding import HELD_OUT, check_size, settled, spread
from playground.datasets.preparing import Preparation, prepared
from playground.datasets.source import Source
from playground.datasets.telling import Told

MOST = 24


class Seen(msgspec.Struct, frozen=True):
    """Some pictures ``(n, channels, size, size)`` uint8, evenly from the whole, with their names and classes.

    ``training`` and ``held_out`` count all pictures of the source, also those that will turn out to be
    broken or the same; the sentences are of those that were looked at. ``how`` has a size.
    """

    how: Preparation
    labels: tuple[str, ...]
    pictures: NDArray[np.uint8]
    names: tuple[str, ...]
    classes: tuple[int, ...]
    looked_at: int
    training: int
    held_out: int
    has_parts: bool
    notes: tuple[str, ...]
    left_out: tuple[str, ...]
    duplicates: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many pictures the source has."""
        return self.training + self.held_out


def look(source: Source, how: Preparation, *, share: float = HELD_OUT, most: int = MOST) -> Seen:
    """Some pictures of a source as ``add`` would make them; raises ``PlaygroundError``."""
    how = settled(source, how)
    check_size(source, how)
    left_out, duplicates = Told(), Told()
    found: dict[bytes, tuple[str, int, NDArray[np.uint8]]] = {}
    places = spread(len(source), most)
    for index in places:
        try:
            item = source[index]
            levels = prepared(item.read(), how)
        except PlaygroundError as error:
            left_out.add(error.sentence)
            continue
        same = found.setdefault(levels.tobytes(), (item.name, item.label, levels))
        if same[0] != item.name:
            duplicates.add(f"{item.name} is the same picture as {same[0]}.")
    pictures = np.stack([levels for _, _, levels in found.values()]) if found else _none(how)
    if not how.channels and bool((pictures == pictures[:, :1]).all()):
        pictures = pictures[:, :1]
    held_out = _tests(source) if source.has_parts else round(share * len(source))
    return Seen(
        how=how,
        labels=source.labels,
        pictures=pictures,
        names=tuple(foreign.line(name, 200) for name, _, _ in found.values()),
        classes=tuple(label for _, label, _ in found.values()),
        looked_at=len(places),
        training=len(source) - held_out,
        held_out=held_out,
        has_parts=source.has_parts,
        notes=source.notes,
        left_out=tuple(left_out.first),
        duplicates=tuple(duplicates.first),
    )


def _none(how: Preparation) -> NDArray[np.uint8]:
    return np.zeros((0, 1 if how.channels == "grey" else 3, how.size, how.size), np.uint8)


def _tests(source: Source) -> int:
    """How many pictures are of the test part, which comes first."""
    low, high = 0, len(source)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if source[middle].part == "test" else (low, middle)
    return low
