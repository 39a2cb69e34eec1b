"""A source before it becomes a data set: some of its pictures as they will be, and what was found."""

from __future__ import annotations

from collections import Counter

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core import plain_text
from playground.core.errors import PlaygroundError
from playground.datasets.adding import HELD_OUT, check_size, held_out_of, settled, spread
from playground.datasets.preparing import Preparation, prepared
from playground.datasets.source import Item, Notes, Source, SourceGoneError

MOST = 24


class Inspected(msgspec.Struct, frozen=True):
    """Some pictures ``(n, channels, size, size)`` uint8, evenly from the whole, with their names and classes.

    ``count`` is of all pictures of the source; ``training`` and ``held_out`` are of what the data set will
    have: exactly where all were looked at, else as if none were left out, since a few tell little of
    how many are. The sentences are of those that were looked at. ``how`` has a size.
    """

    how: Preparation
    labels: tuple[str, ...]
    pictures: NDArray[np.uint8]
    names: tuple[str, ...]
    classes: tuple[int, ...]
    looked_at: int
    count: int
    training: int
    held_out: int
    has_parts: bool
    notes: tuple[str, ...]
    left_out: tuple[str, ...]
    duplicates: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether all pictures were looked at."""
        return self.looked_at == self.count


def inspect(source: Source, how: Preparation, *, share: float = HELD_OUT, most: int = MOST) -> Inspected:
    """Some pictures of a source as ``add`` would make them; raises ``PlaygroundError``."""
    how = settled(source, how)
    check_size(source, how)
    left_out, duplicates = Notes(), Notes()
    found: dict[bytes, tuple[Item, NDArray[np.uint8]]] = {}
    places = spread(len(source), most)
    for index in places:
        try:
            item = source[index]
            levels = prepared(item.read(), how)
        except SourceGoneError:
            raise
        except PlaygroundError as error:
            left_out.add(error.sentence)
            continue
        same, _ = found.setdefault(levels.tobytes(), (item, levels))
        if same.name != item.name:
            duplicates.add(f"{item.name} is the same picture as {same.name}.")
    items = [item for item, _ in found.values()]
    pictures = np.stack([levels for _, levels in found.values()]) if found else _none(how)
    if not how.channels and bool((pictures == pictures[:, :1]).all()):
        pictures = pictures[:, :1]
    training, held_out = _parts(source, items, len(places), share)
    return Inspected(
        how=how,
        labels=source.labels,
        pictures=pictures,
        names=tuple(plain_text.line(item.name, 200) for item in items),
        classes=tuple(item.label for item in items),
        looked_at=len(places),
        count=len(source),
        training=training,
        held_out=held_out,
        has_parts=source.has_parts,
        notes=source.notes,
        left_out=tuple(left_out.first),
        duplicates=tuple(duplicates.first),
    )


def _parts(source: Source, items: list[Item], looked_at: int, share: float) -> tuple[int, int]:
    """How many pictures will be learned from and held out: of these items, or of all that there are."""
    if looked_at == len(source):
        tests = sum(item.part == "test" for item in items)
        if not (source.has_parts and 0 < tests < len(items)):
            tests = held_out_of(Counter(item.label for item in items).values(), share)
        return len(items) - tests, tests
    tests = _tests(source) if source.has_parts else round(share * len(source))
    return len(source) - tests, tests


def _none(how: Preparation) -> NDArray[np.uint8]:
    return np.zeros((0, 1 if how.channels == "grey" else 3, how.size, how.size), np.uint8)


def _tests(source: Source) -> int:
    """How many pictures are of the test part, which comes first."""
    low, high = 0, len(source)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if source[middle].part == "test" else (low, middle)
    return low
