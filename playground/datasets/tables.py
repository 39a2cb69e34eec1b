"""Pictures in tables: Parquet files, and data sets of the Hugging Face hub, read by packages of theirs."""

from __future__ import annotations

import bisect
import importlib
import io
import itertools
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from PIL import Image

from playground.core import plain_text
from playground.core.errors import DataError
from playground.core.guard import DamagedFileError, guarded
from playground.core.machine import at_least
from playground.datasets.arrays import NO_CLASSES, classes_of
from playground.datasets.preparing import LARGEST_FILE, opened
from playground.datasets.source import Item, Part, check_classes

HUB = "hf:"
_LEAST = {"pyarrow": "14.0.1", "datasets": "2.20"}
"""Older ones run code that a file (CVE-2023-47248) or a repository brings, unasked."""
_IMAGES = ("image", "img", "images", "picture")
_LABELS = ("label", "labels", "fine_label", "class")


class Table(msgspec.Struct, frozen=True):
    """Rows of one part: how many, how one is read as its picture's bytes and its label, and all labels."""

    name: str
    part: Part
    count: int
    row: Callable[[int], tuple[Any, Any]]
    labels: Callable[[], Iterable[Any]]


class TableSource:
    """Pictures in rows, those of the test part first; ``names`` are those of the classes, if told."""

    notes: tuple[str, ...] = ()
    licence = ""

    def __init__(self, title: str, tables: list[Table], names: tuple[str, ...]) -> None:
        self.title = title
        self.labels, self._numbers = _named(title, names) if names else _found(title, tables)
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
            number = self._numbers.get(label) if self.labels else 0
        return Item(name, number or 0, table.part, lambda: _read(name, data, number is not None))


def parquet_source(location: Path, images: str = "", labels: str = "") -> TableSource:
    """The pictures of a Parquet file, or of all in a folder; raises ``DataError``, also without pyarrow."""
    parquet = _package("pyarrow.parquet", "Parquet files are read")
    files = sorted(location.glob("**/*.parquet")) if location.is_dir() else [location]
    tables: list[Table] = []
    names: tuple[str, ...] = ()
    for path, part in zip(files, _parts([path.name for path in files]), strict=True):
        with guarded(DataError, f"{path} cannot be read"):
            file = parquet.ParquetFile(path)
            schema = file.schema_arrow
            image = _column(path.name, schema.names, images, _IMAGES)
            label = _label(path.name, schema.names, labels)
            names = names or (_names(schema.metadata or {}, label) if label else ())
            rows = _Rows(file, image, label)
            tables.append(Table(path.name, part, rows.count, rows.row, rows.labels))
    return TableSource(location.stem, tables, names)


def hub_source(name: str, images: str = "", labels: str = "") -> TableSource:
    """A data set of the hub by its ``owner/name``; the package ``datasets`` fetches it."""
    # Nobody asked for counts of what is used to be sent.
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    package = _package("datasets", "Data sets of the Hugging Face hub are fetched")
    with guarded(DataError, f"The data set {plain_text.line(name)} cannot be fetched"):
        found = package.load_dataset(name)
        tables: list[Table] = []
        names: tuple[str, ...] = ()
        for (split, rows), part in zip(found.items(), _parts([*found]), strict=True):
            image = _column(split, rows.column_names, images, _IMAGES)
            label = _label(split, rows.column_names, labels)
            if label:
                names = names or tuple(getattr(rows.features[label], "names", ()))
            # As bytes, which are read here with limits.
            rows = rows.cast_column(image, package.Image(decode=False))
            tables.append(Table(split, part, len(rows), _row_of(rows, image, label), _labels_of(rows, label)))
    return TableSource(name.rpartition("/")[2], tables, names)


def _named(title: str, names: tuple[str, ...]) -> tuple[tuple[str, ...], dict[Any, int]]:
    check_classes(title, len(names))
    labels = tuple(plain_text.line(name) for name in names) if len(names) > 1 else ()
    return labels, {number: number for number in range(len(labels))}


def _found(title: str, tables: list[Table]) -> tuple[tuple[str, ...], dict[Any, int]]:
    """The names of the classes by which rows are labelled, and their numbers by the labels."""
    found: set[Any] = set()
    for table in tables:
        with guarded(DataError, f"The classes of {table.name} cannot be read"):
            for label in table.labels():
                if not isinstance(label, int | str | None):
                    raise DamagedFileError(
                        "they are neither whole numbers nor words; say --labels none to leave them out"
                    )
                found.add(label)
    values = [*(found - {None})]
    check_classes(title, len(values))
    if not values:
        return (), {}
    labels, numbers = classes_of(title, np.array(values), ())
    return labels, {} if numbers is None else dict(zip(values, numbers.tolist(), strict=True))


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

    def labels(self) -> Iterable[Any]:
        """Those of all rows, a group at a time."""
        for at in range(len(self._sizes) if self._label else 0):
            yield from self._file.read_row_group(at, columns=[self._label]).column(self._label).to_pylist()


def _labels_of(rows: Any, label: str) -> Callable[[], Iterable[Any]]:
    return lambda: rows.unique(label) if label else ()


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
        new_enough = at_least(package, _LEAST[package])
        found = importlib.import_module(name)
    except ImportError as error:
        raise DataError(
            f"{what} by the package {package}, which is not installed: pip install {package}."
        ) from error
    if not new_enough:
        raise DataError(
            f"{what} by the package {package} from {_LEAST[package]} on, and an older one is installed: "
            f"pip install --upgrade {package}."
        )
    return found


def _parts(names: list[str]) -> list[Part]:
    """The parts that names tell: where there is a test part, one of validation is there to learn from."""
    words = [set(name.lower().replace(".", "-").replace("_", "-").split("-")) for name in names]
    validation: Part = "train" if any("test" in each - {"train"} for each in words) else "test"
    return [_part(each, validation) for each in words]


def _part(words: set[str], validation: Part) -> Part:
    if "train" in words:
        return "train"
    if "test" in words:
        return "test"
    return validation if words & {"validation", "valid", "val"} else ""


def _column(where: str, names: list[str], said: str, usual: tuple[str, ...]) -> str:
    found = next((name for name in ((said,) if said else usual) if name in names), "")
    if not found:
        told = ", ".join(map(plain_text.line, names))
        raise DataError(f"{where} has the columns {told}: name that of the pictures with --images.")
    return found


def _label(where: str, names: list[str], said: str) -> str:
    if said == NO_CLASSES:
        return ""
    if said and said not in names:
        raise DataError(
            f"{where} has no column “{plain_text.line(said)}”; it has "
            f"{', '.join(map(plain_text.line, names))}."
        )
    return said or next((name for name in _LABELS if name in names), "")


def _names(metadata: dict[bytes, bytes], label: str) -> tuple[str, ...]:
    """The names of the classes, as the package ``datasets`` writes them beside a table."""
    told = json.loads(metadata.get(b"huggingface", b"{}"))
    feature = told.get("info", {}).get("features", {}).get(label, {})
    return tuple(str(name) for name in feature.get("names", ()))
