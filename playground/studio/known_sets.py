"""Data sets that the program knows by name, and faces, which it makes: each is learned from like one's own.

It becomes one when that is first needed, in the process that learns: till then it is known what it will be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from playground.core.errors import DataError
from playground.core.images import stated_shape
from playground.core.progress import Progress, unwatched
from playground.datasets import own_sets
from playground.datasets.adding import Order, add
from playground.datasets.arrays import idx_source
from playground.datasets.faces import HELD_OUT_SHARE, Faces, FacesSource
from playground.datasets.faces import NAME as FACES
from playground.datasets.own_sets import OwnSet
from playground.datasets.preparing import Preparation
from playground.datasets.source import Source
from playground.faces.factors import VALUES
from playground.zoo.data import DATA_SETS, DataSet, default_folder


class Known(NamedTuple):
    """A data set that is here, and what it is as one's own: duplicates among its pictures go then."""

    name: str
    own: OwnSet
    source: Callable[[], Source]


def known() -> tuple[Known, ...]:
    """Those that are here, and are not one's own yet."""
    return tuple(each for each in _here() if not own_sets.is_known(each.own.name))


def find(said: str) -> OwnSet | None:
    """What is known of a data set by its name as one's own, or by that under which the program knows it.

    Raises ``DataError`` where another one of one's own has the name that it would have.
    """
    if own_sets.is_known(said):
        return own_sets.read(said)
    own = next((each.own for each in _here() if said in (each.name, each.own.name)), None)
    if own is None or not own_sets.is_known(own.name):
        return own
    found = own_sets.read(own.name)
    if found.title != own.title and found.source != own.source:
        raise DataError(
            f"There is a data set {own.name} already, which is not {own.title} but “{found.title}”; remove "
            f"it to learn from {own.title}, or name it to learn from it."
        )
    return found


def described(name: str) -> OwnSet:
    """What is known of a data set of one's own, or of one that will be; raises ``DataError``."""
    return find(name) or own_sets.read(name)


def own_of(name: str, progress: Progress = unwatched) -> OwnSet:
    """The data set of one's own of that name, which is made now where it is one that the program knows.

    ``progress`` counts pictures and may raise. Raises ``DataError``.
    """
    found = next((each for each in known() if each.own.name == name), None)
    if found is None:
        return own_sets.read(name)
    own = found.own
    order = Order(name=name, place=own.source, how=own.how, title=own.title, licence=own.licence)
    try:
        return add(found.source(), order, progress)
    except DataError:
        # Another training may have been faster.
        if own_sets.is_known(name):
            return own_sets.read(name)
        raise


def _here() -> Iterator[Known]:
    for data_set in DATA_SETS.values():
        folder = default_folder(data_set)
        if folder is None or data_set.read:
            continue
        try:
            training, held_out = (stated_shape(folder, part) for part in ("train", "t10k"))
        except DataError:
            continue  # whoever reads it by its name is told why
        if len(training) == len(held_out) == 3 and training[1] == training[2] and min(*training, *held_out):
            own = _own(data_set, folder, training, held_out[0])
            yield Known(data_set.name, own, partial(idx_source, folder, names=data_set.labels))
    yield _faces()


def _faces() -> Known:
    """Return the data set of faces: both styles, in their default size, with no value fixed."""
    wanted = Faces()
    held_out = wanted.count // HELD_OUT_SHARE
    own = OwnSet(
        name=f"{FACES}-{wanted.size}",
        title=FacesSource.title,
        licence=FacesSource.licence,
        labels=VALUES["style"],
        shape=(3, wanted.size, wanted.size),
        training=wanted.count,
        held_out=held_out,
        of_classes=(),
        sha256="",
        source=f"{FACES}:",
        date="",
        how=Preparation(size=wanted.size),
    )
    return Known(FACES, own, lambda: FacesSource(wanted))


def _own(data_set: DataSet, folder: Path, shape: tuple[int, ...], held_out: int) -> OwnSet:
    training, side, _ = shape
    return OwnSet(
        name=f"{data_set.name}-{side}",
        title=data_set.title,
        licence=data_set.licence,
        labels=data_set.labels,
        shape=(1, side, side),
        training=training,
        held_out=held_out,
        of_classes=(),
        sha256="",
        source=str(folder),
        date="",
        how=Preparation(size=side),
    )
