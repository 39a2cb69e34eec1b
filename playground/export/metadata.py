"""The recipe and facts that an exported file carries, read back with limits."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from playground import paradigms
from playground.core.errors import ExportError, RecipeError
from playground.core.recipe import MAX_BYTES, Recipe, from_json
from playground.export.containers import DamagedFileError, read_text

_LARGEST_DIRECTORY = 100_000
_END_OF_ZIP = 22


def read_recipe(path: Path, types: tuple[type[Recipe], ...] = ()) -> tuple[Recipe, dict[str, Any]]:
    """The recipe and facts in a PNG, GIF, WebP, SVG, NPZ or JSON file, whatever its name says.

    ``types`` are those accepted, all that can be run by default. Memory stays bounded for any file. Raises
    :class:`ExportError` when the file holds no recipe and :class:`RecipeError` when the recipe is wrong.
    """
    try:
        with path.open("rb") as file:
            text = _read(file)
    except OSError as error:
        reason = "it is a folder" if path.is_dir() else (error.strerror or str(error)).lower()
        raise ExportError(f"{path} cannot be read: {reason}.") from error
    except DamagedFileError as error:
        raise ExportError(f"{path} cannot be read: {error}.") from error
    if text is None:
        raise ExportError(f"{path} carries no recipe, so it was not exported by this program.")
    try:
        return from_json(text, types or paradigms.recipe_types())
    except RecipeError as error:
        raise RecipeError(f"{path}: {error}") from error


def _read(file: BinaryIO) -> bytes | None:
    head = file.read(64)
    file.seek(0)
    if head.startswith(b"PK\x03\x04"):
        return _npz(file)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return file.read(MAX_BYTES + 1).removeprefix(b"\xef\xbb\xbf")
    return read_text(file)


def _npz(file: BinaryIO) -> bytes | None:
    """The text in ``recipe.npy``, a 0-dimensional array of one string."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _END_OF_ZIP))
    end = file.read(_END_OF_ZIP)
    # zipfile holds the whole directory in memory, so its size is looked at first.
    if not end.startswith(b"PK\x05\x06") or int.from_bytes(end[12:16], "little") > _LARGEST_DIRECTORY:
        raise DamagedFileError("it is not an NPZ file of this program, or it breaks off in the middle")
    try:
        with zipfile.ZipFile(file) as archive, archive.open("recipe.npy") as member:
            data = member.read(4 * MAX_BYTES + 1000)
    except KeyError:
        return None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise DamagedFileError("its archive is damaged") from error
    return _text(data)


def _text(data: bytes) -> bytes:
    stream = io.BytesIO(data)
    try:
        if np.lib.format.read_magic(stream) != (1, 0):
            raise DamagedFileError("its recipe is not a text")
        shape, _, dtype = np.lib.format.read_array_header_1_0(stream)
        rest = data[stream.tell() :]
        if shape != () or dtype.kind != "U" or dtype.itemsize != len(rest):
            raise DamagedFileError("its recipe is not a text")
        return str(np.frombuffer(rest, dtype=dtype)[0]).encode()
    except (ValueError, UnicodeError) as error:
        raise DamagedFileError("its recipe is damaged") from error
