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
from playground.datasets.folder import FolderSource
from playground.datasets.kept import OwnSet, read_file
from playground.datasets.preparing import Preparation
from tests.fuzz.mutate import plain
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


READERS = (
    Reader(
        name="data-picture", seeds=_pictures, read=_picture, mutate=_mutation, file="picture.png", inputs=75,
        opens=("playground.datasets.folder.FolderSource._read", "playground.datasets.preparing.opened"),
        memory=256 << 20,
    ),
    Reader(
        name="data-set", seeds=_told, read=_known, mutate=json_mutation, file="set.json",
        opens=("playground.core.heldout.content_in", "playground.datasets.kept.read_file"),
    ),
)  # fmt: skip
