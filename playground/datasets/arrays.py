"""Pictures in arrays: ``.npz`` archives and IDX files."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from playground.core import memory_limit, plain_text
from playground.core.errors import DataError
from playground.core.heldout import read_about
from playground.core.images import read_idx, read_labelled_images, stated_shape
from playground.datasets.source import MOST_CLASSES, Item, Part, check_classes
from playground.export.reading import read_arrays

Range = tuple[float, float]

_IMAGES = ("images", "image", "x", "data", "arr_0")
_LABELS = ("labels", "label", "y", "targets", "arr_1")
_NAMES = ("label_names", "names", "classes")
_HELD_OUT = "held_out"
NO_CLASSES = "none"


class Block(msgspec.Struct, frozen=True):
    """Pictures ``(n, height, width)`` or ``(n, height, width, channels)`` uint8 of a part, and classes."""

    part: Part
    images: NDArray[np.uint8]
    labels: NDArray[Any] | None
    rows: NDArray[np.intp] | None = None
    """Where they are in the array that they were taken from, if that holds others, too."""


class ArraySource:
    """Pictures in memory, the test part first; ``names`` are those of the classes."""

    licence = ""

    def __init__(
        self, title: str, blocks: Sequence[Block], names: tuple[str, ...] = (), notes: tuple[str, ...] = ()
    ) -> None:
        self._blocks = sorted(blocks, key=lambda block: block.part != "test")
        self.title = title
        self.has_parts = {"train", "test"} <= {block.part for block in blocks}
        labelled = [block.labels for block in self._blocks if block.labels is not None]
        whole = len(labelled) == len(self._blocks)
        self.labels, self._labels = (
            classes_of(title, np.concatenate(labelled), names) if whole else ((), None)
        )
        half = ("One part alone has classes: they are left out.",) if labelled and not whole else ()
        self.notes = (*notes, *half)
        self._starts = np.cumsum([0, *(len(block.images) for block in self._blocks)])

    def __len__(self) -> int:
        return int(self._starts[-1])

    def __getitem__(self, index: int, /) -> Item:
        at = int(np.searchsorted(self._starts, index, side="right")) - 1
        block, row = self._blocks[at], index - int(self._starts[at])
        if block.rows is not None:
            name = f"picture {block.rows[row]}"
        else:
            name = f"picture {row}" + (f" of the {block.part} part" if block.part else "")
        label = 0 if self._labels is None else int(self._labels[index])
        return Item(name, label, block.part, lambda: Image.fromarray(block.images[row]))


def npz_source(path: Path, images: str = "", labels: str = "", levels: Range | None = None) -> ArraySource:
    """The pictures of an ``.npz`` file, by usual names or those that are said; raises ``PlaygroundError``.

    Parts are told by names (``x_train``, ``test_images``) or by an array ``held_out`` of truth values.
    """
    arrays = read_arrays(path)
    blocks = [
        Block(part, _pictures(path, arrays[found], levels), _column(arrays, name_of, labels, _LABELS))
        for part, name_of in _parts(arrays)
        if (found := _first(arrays, name_of, images, _IMAGES))
    ]
    if not blocks:
        raise DataError(
            f"{path} holds {', '.join(map(plain_text.line, arrays)) or 'no array'}: name the pictures "
            "among them with --images."
        )
    if labels and labels != NO_CLASSES and any(block.labels is None for block in blocks):
        raise DataError(
            f"{path} has no “{plain_text.line(labels)}” to take classes from; it holds "
            f"{', '.join(map(plain_text.line, arrays))}."
        )
    for block in blocks:
        if block.labels is not None and block.labels.shape != (len(block.images),):
            raise DataError(f"{path} holds {len(block.images):,} pictures, but not as many classes.")
    told = (arrays[name] for name in _NAMES if name in arrays)
    names = next((one for one in told if one.dtype.kind == "U" and one.ndim == 1), None)
    return ArraySource(
        path.stem, _held_out(blocks, arrays), tuple(map(str, names)) if names is not None else ()
    )


def idx_source(location: Path, *, classes: bool = True, names: tuple[str, ...] = ()) -> ArraySource:
    """The pictures of a folder of IDX files, named as MNIST's are, or of one such file.

    ``names`` are those of the classes where no file says them.
    """
    if location.is_file():
        images = read_idx(location)
        beside = location.with_name(
            location.name.replace("images", "labels").replace("idx3", "idx1").replace("idx4", "idx1")
        )
        labels = read_idx(beside) if classes and beside != location and beside.is_file() else None
        if images.ndim not in (3, 4) or (labels is not None and labels.shape != images.shape[:1]):
            raise DataError(f"{location} holds no pictures, or other labels than those beside it.")
        return ArraySource(location.name.split("-")[0], [Block("", _last(images), labels)])
    blocks: list[Block] = []
    memory_limit.refuse_more(
        2.0 * sum(math.prod(stated_shape(location, part)) for part in ("t10k", "train")),
        f"Reading {location}",
        "take a part of it",
    )
    for part, file in (("test", "t10k"), ("train", "train")):
        if any(location.glob(f"{file}-images-idx*")):
            found = read_labelled_images(location, "t10k" if file == "t10k" else "train")
            blocks.append(
                Block(
                    "test" if part == "test" else "train",
                    _last(found.images),
                    found.labels if classes else None,
                )
            )
    others = sorted(
        path.name for path in location.glob("*-images-idx*") if not path.name.startswith(("train-", "t10k-"))
    )
    if not blocks:
        raise DataError(
            f"{location} holds {', '.join(map(plain_text.line, others[:3]))}, and neither train-images nor "
            "t10k-images: name the one file that is meant."
        )
    names = read_about(location).labels if (location / "about.json").is_file() else names
    notes = tuple(f"The file {name} is neither train-images nor t10k-images: left out." for name in others)
    return ArraySource(location.resolve().name, blocks, names, notes)


def _parts(arrays: dict[str, Any]) -> list[tuple[Part, str]]:
    """Parts and how an array of one is named, ``{}`` standing for what it holds."""
    for train, test in (("{}_train", "{}_test"), ("train_{}", "test_{}")):
        if any(train.format(name) in arrays for name in _IMAGES):
            return [("test", test), ("train", train)]
    return [("", "{}")]


def _first(arrays: dict[str, Any], name_of: str, said: str, usual: tuple[str, ...]) -> str:
    names = (said,) if said else usual
    for name in names:
        for found in (name_of.format(name), name_of.format(name).upper(), name_of.format(name.upper())):
            if found in arrays:
                return found
    return ""


def _column(arrays: dict[str, Any], name_of: str, said: str, usual: tuple[str, ...]) -> NDArray[Any] | None:
    found = "" if said == NO_CLASSES else _first(arrays, name_of, said, usual)
    if not found:
        return None
    column: NDArray[Any] = arrays[found]
    return column[:, 0] if column.ndim == 2 and column.shape[1] == 1 else column


def _held_out(blocks: list[Block], arrays: dict[str, Any]) -> list[Block]:
    """One block without a part as two, where an array says which pictures are held out."""
    chosen = arrays.get(_HELD_OUT)
    whole = blocks[0]
    if len(blocks) > 1 or chosen is None or chosen.dtype != bool or chosen.shape != whole.images.shape[:1]:
        return blocks
    parts: tuple[tuple[Part, NDArray[np.bool_]], ...] = (("test", chosen), ("train", ~chosen))
    return [
        Block(
            part,
            whole.images[rows],
            None if whole.labels is None else whole.labels[rows],
            np.flatnonzero(rows),
        )
        for part, rows in parts
    ]


def _pictures(path: Path, array: NDArray[Any], levels: Range | None) -> NDArray[np.uint8]:
    if array.ndim not in (3, 4) or not array.size or array.dtype.kind not in "buif":
        raise DataError(f"{path} holds an array {array.shape} where pictures were looked for.")
    return _last(_levels(path, array, levels))


def _last(array: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Pictures with their channels as the last axis, or without one where they are grey."""
    if array.ndim == 3:
        return array
    if array.shape[3] not in (1, 2, 3, 4):
        if array.shape[1] not in (1, 2, 3, 4):
            raise DataError(f"Pictures have one to four channels; these are {array.shape[1:]}.")
        array = array.transpose(0, 2, 3, 1)
    return array[..., 0] if array.shape[3] == 1 else np.ascontiguousarray(array)


