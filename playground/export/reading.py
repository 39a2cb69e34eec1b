"""Pixels and arrays of exported files, read back with limits."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageSequence, UnidentifiedImageError

from playground.core.errors import ExportError
from playground.core.frames import Array
from playground.core.guard import DamagedFileError, guarded
from playground.core.regular_files import open_regular
from playground.export.archive import opened_archive, unpacked
from playground.export.containers import LARGEST_FILE, read_text
from playground.export.images import from_pillow
from playground.export.pictures import MAX_PIXELS, Images

_FORMATS = ("PNG", "GIF", "WEBP")
_LARGEST_ARRAYS = 2 * MAX_PIXELS
_MOST_PICTURES = 20_000
_TOO_MANY = f"it claims more than {MAX_PIXELS // 1_000_000} million pixels"


def read_canvases(path: Path, duration: int = 0) -> Images:
    """The pictures of a PNG, GIF or WebP file, ``(n, 3, height, width)``, grey or not.

    With ``duration`` in milliseconds, a picture that stays for a multiple of it (writers join equal
    neighbours) is repeated. Raises :class:`ExportError` for damaged and for oversized files.
    """
    with guarded(ExportError, f"{path} cannot be read"), open_regular(path, LARGEST_FILE) as file:
        # Looks at every part's size before anything is decoded.
        read_text(file)
        file.seek(0)
        try:
            return _opened(file, duration)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
            raise DamagedFileError(_TOO_MANY) from error
        except UnidentifiedImageError as error:
            raise DamagedFileError("it is not a PNG, GIF or WebP picture") from error


def read_arrays(path: Path) -> dict[str, Array]:
    """All arrays of an ``.npz`` file but its recipe; raises :class:`ExportError`."""
    with (
        guarded(ExportError, f"{path} cannot be read"),
        open_regular(path, LARGEST_FILE) as file,
        opened_archive(file) as archive,
    ):
        members = archive.infolist()
        names = [info.filename.removesuffix(".npy") for info in members]
        if sum(info.file_size for info in members) > _LARGEST_ARRAYS:
            raise DamagedFileError("its arrays are larger than any exported here")
        if len(set(names)) < len(names) or any(not info.filename.endswith(".npy") for info in members):
            raise DamagedFileError("it holds other things than arrays, or two of one name")
        return {name: unpacked(archive, name, _LARGEST_ARRAYS) for name in names if name != "recipe"}


def _opened(file: BinaryIO, duration: int) -> Images:
    with warnings.catch_warnings():
        # Pillow only warns of bombs and of damage that it works around.
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        warnings.simplefilter("error", UserWarning)
        with Image.open(file, formats=_FORMATS) as image:
            return _decode(image, duration)


def _decode(image: Image.Image, duration: int) -> Images:
    frames = getattr(image, "n_frames", 1)
    if image.width * image.height * frames > MAX_PIXELS:
        raise DamagedFileError(_TOO_MANY)
    if frames > _MOST_PICTURES:
        raise DamagedFileError(f"it holds more than {_MOST_PICTURES:,} pictures")
    canvases: list[Images] = []
    for picture in ImageSequence.Iterator(image):
        canvas = from_pillow(picture)
        stays = float(picture.info.get("duration", 0))
        repeats = max(1, round(stays / duration)) if duration else 1
        if len(canvases) + repeats > MAX_PIXELS // canvas[0].size:
            raise DamagedFileError(_TOO_MANY)
        canvases += [canvas] * repeats
    return np.stack(canvases)
