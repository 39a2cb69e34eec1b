"""A folder with one file for each result, and many results in one file, such as the one that ships.

Files appear whole or not at all, under their result's key, so a run that was stopped goes on, and two that
write into one folder do each other no harm. What is there need not be measured again.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from playground.core import folders
from playground.core.errors import DataError, ExportError
from playground.core.guard import DamagedFileError, guarded, why
from playground.core.machine import Machine
from playground.core.regular_files import read_regular
from playground.evaluate.sweep.jobs import FORMAT, Result
from playground.evaluate.sweep.spreadsheet import csv_of
from playground.export.atomic import make_folder, write_file

MAX_BYTES = 1_000_000
ASIDE = ".bad"
OTHERS = "league-"
"""Files whose names begin so hold results of the league in the plane, and are left to it."""

_decoder: msgspec.json.Decoder[Result] = msgspec.json.Decoder(Result)


class Store:
    """The results in a folder, which is made when the first one is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[str] = []
        """One sentence for every file that was set aside."""

    def get(self, key: str) -> Result | None:
        """The result of a key, if it is there and sound."""
        path = self.path(key)
        return self._read(path) if path.is_file() else None

    def put(self, result: Result) -> Path:
        """Keep a result in the place of one with the same key; raises ``ExportError`` if the disk refuses."""
        make_folder(self.folder)
        content = msgspec.json.format(msgspec.json.encode(result), indent=-1)
        return write_file(self.path(result.key), content + b"\n", overwrite=True)

    def remove(self, key: str) -> None:
        """Forget the result of a key, if it is there; raises ``ExportError`` if the disk refuses."""
        path = self.path(key)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise ExportError(f"The result {path} cannot be removed: {error.strerror or error}.") from error

    def __iter__(self) -> Iterator[Result]:
        """Every sound result, in the order of their keys; broken files are set aside on the way."""
        for path in sorted(self.folder.glob("*.json")):
            if not path.name.startswith((".", OTHERS)):
                result = self._read(path)
                if result is not None:
                    yield result

    def path(self, key: str) -> Path:
        """Where the result of a key lies."""
        return self.folder / f"{key}.json"

    def _read(self, path: Path) -> Result | None:
        try:
            with guarded(DataError, f"The result {path} cannot be used"):
                result = _decoder.decode(read_regular(path, MAX_BYTES))
                check(result)
                if result.key != path.stem:
                    raise DamagedFileError("the key in it is not its name")
        except DataError as error:
            cause = error.__cause__ or error
            if not isinstance(cause, OSError) or cause.errno == errno.EFBIG:
                self._set_aside(path, why(cause))
            # Otherwise it went away meanwhile, or is not ours to read: measured again, it is there.
            return None
        return result

    def _set_aside(self, path: Path, reason: str) -> None:
        aside = path.with_name(path.name + ASIDE)
        try:
            path.replace(aside)
        except OSError:
            self.problems.append(f"The result {path} cannot be used: {reason}.")
            return
        self.problems.append(
            f"The result {path} cannot be used ({reason}), so it is now called {aside.name}."
        )


class _Told(msgspec.Struct, frozen=True):
    """The fields of a recipe that are told of it, whatever version of the program wrote the rest."""

    kind: str = ""
    model: str = ""
    sampler: str = ""
    steps: int = 0
    spacing: str = ""
    variance: str = ""
    guidance: float = 1.0
    guided_from: float = 0.0
    guided_to: float = 1.0
    eta: float = 0.0
    coordinates: str = "own"
    clip: str = "off"
    clip_limit: float = 1.0
    clip_share: float = 0.995
    ending: str = "data"
    stride: str = "next"
    truncation: float = 1.0
    temperature: float = 1.0
    prompt: str = ""
    style: str = ""
    negative: str = ""


def check(result: Result) -> None:
    """Raises ``DamagedFileError`` or ``ValidationError`` for a result of another format, one whose report is
    of another recipe, or whose recipe cannot be told.
    """
    msgspec.convert(result.job.recipe, _Told)
    if result.format != FORMAT:
        raise DamagedFileError(f"its format is “{result.format[:40]}”")
    if result.report.model != result.job.model:
        raise DamagedFileError("its report is of another model")
    if not result.report.measures:
        raise DamagedFileError("it holds no measure")


COLLECTION_FORMAT = "playground-results-1"
MAX_COLLECTION_BYTES = 50_000_000


class Collection(msgspec.Struct, frozen=True, kw_only=True):
    """Results, with the day and the machine of the last of them, and the command that measured them."""

    date: str
    machine: Machine
    command: str
    results: tuple[Result, ...]
    format: str = COLLECTION_FORMAT


_decoder_collection: msgspec.json.Decoder[Collection] = msgspec.json.Decoder(Collection)


def shipped_file() -> Path:
    """Where the results lie that ship with the program."""
    return folders.assets() / "compare" / "results.json"


def shipped() -> Collection | None:
    """The results that ship with the program, if any; raises :class:`DataError` if they are damaged."""
    path = shipped_file()
    return read_collection(path) if path.is_file() else None


def collect(results: Iterable[Result]) -> Collection:
    """Results in one, with what the last one says of itself; raises :class:`DataError` for none."""
    found = tuple(results)
    if not found:
        raise DataError("There are no results to write.")
    last = max(found, key=lambda result: result.date)
    return Collection(date=last.date, machine=last.machine, command=last.command, results=found)


def encode(collection: Collection) -> bytes:
    """The file's content: JSON with a line for each result."""
    head = msgspec.to_builtins(msgspec.structs.replace(collection, results=()))
    del head["results"]
    begin = msgspec.json.encode(head)[:-1]
    lines = b",\n".join(
        msgspec.json.format(msgspec.json.encode(result), indent=-1) for result in collection.results
    )
    return begin + b',"results":[\n' + lines + b"\n]}\n"


def content(results: Iterable[Result], suffix: str) -> bytes:
    """Results in the format that a suffix names; raises ``ExportError`` for others."""
    if suffix == ".csv":
        return csv_of(results).encode()
    if suffix == ".json":
        return encode(collect(results))
    raise ExportError(f"Results cannot be written as “{suffix}”; use .csv or .json.")


def write_collection(path: Path, collection: Collection, *, overwrite: bool = False) -> Path:
    """Write the file whole or not at all; raises ``ExportError``."""
    return write_file(path, encode(collection), overwrite=overwrite)


def read_collection(path: Path) -> Collection:
    """Read such a file; raises :class:`DataError` where it is damaged or none."""
    with guarded(DataError, f"The results {path} cannot be read"):
        return decode(read_regular(path, MAX_COLLECTION_BYTES))


def decode(content: bytes) -> Collection:
    """The collection in a file's content; raises ``MsgspecError`` or ``DamagedFileError``."""
    collection = _decoder_collection.decode(content)
    if collection.format != COLLECTION_FORMAT:
        raise DamagedFileError(f"the format is “{collection.format[:40]}”")
    for result in collection.results:
        check(result)
    return collection
