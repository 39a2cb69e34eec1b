"""Points of the plane from tables of others: two columns of a CSV, TSV or NPY file, standardised."""

from __future__ import annotations

import csv
import io
import math
import re
from array import array
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core import plain_text
from playground.core.errors import DataError
from playground.core.guard import DamagedFileError, guarded
from playground.core.regular_files import open_regular
from playground.core.words import counted
from playground.export.archive import read_array
from playground.paradigms.lab.fields import Standard
from playground.paradigms.lab.frames import EXTENT

SUFFIXES = (".csv", ".tsv", ".txt", ".npy")
LARGEST_FILE = 50_000_000
MOST_ROWS = 1_000_000
MOST_COLUMNS = 100
MOST_POINTS = 4000
"""So many are carried by a recipe; of more, some are taken by a seed."""
_SEED = 0
_DELIMITERS = ("\t", ";", "|", ",")
"""A comma may also stand in a number, where something else parts the cells."""
_LOOKED_AT, _BEGINNING = 20, 100_000
_MISSING = frozenset(("", "na", "n/a", "nan", "null", "none", "inf", "-inf", "-", "?"))
_LONGEST_NAME = 40
_NO_SPREAD = 1e-12
"""Of its mean: a standard deviation that is smaller is that of rounding."""


class Table(msgspec.Struct, frozen=True):
    """The columns of a file, not a number where a cell holds none; ``names`` are told or numbered from 1."""

    place: str
    names: tuple[str, ...]
    columns: tuple[NDArray[np.float64], ...]

    @property
    def usable(self) -> tuple[int, ...]:
        """The columns with at least two numbers."""
        return tuple(at for at, column in enumerate(self.columns) if np.isfinite(column).sum() > 1)


class Points(msgspec.Struct, frozen=True):
    """Standardised points ``(n, 2)`` float32, what gives their units back, and what was left out."""

    points: NDArray[np.float32]
    units: Standard
    notes: tuple[str, ...]


def read_table(path: Path) -> Table:
    """Read the columns of a file; raises ``DataError``, for example if fewer than two hold numbers."""
    with guarded(DataError, f"{path} cannot be read"), open_regular(path, LARGEST_FILE) as file:
        if path.suffix.lower() == ".npy":
            names, columns = _columns_of(read_array(file, "content"))
        else:
            text = file.read(LARGEST_FILE + 1).decode("utf-8-sig")
            names, columns = _parsed(text)
    found = Table(path.name, names, columns)
    if len(found.usable) < 2:
        only = "one column" if len(found.usable) == 1 else "no column"
        raise DataError(
            f"{path.name} has {only} with two numbers or more, and points of the plane need two such columns."
        )
    return found


def chosen(table: Table, x: int, y: int) -> Points:
    """Two of the columns as points for a lab; raises ``DataError`` in one sentence where they are none."""
    names = table.names[x], table.names[y]
    pair = np.stack([table.columns[x], table.columns[y]], axis=1)
    whole = np.isfinite(pair).all(axis=1)
    pair = pair[whole]
    if len(pair) < 2:
        raise DataError(f"{' and '.join(names)} have no two rows with a number in both.")
    scaled = [_standardised(name, column) for name, column in zip(names, pair.T, strict=True)]
    points = np.stack([column for column, _, _ in scaled], axis=1)
    units = Standard(
        names=names, mean=(scaled[0][1], scaled[1][1]), sd=(scaled[0][2], scaled[1][2])
    )  # fmt: skip
    inside = (np.abs(points) <= EXTENT).all(axis=1)
    points = points[inside]
    notes = []
    if left_out := int((~whole).sum()):
        notes.append(f"{counted(left_out, 'row')} without a number in both columns left out.")
    if left_out := int((~inside).sum()):
        notes.append(f"{counted(left_out, 'point')} more than {EXTENT:g} deviations from the mean left out.")
    if len(points) > MOST_POINTS:
        notes.append(f"{MOST_POINTS:,} of {len(points):,} points taken, by chance (seed {_SEED}).")
        kept = np.random.default_rng(_SEED).choice(len(points), MOST_POINTS, replace=False)
        points = points[np.sort(kept)]
    return Points(points.astype(np.float32), units, tuple(notes))


def _standardised(name: str, column: NDArray[np.float64]) -> tuple[NDArray[np.float64], float, float]:
    """A column with mean 0 and standard deviation 1, and what those were."""
    largest = float(np.abs(column).max()) or 1.0
    # Of numbers near the largest there are, sums would be infinite.
    part = column / largest
    mean = float(part.mean())
    sd = float((part - mean).std())
    if sd <= _NO_SPREAD * abs(mean) or not sd * largest > 0:
        raise DataError(f"All numbers of {name} are the same, so that there is nothing to standardise.")
    return (part - mean) / sd, mean * largest, sd * largest


