"""Pictures of others that become a data set, and what is kept of one."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import numpy as np
from PIL import Image

from playground.core.heldout import content_in
from playground.datasets.choosing import is_source
from playground.datasets.folder import FolderSource
from playground.datasets.own_sets import OwnSet, read_file
from playground.datasets.points import Points, chosen, read_table
from playground.datasets.preparing import Preparation, read_picture
from tests.fuzz.mutate import plain
from tests.fuzz.mutate.archives import npz_mutation
from tests.fuzz.mutate.tree import json_mutation
from tests.fuzz.reader import Reader

_CONTENT = np.random.default_rng(1).integers(0, 256, (5, 7, 4), dtype=np.uint8)


def _encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def _pictures(_: Path) -> Sequence[bytes]:
    """One of each kind and depth that is usual."""
    whole = Image.fromarray(_CONTENT)
    colour, grey = whole.convert("RGB"), whole.convert("L")
    deep = Image.fromarray(_CONTENT[..., 0].astype(np.uint16) * 257)
    upright = Image.Exif()
    upright[0x0112] = 6
    return [
        _encoded(whole, "PNG"),
        _encoded(colour.convert("P"), "PNG"),
        _encoded(deep, "PNG"),
        _encoded(colour, "JPEG", exif=upright),
        _encoded(colour.convert("CMYK"), "JPEG"),
        _encoded(grey, "GIF", save_all=True, append_images=[grey.rotate(90)]),
        _encoded(whole, "WEBP"),
        _encoded(colour, "BMP"),
        _encoded(grey.convert("1"), "TIFF"),
        _encoded(colour, "PPM"),
    ]


def _picture(path: Path) -> tuple[int, int]:
    return FolderSource(path.parent)[0].read().size


def _own(path: Path) -> int:
    return len(read_picture(path, (3, 6, 6)))


def _told(_: Path) -> Sequence[bytes]:
    known = OwnSet(
        name="mine", title="Mine", licence="CC0", labels=("a", "b"), shape=(3, 8, 8), training=6, held_out=2,
        of_classes=(5, 3), sha256="0" * 64, source="drawings", date="2026-01-01", how=Preparation(size=8),
    )  # fmt: skip
    return [msgspec.json.encode(known)]


def _known(path: Path) -> OwnSet:
    """All that is known of a data set, and its digest by itself."""
    content_in(path.parent)
    return read_file(path)


def _mutation(rng: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    return plain.mutate(rng, data, seeds)


def _archives(_: Path) -> Sequence[bytes]:
    arrays = {"images": np.zeros((2, 8, 8), np.uint8), "labels": np.arange(2)}
    found = []
    for more in ({}, {"recipe": np.array("{}")}):
        file = io.BytesIO()
        np.savez(file, **arrays, **more)
        found.append(file.getvalue())
    return found


def _tables(_: Path) -> Sequence[bytes]:
    """With all that may stand between cells, with names, and without a number here and there."""
    return [
        b"height,weight\n180,75.5\n165,\n1.7e2,61\n172,nan\n",
        "Größe;Gewicht\n1,80;75,5\n1,65;60\n1,7;61\n".encode(),
        b"\xef\xbb\xbf1\t2\t3\n4\t5\t6\n7\t8\t1\n",
        b"1 2\n3 4\n-5 0.5\n",
        b'"a","b, c"\n"1","2"\n"3","4"\n',
    ]


def _arrays(_: Path) -> Sequence[bytes]:
    found = []
    lying = np.asfortranarray(np.arange(14, dtype=np.int16).reshape(2, 7))
    for array in (np.arange(12.0).reshape(6, 2), lying):
        file = io.BytesIO()
        np.save(file, array)
        found.append(file.getvalue())
    return found


def _points(path: Path) -> Points:
    table = read_table(path)
    return chosen(table, *table.usable[:2])


READERS = (
    Reader(
        name="data-archive", seeds=_archives, read=is_source, mutate=npz_mutation, file="set.npz", inputs=20,
        opens=("playground.datasets.choosing.is_source",),
    ),
    Reader(
        name="points-table", seeds=_tables, read=_points, mutate=_mutation, file="points.csv",
        opens=("playground.datasets.points.read_table",),
    ),
    Reader(
        name="points-array", seeds=_arrays, read=_points, mutate=_mutation, file="points.npy",
        opens=("playground.datasets.points.read_table",),
    ),
    Reader(
        name="data-picture", seeds=_pictures, read=_picture, mutate=_mutation, file="picture.png", inputs=75,
        opens=("playground.datasets.folder.FolderSource._read", "playground.datasets.preparing.opened"),
        memory=256 << 20,
    ),
    Reader(
        name="own-picture", seeds=_pictures, read=_own, mutate=_mutation, file="picture.png", inputs=30,
        opens=("playground.datasets.preparing.read_picture", "playground.datasets.preparing.opened"),
        memory=256 << 20,
    ),
    Reader(
        name="data-set", seeds=_told, read=_known, mutate=json_mutation, file="set.json",
        opens=("playground.core.heldout.content_in", "playground.datasets.own_sets.read_file"),
    ),
)  # fmt: skip
