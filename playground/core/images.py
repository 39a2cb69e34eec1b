"""Labelled images: IDX files, the format of MNIST and Fashion-MNIST, which is read here and nowhere else;
streams of images that are composed when they are needed; and the mean and deviation of every pixel."""

from __future__ import annotations

import gzip
import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.errors import DataError
from playground.core.guard import guarded
from playground.core.regular_files import open_regular

MAX_BYTES = 500_000_000
Part = Literal["train", "t10k"]


class LabelledImages(msgspec.Struct, frozen=True):
    """Images ``(n, channels, height, width)`` uint8 with labels ``(n,)`` uint8."""

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.images)


def read_labelled_images(folder: Path, part: Part) -> LabelledImages:
    """Read ``<part>-images-idx3-ubyte[.gz]`` and its labels; raises :class:`DataError` in one sentence.

    Those in colour are in a file of four axes, (n, channels, height, width): ``<part>-images-idx4-ubyte``.
    """
    four = [name for end in ("", ".gz") if (folder / (name := f"{part}-images-idx4-ubyte{end}")).is_file()]
    images = read_idx(folder / four[0] if four else _find(folder, f"{part}-images-idx3-ubyte"))
    labels = read_idx(_find(folder, f"{part}-labels-idx1-ubyte"))
    images = images[:, None] if images.ndim == 3 else images
    if images.ndim != 4 or labels.ndim != 1 or len(images) != len(labels):
        raise DataError(
            f"{folder} does not hold a labelled image set: images {images.shape}, labels {labels.shape}."
        )
    return LabelledImages(images, labels)


def read_idx(path: Path, largest: int | None = None) -> NDArray[np.uint8]:
    """Read one IDX file of unsigned bytes, gzipped or not, that unpacks to ``largest`` at most."""
    largest = largest or MAX_BYTES
    with _opened(path) as file:
        data = file.read(largest + 1)
    if len(data) < 4 or len(data) > largest or data[:3] != b"\x00\x00\x08" or not 1 <= data[3] <= 4:
        raise DataError(f"{path} is not an IDX file of unsigned bytes.")
    start = 4 + 4 * data[3]
    shape = tuple(int.from_bytes(data[at : at + 4], "big") for at in range(4, start, 4))
    size = len(data) - start
    # Sides whose product leaves 64 bits, or hides behind a side of zero, are no array either.
    possible = len(data) >= start and math.prod(max(side, 1) for side in shape) <= MAX_BYTES
    if not possible or math.prod(shape) != size:
        raise DataError(f"{path} is damaged: its header says {shape}, but {size} bytes follow.")
    return np.frombuffer(data, dtype=np.uint8, offset=start).reshape(shape)


def stated_shape(folder: Path, part: Part) -> tuple[int, ...]:
    """The shape of a part's images as its file's head says it, without reading them; () where it does not."""
    names = (f"{part}-images-idx{axes}-ubyte{end}" for axes in (4, 3) for end in ("", ".gz"))
    path = next((folder / name for name in names if (folder / name).is_file()), None)
    if path is None:
        return ()
    with _opened(path) as file:
        head = file.read(20)
    axes = head[3] if len(head) > 3 else 0
    return tuple(int.from_bytes(head[at : at + 4], "big") for at in range(4, 4 + 4 * axes, 4))


def first_labelled_images(folder: Path, part: Part, most: int) -> LabelledImages:
    """At most so many images from the beginning of a part whose files are not gzipped."""
    shape = stated_shape(folder, part)
    count, inner = min(most, shape[0] if shape else 0), shape[1:]
    with _opened(folder / f"{part}-images-idx{len(shape)}-ubyte") as file:
        data = file.read(4 + 4 * len(shape) + count * math.prod(inner))
    with _opened(folder / f"{part}-labels-idx1-ubyte") as file:
        labels = np.frombuffer(file.read(8 + count)[8:], np.uint8)
    start = 4 + 4 * len(shape)
    if len(inner) not in (2, 3) or len(data) - start != count * math.prod(inner) or len(labels) != count:
        raise DataError(f"{folder} is damaged: its {part} part breaks off, or is of no pictures.")
    images = np.frombuffer(data, np.uint8, offset=start).reshape(count, *inner)
    return LabelledImages(images[:, None] if images.ndim == 3 else images, labels)


def idx_head(shape: tuple[int, ...]) -> bytes:
    """What stands before the bytes of an array of a shape in an IDX file."""
    return bytes((0, 0, 8, len(shape))) + b"".join(side.to_bytes(4, "big") for side in shape)


def write_idx(path: Path, array: NDArray[np.uint8]) -> None:
    """Write one gzipped IDX file, the same bytes for the same array."""
    with path.open("wb") as raw, gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as file:
        file.write(idx_head(array.shape) + np.ascontiguousarray(array, dtype=np.uint8).tobytes())


@contextmanager
def _opened(path: Path) -> Iterator[gzip.GzipFile | BinaryIO]:
    """The bytes of a file, gzipped or not."""
    with (
        guarded(DataError, f"The data file {path} cannot be read"),
        open_regular(path, MAX_BYTES) as raw,
        gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw as file,
    ):
        yield file


def _find(folder: Path, stem: str) -> Path:
    for name in (stem, f"{stem}.gz"):
        if (folder / name).is_file():
            return folder / name
    raise DataError(f"The data file {stem}.gz is missing in {folder}.")


class Stream(Protocol):
    """A fixed number of pictures, each of which is put together when it is asked for."""

    def __len__(self) -> int:
        """How many different ones there are."""
        ...

    def images(self, places: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Those at some places, ``(n, channels, height, width)``, the same whenever they are asked for."""
        ...


class EndlessImages(LabelledImages, frozen=True):
    """Some pictures of a data set that has no end; whoever learns from it takes those of its ``stream``."""

    stream: Stream


_MOMENTS_BLOCK = 100


def moments(images: NDArray[np.uint8]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The mean and deviation of every pixel of images ``(n, channels, height, width)``, exact until the last
    division; no copy in more bytes is made of all of them."""
    total, squares = (np.zeros(images.shape[1:], np.int64) for _ in range(2))
    for first in range(0, len(images), _MOMENTS_BLOCK):
        # The square of a byte fits into two.
        block = images[first : first + _MOMENTS_BLOCK].astype(np.uint16)
        total += block.sum(axis=0, dtype=np.int64)
        squares += np.square(block).sum(axis=0, dtype=np.int64)
    variance = (len(images) * squares - total**2) / len(images) ** 2
    return total / len(images), np.sqrt(variance)