def _parsed(text: str) -> tuple[tuple[str, ...], tuple[NDArray[np.float64], ...]]:
    if "\0" in text:
        raise DamagedFileError("it is no table of text")
    delimiter = _delimiter(text)
    rows, comma = _rows(text, delimiter), delimiter != ","
    first = next(rows, [])
    headed = any(map(_is_word, first))
    columns = [array("d", [] if headed else [_number(cell, comma)]) for cell in first]
    for count, row in enumerate(rows):
        if count >= MOST_ROWS:
            raise DamagedFileError(f"it has more than {MOST_ROWS:,} rows")
        for at, column in enumerate(columns):
            column.append(_number(row[at], comma) if at < len(row) else math.nan)
    names = [plain_text.line(cell.strip(), _LONGEST_NAME) for cell in first] if headed else [""] * len(first)
    return _named(names), tuple(np.frombuffer(column, np.float64) for column in columns)


def _delimiter(text: str) -> str:
    """What parts the cells of the first lines; empty for spaces."""
    lines = [line for line in text[:_BEGINNING].splitlines()[:_LOOKED_AT] if line.strip()]
    found = next((each for each in _DELIMITERS if lines and all(each in line for line in lines)), "")
    return _comma_or_spaces(lines) if found == "," else found


def _comma_or_spaces(lines: list[str]) -> str:
    """What parts the cells of lines that have commas, all of which may be in numbers."""
    numbers = lines[1:] or lines
    by_spaces = [_is_parted_by_spaces(line) for line in numbers]
    mixed = any(by_spaces) and not (all(by_spaces) and len({len(line.split()) for line in lines}) == 1)
    cells = [re.split(r",\s+", line.strip()) for line in numbers]
    alike = len(cells[0]) > 1 and len({len(each) for each in cells}) == 1
    if mixed or (alike and all(map(_is_plain, chain(*cells))) and any("," in each for each in chain(*cells))):
        raise DamagedFileError(
            "its commas may part cells or stand in numbers; part its cells by semicolons or tabulators"
        )
    return "" if any(by_spaces) else ","


def _is_parted_by_spaces(line: str) -> bool:
    """Whether a line is of two numbers or more by spaces, which are torn apart or put together by commas."""
    torn = any(
        len(words) > 1 and (_is_plain(words[0]) or _is_plain(words[-1]))
        for words in (cell.split() for cell in line.split(","))
    )
    return torn and sum(map(_is_plain, line.split())) > 1


def _is_plain(word: str) -> bool:
    """Whether a word is a missing number, or one whose comma, if there is any, stands between digits."""
    inside = "," not in word or re.search(r"\d,\d", word) is not None
    return word.lower() in _MISSING or (inside and not math.isnan(_number(word, comma=True)))


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """Rows that are not empty, at most so many cells of each."""
    lines = io.StringIO(text, newline="")
    found = csv.reader(lines, delimiter=delimiter) if delimiter else (line.split() for line in lines)
    return (row[:MOST_COLUMNS] for row in found if any(map(str.strip, row)))


def _is_word(cell: str) -> bool:
    """Whether a cell of the first row is a name, which a missing number is not."""
    return cell.strip().lower() not in _MISSING and math.isnan(_number(cell, comma=True))


def _number(cell: str, comma: bool) -> float:
    """The number that a cell holds, with a point or, where that parts nothing, a ``comma``; else none."""
    word = cell.strip().replace(",", "." if comma else ",", 1)
    try:
        found = math.nan if "_" in word else float(word)
    except ValueError:
        return math.nan
    return found if math.isfinite(found) else math.nan


def _named(names: list[str]) -> tuple[str, ...]:
    return tuple(name or f"column {number}" for number, name in enumerate(names, start=1))


def _columns_of(found: NDArray[Any]) -> tuple[tuple[str, ...], tuple[NDArray[np.float64], ...]]:
    if found.dtype.kind not in "biuf" or found.ndim != 2:
        raise DamagedFileError(f"it holds an array {found.shape} where rows of numbers were looked for")
    # Two rows of many numbers are columns that lie.
    table = found.T if len(found) == 2 and found.shape[1] > 2 else found
    if len(table) > MOST_ROWS:
        raise DamagedFileError(f"it has more than {MOST_ROWS:,} rows")
    columns = [np.asarray(table[:, at], np.float64) for at in range(min(table.shape[1], MOST_COLUMNS))]
    return _named([""] * len(columns)), tuple(np.where(np.isfinite(each), each, math.nan) for each in columns)
