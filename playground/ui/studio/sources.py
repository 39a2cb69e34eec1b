"""What can be trained on: the data sets that the user has added. And names that models have already."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from playground.core import folders
from playground.core.errors import DataError
from playground.datasets import kept as data_sets


@dataclass(frozen=True)
class DataChoice:
    """A data set; ``side`` and ``channels`` are those of its pictures, ``classes`` 0 where it has none.

    ``training`` is how many pictures there are to learn from.
    """

    name: str
    title: str
    side: int
    channels: int
    classes: int
    training: int


def sources() -> tuple[DataChoice, ...]:
    """All that can be read; where the others are listed it is told why they cannot."""
    found = []
    for name in data_sets.names():
        try:
            own = data_sets.read(name)
        except DataError:
            continue
        channels, side, _ = own.shape
        found.append(
            DataChoice(
                name, own.title, side, channels, len(own.labels) if len(own.labels) > 1 else 0, own.training
            )
        )
    return tuple(found)


def model_names() -> tuple[str, ...]:
    """What no training may be called: a model has that name, be it a damaged one."""
    found = set[str]()
    for place in folders.model_folders():
        with contextlib.suppress(OSError):
            found.update(path.name for path in place.iterdir())
    return tuple(sorted(found))
