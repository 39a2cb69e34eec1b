"""What is recorded of a training, read as it grows: the log of its losses, and its sheets of pictures."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.errors import DataError
from playground.core.guard import guarded
from playground.core.regular_files import open_regular
from playground.core.words import counted

LOG, SHEETS = "losses.jsonl", "sheets"
_SHEET = re.compile(r"step-(\d{1,12})\.png")
_MOST_BYTES = 50_000_000
_MOST_POINTS = 1_200
"""Of a curve: there are not so many pixels."""
_NO_LOSSES = {"step", "rate", "seconds", "seconds_left"}
_decode = msgspec.json.Decoder(dict[str, float | None]).decode


@dataclass(frozen=True, eq=False)
class Curve:
    """Numbers (n,) at steps (n,)."""

    steps: NDArray[np.float64]
    values: NDArray[np.float64]


@dataclass(frozen=True)
class Sheet:
    """A sheet of pictures from the same seeds at a step."""

    step: int
    path: Path


@dataclass(frozen=True, eq=False)
class Record:
    """All curves by their names, and all sheets from the first to the newest; ``trouble`` says what of it
    cannot be read."""

    curves: Mapping[str, Curve] = field(default_factory=dict)
    sheets: tuple[Sheet, ...] = ()
    trouble: str = ""


@dataclass
class LogReader:
    """Reads what is new in a training's folder; one that is another file, or shorter, is read anew."""

    folder: Path
    _file: tuple[int, int] = (0, 0)
    _rest: bytes = b""
    _series: dict[str, tuple[list[float], list[float]]] = field(default_factory=dict)
    _damaged: int = 0
    _sheets_at: float = math.nan
    _record: Record = field(default_factory=Record)

    def read(self) -> Record:
        """What is recorded by now; the same object where nothing is new."""
        trouble = ""
        try:
            grown = self._read_log()
        except DataError as error:
            grown, trouble = self._record.trouble != error.sentence, error.sentence
        sheets = self._sheets()
        if grown or sheets != self._record.sheets:
            if self._damaged and not trouble:
                lines = counted(self._damaged, "damaged line")
                trouble = f"Left out of the log of losses: {lines}."
            self._record = Record(self._curves(), sheets, trouble)
        return self._record

    def _read_log(self) -> bool:
        """Whether anything was new."""
        path = self.folder / LOG
        try:
            found = path.stat()
        except OSError:
            return False
        number, read = self._file
        if found.st_ino != number or found.st_size < read:
            self._file, self._rest, self._series, self._damaged = (found.st_ino, 0), b"", {}, 0
            read = 0
        if found.st_size == read:
            return False
        with guarded(DataError, f"{path} cannot be read"), open_regular(path, _MOST_BYTES) as file:
            file.seek(read)
            data = file.read()
        self._file = (found.st_ino, read + len(data))
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._take(line)
        return True

    def _take(self, line: bytes) -> None:
        try:
            numbers = _decode(line)
            step = float(numbers.get("step") or 0)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            self._damaged += 1
            return
        for name, value in numbers.items():
            if name in _NO_LOSSES or value is None:
                continue
            steps, values = self._series.setdefault(name, ([], []))
            while steps and steps[-1] >= step:
                # It went on from a checkpoint before them.
                steps.pop()
                values.pop()
            steps.append(step)
            values.append(value)

    def _curves(self) -> Mapping[str, Curve]:
        return {name: _thinned(steps, values) for name, (steps, values) in self._series.items()}

    def _sheets(self) -> tuple[Sheet, ...]:
        place = self.folder / SHEETS
        try:
            changed = place.stat().st_mtime_ns
            if changed == self._sheets_at:
                return self._record.sheets
            found = [(path, _SHEET.fullmatch(path.name)) for path in place.iterdir()]
        except OSError:
            return self._record.sheets
        self._sheets_at = changed
        named = [Sheet(int(match[1]), path) for path, match in found if match]
        return tuple(sorted(named, key=lambda sheet: sheet.step))


def _thinned(steps: list[float], values: list[float]) -> Curve:
    """Of long curves the mean of as many neighbours as make the points few enough."""
    at, found = np.asarray(steps), np.asarray(values)
    if (together := -(-len(at) // _MOST_POINTS)) > 1:
        begins = np.arange(0, len(at), together)
        counts = np.diff(np.append(begins, len(at)))
        found = np.add.reduceat(found, begins) / counts
        at = at[begins + counts - 1]
    return Curve(at, found)
