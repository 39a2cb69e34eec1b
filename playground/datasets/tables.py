"""Pictures in tables: Parquet files, and data sets of the Hugging Face hub, read by packages of theirs."""

from __future__ import annotations

import bisect
import importlib
import io
import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from PIL import Image

from playground.core import foreign
from playground.core.errors import DataError
from playground.core.guard import DamagedFileError, guarded
from playground.datasets.arrays import NO_CLASSES
from playground.datasets.preparing import LARGEST_FILE, opened
from playground.datasets.source import Item, Part, check_classes

HUB = "hf:"
_IMAGES = ("image", "img", "images", "picture")
_LABELS = ("label", "labels", "fine_label", "class")


class Table(msgspec.Struct, frozen=True):
    """Rows of one part: how many, and how one is read as its picture's bytes and its label."""

    name: str
    part: Part
    count: int
    row: Callable[[int], tuple[Any, Any]]


class TableSource:
    """Pictures in rows, those of the test part first; ``names`` are those of the classes."""

    notes: tuple[str, ...] = ()

    def __init__(self, title: str, tables: list[Table], names: tuple[str, ...]) -> None:
        self.title = title
        self.labels = tuple(foreign.line(name) for name in names) if len(names) > 1 else ()
        check_classes(title, len(names))
        self._tables = sorted(tables, key=lambda table: table.part != "test")
        self.has_parts = {"train", "test"} <= {table.part for table in tables}
        self._ends = list(itertools.accumulate(table.count for table in self._tables))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __getitem__(self, index: int, /) -> Item:
        at = bisect.bisect_right(self._ends, index)
        table = self._tables[at]
        row = index - (self._ends[at] - table.count)
        name = f"row {row} of {table.name}"
        with guarded(DataError, f"{name} cannot be read"):
            data, label = table.row(row)
        known = self.labels and isinstance(label, int) and 0 <= label < len(self.labels)
        return Item(
            name,
            int(label) if known else 0,
            table.part,
            lambda: _read(name, data, bool(known or not self.labels)),
        )


def parquet_source(place: Path, images: str = "", labels: str = "") -> TableSource:
    """The pictures of a Parquet file, or of all in a folder; raises ``DataError``, also without pyarrow."""
    parquet = _package("pyarrow.parquet", "Parquet files are read")
    files = sorted(place.glob("**/*.parquet")) if place.is_dir() else [place]
    tables: list[Table] = []
    names: tuple[str, ...] = ()
    for path in files:
        with guarded(DataError, f"{path} cannot be read"):
            file = parquet.ParquetFile(path)
            schema = file.schema_arrow
            image = _column(path.name, schema.names, images, _IMAGES)
            label = _label(path.name, schema.names, labels)
            names = names or (_names(schema.metadata or {}, label) if label else ())
            rows = _Rows(file, image, label)
            tables.append(Table(path.name, _part(path.name), rows.count, rows.row))
    return TableSource(place.stem, tables, names)


def hub_source(name: str, images: str = "", labels: str = "") -> TableSource:
    """A data set of the hub by its ``owner/name``; the package ``datasets`` fetches it."""
    package = _package("datasets", "Data sets of the Hugging Face hub are fetched")
    with guarded(DataError, f"The data set {foreign.line(name)} cannot be fetched"):
        found = package.load_dataset(name)
        tables: list[Table] = []
        names: tuple[str, ...] = ()
        for split, rows in found.items():
            image = _column(split, rows.column_names, images, _IMAGES)
            label = _label(split, rows.column_names, labels)
            if label:
                names = names or tuple(getattr(rows.features[label], "names", ()))
            # As bytes, which are read here with limits.
            rows = rows.cast_column(image, package.Image(decode=False))
            tables.append(Table(split, _part(split), len(rows), _row_of(rows, image, label)))
    return TableSource(name.rpartition("/")[2], tables, names)


class _Rows:
    """The rows of a Parquet file, read a group at a time."""

    def __init__(self, file: Any, image: str, label: str) -> None:
        self._file, self._image, self._label = file, image, label
        sizes = [file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)]
        self._ends = list(itertools.accumulate(sizes))
        self._sizes = sizes
        self._open = -1
        self._rows: tuple[Any, list[Any]] = ([], [])
        self.count = self._ends[-1] if sizes else 0

    def row(self, index: int) -> tuple[Any, Any]:
        at = bisect.bisect_right(self._ends, index)
        if at != self._open:
            columns = [self._image, *([self._label] if self._label else [])]
            group = self._file.read_row_group(at, columns=columns)
            labels = group.column(self._label).to_pylist() if self._label else []
            self._open, self._rows = at, (group.column(self._image), labels)
        row = index - (self._ends[at] - self._sizes[at])
        images, labels = self._rows
        return images[row].as_py(), labels[row] if labels else None


def _row_of(rows: Any, image: str, label: str) -> Callable[[int], tuple[Any, Any]]:
    def row(index: int) -> tuple[Any, Any]:
        found = rows[index]
        return found[image], found[label] if label else None

    return row


def _read(name: str, cell: Any, labelled: bool) -> Image.Image:
    with guarded(DataError, f"{name} was left out"):
        if not labelled:
            raise DamagedFileError("its class is none of those that are named")
        data = cell.get("bytes") if isinstance(cell, dict) else cell
        if not isinstance(data, bytes) or len(data) > LARGEST_FILE:
            raise DamagedFileError("it holds no picture")
        return opened(io.BytesIO(data))


def _package(name: str, what: str) -> Any:
    package = name.partition(".")[0]
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise DataError(
            f"{what} by the package {package}, which is not installed: pip install {package}."
        ) from error


def _part(name: str) -> Part:
    words = name.lower().replace(".", "-").replace("_", "-").split("-")
    if "train" in words:
        return "train"
    return "test" if {"test", "validation", "valid", "val"} & set(words) else ""


def _column(where: str, names: list[str], said: str, usual: tuple[str, ...]) -> str:
    found = next((name for name in ((said,) if said else usual) if name in names), "")
    if not found:
        told = ", ".join(map(foreign.line, names))
        raise DataError(f"{where} has the columns {told}: name that of the pictures with --images.")
    return found


def _label(where: str, names: list[str], said: str) -> str:
    if said == NO_CLASSES:
        return ""
    if said and said not in names:
        raise DataError(
            f"{where} has no column “{foreign.line(said)}”; it has {', '.join(map(foreign.line, names))}."
        )
    return said or next((name for name in _LABELS if name in names), "")


def _names(metadata: dict[bytes, bytes], label: str) -> tuple[str, ...]:
    """The names of the classes, as the package ``datasets`` writes them beside a table."""
    told = json.loads(metadata.get(b"huggingface", b"{}"))
    feature = told.get("info", {}).get("features", {}).get(label, {})
    return tuple(str(name) for name in feature.get("names", ()))
