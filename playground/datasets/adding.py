"""A source becomes a data set: every picture read once, duplicates left out, some held out, written at once.

Memory holds what the source does, one picture at a time, and the digest and name of each. What is held out
follows from the pictures alone, not from their names or their order, and no picture is on both sides.
"""

from __future__ import annotations

import datetime
import hashlib
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from playground.core import folders, leftovers, plain_text
from playground.core.errors import DataError, PlaygroundError
from playground.core.heldout import About, write_about
from playground.core.images import MAX_BYTES, idx_head
from playground.core.progress import Progress, unwatched
from playground.datasets import own_sets
from playground.datasets.preparing import LARGEST, SMALLEST, USUAL, Preparation, prepared
from playground.datasets.source import Notes, Source, SourceGoneError

HELD_OUT = 0.1
_LOOKED_AT = 32
_BLOCK = 100


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be made of a source: ``held_out`` is a share, of no meaning where the source has parts."""

    name: str
    place: str
    how: Preparation = Preparation()
    held_out: float = HELD_OUT
    title: str = ""
    licence: str = ""

    def __post_init__(self) -> None:
        if not 0 < self.held_out < 1:
            raise DataError("The share that is held out lies between 0 and 1, such as 0.1.")


def add(source: Source, order: Order, progress: Progress = unwatched) -> own_sets.OwnSet:
    """Make a data set and give what is known of it; raises ``DataError`` and leaves nothing then.

    ``progress`` counts pictures and may raise, which leaves nothing either.
    """
    target = own_sets.free(order.name)
    how = settled(source, order.how)
    check_size(source, how)
    with _written(target):
        place = folders.own_data_sets()
        place.mkdir(parents=True, exist_ok=True)
        with leftovers.new_folder(place) as temporary:
            found = _Collected(source, how)
            found.collect(temporary / "raw", progress)
            own = _write(found, order, temporary)
            (temporary / "raw").unlink()
            temporary.rename(target)
    return own


def settled(source: Source, how: Preparation) -> Preparation:
    """A preparation with a size: where none is said, that of the pictures if some of them agree."""
    if how.size:
        return how
    sizes = {image.size for index in spread(len(source), _LOOKED_AT) if (image := _readable(source, index))}
    width, height = next(iter(sizes)) if len(sizes) == 1 else (0, 0)
    own = width if width == height and SMALLEST <= width <= LARGEST else USUAL
    return msgspec.structs.replace(how, size=own)


def held_out_of(counts: Collection[int], share: float) -> int:
    """How many pictures are held out of classes of so many: one at least, and never all."""
    total = sum(counts)
    return max(0, min(max(1, sum(round(share * count) for count in counts)), total - 1))


def spread(count: int, most: int) -> list[int]:
    """At most so many numbers below a count, evenly from its whole."""
    return sorted({at * count // most for at in range(most)}) if count else []


def _readable(source: Source, index: int) -> Image.Image | None:
    try:
        return source[index].read()
    except PlaygroundError:
        return None


class _Collected:
    """The pictures of a source as they will be, in a file, and what was found of each."""

    def __init__(self, source: Source, how: Preparation) -> None:
        self.source, self.how = source, how
        self.left_out, self.duplicates = Notes(), Notes()
        self.digests: list[bytes] = []
        self.labels = bytearray()
        self.tests = bytearray()
        self.coloured = False
        self.file = Path()

    def collect(self, file: Path, progress: Progress) -> None:
        """Read every picture and keep each once."""
        self.file = file
        self.left_out.add_all(self.source.notes)
        first: dict[bytes, tuple[str, int]] = {}
        total = len(self.source)
        with file.open("wb") as raw:
            for index in range(total):
                progress(index, total)
                self._one(index, first, raw)
        progress(total, total)

    def _one(self, index: int, first: dict[bytes, tuple[str, int]], raw: BinaryIO) -> None:
        try:
            item = self.source[index]
            levels = prepared(item.read(), self.how)
        except SourceGoneError:
            raise
        except PlaygroundError as error:
            self.left_out.add(error.sentence)
            return
        digest = hashlib.sha256(levels.tobytes()).digest()
        if digest in first:
            name, label = first[digest]
            other = "" if label == item.label else ", though of another class"
            self.duplicates.add(f"{item.name} is the same picture as {name}{other}.")
            return
        first[digest] = item.name, item.label
        raw.write(levels.tobytes())
        self.digests.append(digest)
        self.labels.append(item.label)
        self.tests.append(item.part == "test")
        self.coloured = self.coloured or bool((levels != levels[:1]).any())

    @property
    def shape(self) -> tuple[int, int, int]:
        """Of a picture in the file."""
        return (1 if self.how.channels == "grey" else 3, self.how.size, self.how.size)

    @property
    def channels(self) -> int:
        """Of a picture in the data set."""
        return 3 if self.how.channels == "colour" or (self.how.channels == "" and self.coloured) else 1


def _write(found: _Collected, order: Order, folder: Path) -> own_sets.OwnSet:
    source, count = found.source, len(found.digests)
    if count < 2:
        raise DataError(_too_few(found, order))
    labels = np.frombuffer(bytes(found.labels), np.uint8)
    held_out = _held_out(found, labels, order.held_out)
    _, height, width = found.shape
    shape = (found.channels, height, width)
    # In an order that the pictures alone determine, in which the classes are mixed.
    order_of = np.array(sorted(range(count), key=found.digests.__getitem__))
    pictures = np.memmap(found.file, np.uint8, "r", shape=(count, *found.shape))
    for part, rows in (("train", order_of[~held_out[order_of]]), ("t10k", order_of[held_out[order_of]])):
        _write_part(folder, part, pictures, labels, rows, shape[0])
    del pictures
    title = plain_text.line(order.title or source.title or order.name)
    own = own_sets.OwnSet(
        name=order.name,
        title=title,
        licence=plain_text.line(order.licence or source.licence, 400),
        labels=source.labels,
        shape=shape,
        training=int((~held_out).sum()),
        held_out=int(held_out.sum()),
        of_classes=tuple(np.bincount(labels, minlength=len(source.labels)).tolist()) if source.labels else (),
        sha256=_identity(found, source.labels, shape, held_out),
        source=plain_text.line(order.place, 400),
        date=datetime.date.today().isoformat(),
        how=found.how,
        left_out=tuple(found.left_out.first),
        left_out_count=found.left_out.count,
        duplicates=tuple(found.duplicates.first),
        duplicates_count=found.duplicates.count,
    )
    about = About(title=title, shape=(own.held_out, *shape), labels=own.labels, licence=own.licence)
    write_about(folder, about)
    (folder / own_sets.FILE).write_bytes(msgspec.json.format(msgspec.json.encode(own), indent=1) + b"\n")
    for path in folder.iterdir():
        with path.open("rb+") as file:
            os.fsync(file.fileno())
    return own


def _held_out(found: _Collected, labels: NDArray[np.uint8], share: float) -> NDArray[np.bool_]:
    """Which pictures are held out: those of the source's test part, or a share of every class."""
    tests = np.frombuffer(bytes(found.tests), np.uint8).astype(bool)
    if found.source.has_parts and tests.any() and not tests.all():
        return tests
    chosen = np.zeros(len(labels), bool)
    ranked = sorted(range(len(labels)), key=found.digests.__getitem__)
    for label in np.unique(labels):
        own = [index for index in ranked if labels[index] == label]
        chosen[own[: round(share * len(own))]] = True
    if not chosen.any():
        chosen[ranked[0]] = True
    if chosen.all():
        chosen[ranked[-1]] = False
    return chosen


