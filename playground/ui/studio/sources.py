"""What can be trained on, data sets of the user's and known ones, and models that another can learn from."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass

from playground.core import folders
from playground.core.cards import Card
from playground.core.errors import DataError
from playground.datasets import own_sets as data_sets
from playground.datasets.own_sets import OwnSet
from playground.paradigms.flow.reflowed import can_teach
from playground.studio import known_sets


@dataclass(frozen=True)
class DataChoice:
    """A data set; ``side`` and ``channels`` are those of its pictures, ``classes`` 0 where it has none.

    ``training`` is how many pictures there are to learn from, ``own`` whether the user has added them, and
    ``examples`` the name under which pictures of it are held out.
    """

    name: str
    title: str
    side: int
    channels: int
    classes: int
    training: int
    own: bool = True
    examples: str = ""


def sources() -> tuple[DataChoice, ...]:
    """All that can be read; where the others are listed it is told why they cannot."""
    found = []
    for name in data_sets.names():
        try:
            found.append(_choice(data_sets.read(name), name))
        except DataError:
            continue
    return (*found, *(_choice(each.own, each.name, own=False) for each in known_sets.known()))


def _choice(known: OwnSet, examples: str, *, own: bool = True) -> DataChoice:
    channels, side, _ = known.shape
    classes = len(known.labels) if len(known.labels) > 1 else 0
    return DataChoice(known.name, known.title, side, channels, classes, known.training, own, examples)


def model_names() -> tuple[str, ...]:
    """What no training may be called: a model has that name, be it a damaged one."""
    found = set[str]()
    for place in folders.model_folders():
        with contextlib.suppress(OSError):
            found.update(path.name for path in place.iterdir())
    return tuple(sorted(found))


def fitting(cards: Iterable[Card], data: str, shape: tuple[int, int, int]) -> tuple[Card, ...]:
    """Models of flow matching that learned from this data set, or what was scaled of it, in this shape."""
    names = data, f"{data[:36]}-{shape[1]}"
    return tuple(
        card for card in cards if can_teach(card) and card.data in names and card.image.shape == shape
    )
