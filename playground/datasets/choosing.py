"""Which kind of source a place is."""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from typing import BinaryIO

from playground.core.errors import DataError
from playground.core.guard import guarded
from playground.core.progress import Heed, unheeded
from playground.core.regular_files import open_regular
from playground.datasets.arrays import NO_CLASSES, Range, idx_source, npz_source
from playground.datasets.faces import FacesSource, are_faces, parsed
from playground.datasets.folder import FolderSource, is_picture
from playground.datasets.preparing import LARGEST_FILE
from playground.datasets.source import Source
from playground.datasets.tables import HUB, hub_source, parquet_source
from playground.export.archive import opened_archive

_FIRST = 2000


def source_of(
    location: str,
    *,
    images: str = "",
    labels: str = "",
    levels: Range | None = None,
    heed: Heed = unheeded,
) -> Source:
    """The pictures at a folder or file, of ``hf:owner/name`` or ``faces:…``; raises ``PlaygroundError``.

    ``images`` and ``labels`` name arrays or columns; ``labels`` may be “none”. ``levels`` are the numbers
    that are black and white in an array. ``heed`` is called often while a folder is looked through.
    """
    if location.startswith(HUB):
        _check_unused(location, {"range": levels})
        return hub_source(location.removeprefix(HUB), images, labels)
    if not location:
        raise DataError("No source of pictures is named; “.” means the current folder.")
    if are_faces(location):
        _check_unused(location, {"images": images, "labels": labels.replace(NO_CLASSES, ""), "range": levels})
        return FacesSource(parsed(location), classes=labels != NO_CLASSES)
    path = Path(location).expanduser()
    if path.is_dir():
        path = _within(path)
    elif not path.exists():
        raise DataError(f"There is neither a folder nor a file {path}.")
    classes = labels != NO_CLASSES
    if path.suffix == ".npz":
        return npz_source(path, images, labels, levels)
    if path.suffix == ".parquet" or (path.is_dir() and _holds(path, "*.parquet", "data/*.parquet")):
        _check_unused(location, {"range": levels})
        return parquet_source(path, images, labels)
    _check_unused(location, {"images": images, "labels": labels if classes else "", "range": levels})
    if (path.is_file() and "idx" in path.name) or (path.is_dir() and _holds(path, "*-images-idx[34]-ubyte*")):
        return idx_source(path, classes=classes)
    if path.is_dir():
        return FolderSource(path, classes=classes, heed=heed)
    raise DataError(
        f"{path} is no source of pictures: name a folder of them, an .npz, IDX or Parquet file, "
        "hf:owner/name, or faces:size=64."
    )


def is_address(location: str) -> bool:
    """Whether a source is no file or folder."""
    return location.startswith(HUB) or are_faces(location)


def is_source(path: Path) -> bool:
    """Whether a folder or file looks as if pictures could be taken from it; an exported archive does not."""
    try:
        if path.is_dir():
            return not (path / "card.toml").exists() and (
                _holds(path, "*.npz", "*.parquet", "data/*.parquet", "*-images-idx[34]-ubyte*")
                or _shows_pictures(path)
            )
        if path.suffix == ".npz":
            with guarded(DataError, f"{path} cannot be read"), open_regular(path, LARGEST_FILE) as file:
                return _is_foreign(file)
    except (OSError, DataError):
        return False
    return path.suffix == ".parquet" or "-ubyte" in path.name


def _is_foreign(file: BinaryIO) -> bool:
    """Whether an archive of arrays is none that this program has exported."""
    with opened_archive(file) as archive:
        return "recipe.npy" not in archive.namelist()


def _shows_pictures(folder: Path) -> bool:
    """Whether there is a picture among the first files in the first folders of one, however deep they lie."""
    found = (name for _, _, names in itertools.islice(os.walk(folder), _FIRST) for name in names)
    return any(is_picture(name) for name in itertools.islice(found, _FIRST))


def _check_unused(location: str, said: dict[str, str | Range | None]) -> None:
    """Raises ``DataError`` where something is said that this kind of source has no use for."""
    if unused := [f"--{name}" for name, value in said.items() if value]:
        raise DataError(f"{location} is a source that has no use for {' and '.join(unused)}; omit that.")


def _within(folder: Path) -> Path:
    """The only archive in a folder, where there is one and no picture lies beside it; else the folder."""
    try:
        archives = sorted(folder.glob("*.npz"))
        alone = len(archives) == 1 and not any(
            is_picture(path.name) for pattern in ("*", "*/*") for path in folder.glob(pattern)
        )
    except OSError:
        return folder
    return archives[0] if alone else folder


def _holds(folder: Path, *patterns: str) -> bool:
    try:
        return any(any(folder.glob(pattern)) for pattern in patterns)
    except OSError:
        return False