def _identity(
    found: _Collected, labels: tuple[str, ...], shape: tuple[int, int, int], held_out: NDArray[np.bool_]
) -> str:
    """SHA-256 of what is learned from: shape, classes, and every picture with its class and its side."""
    whole = hashlib.sha256(msgspec.json.encode((shape, labels)))
    for digest, label, held in sorted(zip(found.digests, found.labels, held_out.tolist(), strict=True)):
        whole.update(digest + bytes((label, held)))
    return whole.hexdigest()


def _write_part(
    folder: Path,
    part: str,
    pictures: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    rows: NDArray[np.intp],
    channels: int,
) -> None:
    """One part as IDX files, some pictures at a time; those in one channel without that axis."""
    _, _, height, width = pictures.shape
    shape = (len(rows), height, width) if channels == 1 else (len(rows), channels, height, width)
    with (folder / f"{part}-images-idx{len(shape)}-ubyte").open("wb") as file:
        file.write(idx_head(shape))
        for start in range(0, len(rows), _BLOCK):
            file.write(pictures[rows[start : start + _BLOCK], :channels].tobytes())
    with (folder / f"{part}-labels-idx1-ubyte").open("wb") as file:
        file.write(idx_head((len(rows),)) + labels[rows].tobytes())


def check_size(source: Source, how: Preparation) -> None:
    """Raises ``DataError`` where the pictures would take more than a data set may."""
    size = len(source) * (1 if how.channels == "grey" else 3) * how.size**2
    if size > MAX_BYTES:
        raise DataError(
            f"{len(source):,} pictures of {how.size} × {how.size} take {size / 1e6:,.0f} MB, more than the "
            f"{MAX_BYTES / 1e6:,.0f} MB that a data set may; choose a smaller size"
            f"{', or --channels grey' if not how.channels else ''}."
        )


def _too_few(found: _Collected, order: Order) -> str:
    first = found.left_out.first[0] if found.left_out.first else ""
    if found.digests:
        more = " (all others are the same)" if found.duplicates.count else ""
        return f"There is one picture in {order.place}{more}: a data set needs two, one to hold out."
    return f"There is no picture that can be used in {order.place}. {first}".strip()


@contextmanager
def _written(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise DataError(f"The data set {target.name} was not written to {target}: {why}.") from error
