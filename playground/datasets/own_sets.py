"""The data sets that a user has added: where they are, what is known of each, and how one goes."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec

from playground.core import folders, leftovers, plain_text, regular_files
from playground.core.errors import DataError
from playground.core.guard import guarded
from playground.core.heldout import OWN_FILE
from playground.core.regular_files import read_regular
from playground.datasets.preparing import Preparation
from playground.datasets.source import Notes

FILE = OWN_FILE
_MAX_BYTES = 5_000_000
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")


class OwnSet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A data set: ``sha256`` is over all its pictures and their classes, in whatever order they were found.

    ``shape`` is (channels, height, width); ``of_classes`` counts pictures by class, those held out too.
    """

    name: str
    title: str
    licence: str
    labels: tuple[str, ...]
    shape: tuple[int, int, int]
    training: int
    held_out: int
    of_classes: tuple[int, ...]
    sha256: str
    source: str
    date: str
    how: Preparation
    left_out: tuple[str, ...] = ()
    left_out_count: int = 0
    duplicates: tuple[str, ...] = ()
    duplicates_count: int = 0

    def missing(self, most: int) -> Iterator[str]:
        """In lines, what of its source is not in it: at most so many sentences of each kind."""
        for what, first, count in (
            ("Duplicates, kept once", self.duplicates, self.duplicates_count),
            ("Left out", self.left_out, self.left_out_count),
        ):
            if count:
                yield f"{what} ({count:,}):"
                yield from (f"  {line}" for line in Notes([*first], count).lines(most))

    @property
    def kind(self) -> str:
        """Its pictures in words."""
        channels, height, width = self.shape
        return f"{width} × {height}, {'grey' if channels == 1 else 'colour'}"


def names() -> tuple[str, ...]:
    """The names of all data sets that were added."""
    directory = folders.own_data_sets()
    if not directory.is_dir():
        return ()
    return tuple(
        sorted(path.parent.name for path in directory.glob(f"*/{FILE}") if _NAME.fullmatch(path.parent.name))
    )


def is_known(name: str) -> bool:
    """Whether there is a data set of that name."""
    return _NAME.fullmatch(name) is not None and (folders.own_data_sets() / name / FILE).is_file()


def folder_of(name: str) -> Path:
    """The folder of a data set; raises ``DataError`` where there is none of that name."""
    if not is_known(name):
        there = ", ".join(names())
        told = f"there are {there}" if there else "none was added yet (playground data add NAME SOURCE)"
        raise DataError(f"There is no data set “{plain_text.line(name)}” of your own; {told}.")
    return folders.own_data_sets() / name


def named(said: str) -> Path:
    """The folder of the data set that a word names, or else the folder that it is itself."""
    return folder_of(said) if is_known(said) else regular_files.named(said)


def at(folder: Path | None) -> OwnSet | None:
    """What is known of the data set that a folder is, if it is one; raises ``DataError``."""
    if folder is None or not is_known(folder.name):
        return None
    own = folder.resolve() == (folders.own_data_sets() / folder.name).resolve()
    return read(folder.name) if own else None


def read(name: str) -> OwnSet:
    """What is known of a data set; raises ``DataError``."""
    return read_file(folder_of(name) / FILE)


def read_file(path: Path) -> OwnSet:
    """What a file says of a data set; raises ``DataError``."""
    with guarded(DataError, f"{path} cannot be read"):
        return msgspec.json.decode(read_regular(path, _MAX_BYTES), type=OwnSet)


def free(name: str) -> Path:
    """The folder that a new data set will have; raises ``DataError`` for a name that it cannot have."""
    if _NAME.fullmatch(name) is None:
        raise DataError(
            f"“{plain_text.line(name)}” cannot name a data set: small letters, digits and hyphens can, such "
            "as my-drawings."
        )
    if (folders.assets() / "heldout" / name).is_dir():
        raise DataError(f"{name} came with the program; choose another name.")
    folder = folders.own_data_sets() / name
    if folder.exists() and not is_known(name):
        raise DataError(f"{folder} is there and is no data set; move it away, or choose another name.")
    if folder.exists():
        raise DataError(
            f"There is a data set {name} already; choose another name, or remove that one first "
            f"(playground data remove {name})."
        )
    return folder


def remove(name: str) -> None:
    """Remove a data set, all at once, and its features; what it was made from stays. Raises ``DataError``."""
    folder = folder_of(name)
    try:
        with leftovers.new_folder(folder.parent) as gone:
            folder.rename(gone / name)
            for features in folders.features_of(name):
                shutil.rmtree(features, ignore_errors=True)
    except OSError as error:
        raise DataError(f"{folder} cannot be removed: {(error.strerror or str(error)).lower()}.") from error
