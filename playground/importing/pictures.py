"""Pictures to measure a model on: those that a person names, or those that ship, if they are as large."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from playground.core import folders
from playground.core.errors import DataError, ExportError, ImportingError
from playground.core.heldout import read_about
from playground.core.images import LabelledImages, read_labelled_images
from playground.export.reading import read_canvases

MOST = 64
_SUFFIXES = (".png", ".gif", ".webp")


def read_pictures(source: str, shape: tuple[int, int, int]) -> LabelledImages:
    """Pictures of a shape: of a data set by its name, of a folder of IDX files, or of PNGs.

    Raises :class:`ImportingError`. Labels of pictures that have none are 0.
    """
    folder = folders.held_out(source) or Path(source)
    if not folder.is_dir():
        raise ImportingError(f"{source} is neither a folder of pictures nor a data set’s name.")
    found = _of_idx(folder) or _of_files(folder, shape)
    if found.images.shape[1:] != shape:
        raise ImportingError(
            f"The pictures in {folder} are {_sides(found.images.shape[1:])}, the model’s {_sides(shape)}."
        )
    return found


def side_of(source: str) -> int | None:
    """The side of pictures that are named, where they are square; ``None`` where they cannot be read."""
    folder = folders.held_out(source) or Path(source)
    try:
        found = _of_idx(folder) or _of_files(folder, (3, 0, 0))
    except (ImportingError, OSError):
        return None
    height, width = found.images.shape[2:]
    return height if height == width else None


def shipped(shape: tuple[int, int, int]) -> Iterator[LabelledImages]:
    """The held-out pictures of every data set of a shape."""
    for source in sorted((folders.assets() / "heldout").iterdir()):
        try:
            if source.is_dir() and read_about(source).shape[1:] == shape:
                yield _first(read_labelled_images(source, "t10k"))
        except DataError:
            continue


def _of_idx(folder: Path) -> LabelledImages | None:
    for part in ("t10k", "train"):
        if any(folder.glob(f"{part}-images-idx*")):
            try:
                return _first(read_labelled_images(folder, "t10k" if part == "t10k" else "train"))
            except DataError as error:
                raise ImportingError(error.sentence) from error
    return None


def _of_files(folder: Path, shape: tuple[int, int, int]) -> LabelledImages:
    found: list[NDArray[np.uint8]] = []
    for path in sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)[:MOST]:
        try:
            canvases = read_canvases(path)
        except ExportError as error:
            raise ImportingError(error.sentence) from error
        found.append(
            canvases[:1] if shape[0] == 3 else canvases[:1].mean(axis=1, keepdims=True).astype(np.uint8)
        )
    if len({one.shape for one in found}) > 1:
        raise ImportingError(f"The pictures in {folder} are not all of one size.")
    if len(found) < 2:
        raise ImportingError(
            f"There are not two pictures in {folder}: PNG files, or the files of an IDX data set."
        )
    return LabelledImages(np.concatenate(found), np.zeros(len(found), dtype=np.uint8))


def _first(images: LabelledImages) -> LabelledImages:
    return LabelledImages(images.images[:MOST], images.labels[:MOST])


def _sides(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))