def _levels(path: Path, array: NDArray[Any], levels: Range | None) -> NDArray[np.uint8]:
    """Numbers as levels of 0 to 255; without a range, that of the numbers' kind or the one they keep to."""
    if array.dtype == np.uint8 and levels is None:
        return array
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise DataError(f"{path} holds numbers that are not finite.")
    low, high = levels or _range(path, array)
    if not -math.inf < low < high < math.inf:
        raise DataError("The range of pictures goes from what is black to what is white, such as 0 1.")
    scaled = np.empty(array.shape, np.uint8)
    for at, picture in enumerate(array):
        scaled[at] = np.rint(np.clip((picture.astype(np.float64) - low) / (high - low), 0, 1) * 255)
    return scaled


def _range(path: Path, array: NDArray[Any]) -> Range:
    low, high = float(array.min()), float(array.max())
    if array.dtype == bool:
        return 0.0, 1.0
    if array.dtype.kind in "ui":
        known: tuple[Range, ...] = ((0.0, 255.0),)
    else:
        known = ((0.0, 1.0), (-1.0, 1.0), (0.0, 255.0))
    for each in known:
        if each[0] <= low and high <= each[1]:
            return each
    raise DataError(
        f"The pictures of {path} hold numbers from {low:.4g} to {high:.4g}: say with --range which are black "
        "and white."
    )


def classes_of(
    location: str, column: NDArray[Any], names: tuple[str, ...]
) -> tuple[tuple[str, ...], NDArray[np.intp] | None]:
    """The names of the classes in a column and their numbers; none where all are of one."""
    if column.dtype.kind not in "uibU":
        raise DataError("Classes are whole numbers or words; say --labels none to leave them out.")
    values, numbers = np.unique(column, return_inverse=True)
    whole = column.dtype.kind in "ui" and values[0] >= 0
    if whole and (names or values[-1] < MOST_CLASSES):
        count = max(len(names), int(values[-1]) + 1)
        check_classes(location, count)
        values, numbers = np.arange(count), column.astype(np.intp)
    check_classes(location, len(values))
    if len(values) < 2:
        return (), None
    told = names if len(names) == len(values) else tuple(map(str, values.tolist()))
    return tuple(plain_text.line(name) for name in told), numbers
