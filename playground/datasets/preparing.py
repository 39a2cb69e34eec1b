"""How a picture becomes one of a data set, or what models take: upright, on a background, and fitted."""

from __future__ import annotations

import io
import math
import warnings
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageOps, UnidentifiedImageError

from playground.core.errors import DataError
from playground.core.guard import DamagedFileError, guarded
from playground.core.regular_files import open_regular

SMALLEST, LARGEST, USUAL = 8, 128, 32
"""Pixels a side."""
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF", "PPM")
MOST_PIXELS = 80_000_000
LARGEST_FILE = 200_000_000
_ENOUGH = 4
"""Of a picture that is first made smaller by whole boxes, so many pixels are left for each asked for."""
_STRIP = 2_000_000
"""Pixels of a strip of rows, and of the largest picture that is not taken in strips."""
_REACH = 3
"""So many pixels of the result away lies the farthest that Lanczos resampling reads."""
_TOO_LARGE = f"it claims more than {MOST_PIXELS // 1_000_000} million pixels"

Crop = Literal["centre", "pad", "stretch"]
Channels = Literal["grey", "colour", ""]


class Preparation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is done to every picture; raises ``DataError`` where that cannot be.

    ``size`` is the side in pixels, 0 that of the pictures where they agree. Without ``channels`` a set is
    grey if all its pictures are. ``background`` is what shows through where a picture is not opaque.
    """

    size: int = 0
    crop: Crop = "centre"
    channels: Channels = ""
    background: str = "white"

    def __post_init__(self) -> None:
        if self.size and not SMALLEST <= self.size <= LARGEST:
            raise DataError(f"Pictures are {SMALLEST} to {LARGEST} pixels a side, not {self.size}.")
        try:
            ImageColor.getrgb(self.background)
        except ValueError as error:
            raise DataError(
                f"“{self.background[:40]}” is no colour; say a name such as white, or #rrggbb."
            ) from error


def opened(file: BinaryIO) -> Image.Image:
    """The first picture of a file, decoded, upright and of 8 bits; what it raises ends in ``guarded``."""
    with warnings.catch_warnings():
        # Pillow warns of damage that it works around, and of bombs before their size can be looked at.
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            image = Image.open(file, formats=FORMATS)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise DamagedFileError(_TOO_LARGE) from error
        except UnidentifiedImageError as error:
            raise DamagedFileError("it is no picture that can be read") from error
        if image.width * image.height > MOST_PIXELS:
            raise DamagedFileError(_TOO_LARGE)
        image.load()
        if image.format == "TIFF" and image.mode == "I" and 0 < np.asarray(image).max() <= 255:
            raise DamagedFileError("its 32 bits reach no further than 255, so white may be that or 65,535")
        return _eight_bits(ImageOps.exif_transpose(image))


def _eight_bits(image: Image.Image) -> Image.Image:
    """Grey pictures of 16 bits as such of 8: Pillow would clip them."""
    if image.mode == "F":
        raise DamagedFileError("its pixels are numbers without a known range")
    if not image.mode.startswith("I"):
        return image
    levels = np.asarray(image).astype(np.int64)
    if levels.min() < 0 or levels.max() > 65535:
        raise DamagedFileError("its pixels have more than 16 bits")
    return Image.fromarray(np.rint(levels / 257).astype(np.uint8))


def prepared(image: Image.Image, how: Preparation) -> NDArray[np.uint8]:
    """A picture as levels ``(channels, size, size)``, in colour unless grey is asked for."""
    shaped = _scaled(_opaque(image, how.background), how)
    levels = np.asarray(shaped.convert("L") if how.channels == "grey" else shaped)
    return np.ascontiguousarray(levels[None] if levels.ndim == 2 else levels.transpose(2, 0, 1))


def fitted(image: Image.Image, shape: tuple[int, int, int]) -> NDArray[np.uint8]:
    """A picture as levels of a shape (channels, height, width): on white, its middle, grey or in colour.

    Raises ``DataError`` where pictures of that shape are neither.
    """
    channels, height, width = shape
    if channels not in (1, 3):
        raise DataError(f"Pictures here have {channels} channels, and those of files are grey or in colour.")
    if image.width * image.height > _STRIP:
        whole = _reduced(image, width, height)
    else:
        whole = _opaque(image, "white")
        if whole.size != (width, height):
            whole = ImageOps.fit(whole, (width, height), Image.Resampling.LANCZOS)
    levels = np.asarray(whole.convert("L") if channels == 1 else whole)
    return np.ascontiguousarray(levels[None] if levels.ndim == 2 else levels.transpose(2, 0, 1))


def _opaque(image: Image.Image, background: str) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    paper = Image.new("RGBA", image.size, (*ImageColor.getrgb(background)[:3], 255))
    return Image.alpha_composite(paper, image.convert("RGBA")).convert("RGB")


def _reduced(image: Image.Image, width: int, height: int) -> Image.Image:
    """The middle of a large picture on white, made smaller by whole boxes first, some rows at a time: only
    what it was stored as is ever held whole."""
    scale = min(image.width / width, image.height / height)
    factor, margin = max(1, int(scale / _ENOUGH)), math.ceil(_REACH * scale)
    left, upper = (image.width - scale * width) / 2, (image.height - scale * height) / 2
    right, lower = left + scale * width, upper + scale * height
    first, top = max(0, int(left) - margin), max(0, int(upper) - margin)
    last = min(image.width, math.ceil(right) + margin)
    bottom = min(image.height, math.ceil(lower) + margin)
    small = Image.new("RGB", (-(-(last - first) // factor), -(-(bottom - top) // factor)))
    rows = factor * max(1, _STRIP // (factor * (last - first)))
    for row in range(top, bottom, rows):
        strip = image.crop((first, row, last, min(row + rows, bottom)))
        small.paste(_opaque(strip, "white").reduce(factor), (0, (row - top) // factor))
    box = (
        (left - first) / factor, (upper - top) / factor, (right - first) / factor, (lower - top) / factor,
    )  # fmt: skip
    return small.resize((width, height), Image.Resampling.LANCZOS, box)


def _scaled(image: Image.Image, how: Preparation) -> Image.Image:
    side = (how.size, how.size)
    if not how.size or image.size == side:
        return image
    if how.crop == "stretch":
        return image.resize(side, Image.Resampling.LANCZOS)
    if how.crop == "pad":
        return ImageOps.pad(image, side, Image.Resampling.LANCZOS, color=how.background)
    return ImageOps.fit(image, side, Image.Resampling.LANCZOS)


Shape = tuple[int, int, int]


def read_picture(path: Path, shape: Shape) -> bytes:
    """The levels of a file's picture, channel by channel and row by row; raises ``DataError``."""
    with guarded(DataError, f"{path.name} cannot be opened"), open_regular(path, LARGEST_FILE) as file:
        return fitted(opened(file), shape).tobytes()


def pasted_picture(data: bytes, shape: Shape) -> bytes:
    """The same of a picture that was copied elsewhere, as PNG; raises ``DataError``."""
    with guarded(DataError, "What was copied cannot be pasted as a picture"):
        return fitted(opened(io.BytesIO(data)), shape).tobytes()
