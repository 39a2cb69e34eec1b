"""Many results in one file, such as the one that ships: read whole, or refused in one sentence."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from playground.core import folders
from playground.core.errors import DataError, ExportError
from playground.core.guard import DamagedFileError, guarded
from playground.core.machine import Machine
from playground.core.regular import read_regular
from playground.evaluate.sweep.jobs import Result
from playground.evaluate.sweep.spreadsheet import csv_of
from playground.evaluate.sweep.store import check
from playground.export.atomic import write_file

FORMAT = "playground-results-1"
MAX_BYTES = 50_000_000


class Collection(msgspec.Struct, frozen=True, kw_only=True):
    """Results, with the day and the machine of the last of them, and the command that measured them."""

    date: str
    machine: Machine
    command: str
    results: tuple[Result, ...]
    format: str = FORMAT


_decoder: msgspec.json.Decoder[Collection] = msgspec.json.Decoder(Collection)


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
        return decode(read_regular(path, MAX_BYTES))


def decode(content: bytes) -> Collection:
    """The collection in a file's content; raises ``MsgspecError`` or ``DamagedFileError``."""
    collection = _decoder.decode(content)
    if collection.format != FORMAT:
        raise DamagedFileError(f"the format is “{collection.format[:40]}”")
    for result in collection.results:
        check(result)
    return collection
