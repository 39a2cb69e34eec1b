"""The recipe and facts that an exported file carries, read back with limits."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

from playground import paradigms
from playground.core.errors import ExportError, RecipeError
from playground.core.guard import DamagedFileError, guarded
from playground.core.recipe import MAX_BYTES, Recipe, from_json
from playground.core.regular_files import open_regular
from playground.export.archive import opened_archive, unpacked
from playground.export.containers import LARGEST_FILE, read_text

_LARGEST_TEXT = 4 * MAX_BYTES + 1000


def read_recipe(path: Path, types: tuple[type[Recipe], ...] = ()) -> tuple[Recipe, dict[str, Any]]:
    """The recipe and facts in a PNG, GIF, WebP, SVG, NPZ or JSON file, whatever its name says.

    ``types`` are those accepted, all that can be run by default. Memory stays bounded for any file. Raises
    :class:`ExportError` when the file holds no recipe and :class:`RecipeError` when the recipe is wrong.
    """
    with guarded(ExportError, f"{path} cannot be read"), open_regular(path, LARGEST_FILE) as file:
        text = _read(file)
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
    with opened_archive(file) as archive:
        try:
            recipe = unpacked(archive, "recipe", _LARGEST_TEXT)
        except KeyError:
            return None
    if recipe.shape != () or recipe.dtype.kind != "U":
        raise DamagedFileError("its recipe is not a text")
    return str(recipe[()]).encode()
