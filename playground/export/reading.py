"""Pixels and arrays of exported files, read back with limits."""

from __future__ import annotations

import struct
import warnings
import zipfile
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageSequence, UnidentifiedImageError

from playground.core.errors import ExportError
from playground.core.frames import Array
from playground.export.containers import DamagedFileError, read_text
from playground.export.images import from_pillow
from playground.export.pictures import MAX_PIXELS, Images

_FORMATS = ("PNG", "GIF", "WEBP")
_LARGEST_ARRAYS = 2 * MAX_PIXELS
# Pillow's and numpy's parsers meet damage with almost any of these.
_DECODER_ERRORS = (
    OSError,
    EOFError,
    SyntaxError,
    ValueError,
    LookupError,
    TypeError,
    ArithmeticError,
    struct.error,
    zlib.error,
    UserWarning,
)


def read_canvases(path: Path, duration: int = 0) -> Images:
    """The pictures of a PNG, GIF or WebP file, ``(n, 3, height, width)``, grey or not.

    With ``duration`` in milliseconds, a picture that stays for a multiple of it (writers join equal
    neighbours) is repeated. Raises :class:`ExportError` for damaged and for oversized files.
    """
    try:
        with path.open("rb") as file:
            # Looks at every part's size before anything is decoded.
            read_text(file)
        with warnings.catch_warnings():
            # Pillow only warns of bombs and of damage that it works around.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.simplefilter("error", UserWarning)
            with Image.open(path, formats=_FORMATS) as image:
                return _decode(image, duration)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise ExportError(
            f"{path} cannot be read: it claims more than {MAX_PIXELS // 1_000_000} million pixels."
        ) from error
    except (DamagedFileError, UnidentifiedImageError) as error:
        what = str(error) if isinstance(error, DamagedFileError) else "it is not a PNG, GIF or WebP picture"
        raise ExportError(f"{path} cannot be read: {what}.") from error
    except _DECODER_ERRORS as error:
        raise ExportError(f"{path} cannot be read: {_reason(error)}.") from error


def read_arrays(path: Path) -> dict[str, Array]:
    """All arrays of an ``.npz`` file but its recipe; raises :class:`ExportError`."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(info.file_size for info in archive.infolist()) > _LARGEST_ARRAYS:
                raise ExportError(f"{path} cannot be read: its arrays are larger than any exported here.")
        with np.load(path, allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files if name != "recipe"}
    except (*_DECODER_ERRORS, MemoryError, RuntimeError, zipfile.BadZipFile) as error:
        raise ExportError(f"{path} cannot be read: {_reason(error)}.") from error


def _decode(image: Image.Image, duration: int) -> Images:
    frames = getattr(image, "n_frames", 1)
    if image.width * image.height * frames > MAX_PIXELS:
        raise Image.DecompressionBombError
    canvases: list[Images] = []
    for picture in ImageSequence.Iterator(image):
        canvas = from_pillow(picture)
        stays = float(picture.info.get("duration", 0))
        repeats = max(1, round(stays / duration)) if duration else 1
        if len(canvases) + repeats > MAX_PIXELS // canvas[0].size:
            raise Image.DecompressionBombError
        canvases += [canvas] * repeats
    return np.stack(canvases)


def _reason(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return "it is damaged or breaks off in the middle"
