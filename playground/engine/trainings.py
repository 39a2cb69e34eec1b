"""Live trainings on the disk: one file for each kind of lab, in the folder of the user's data."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import msgspec

from playground.core.checkpoint import Kept
from playground.core.errors import CheckpointError, ExportError
from playground.core.fields import hot
from playground.core.frames import decode_array, encode_array
from playground.core.recipe import Recipe, kind_of, written
from playground.export.atomic import write_file

FORMAT, VERSION = "playground-training", 1
_MOST = 64 * 2**20
_log = logging.getLogger(__name__)


class _File(msgspec.Struct, frozen=True):
    format: str
    version: int
    cold: bytes
    """The recipe but for its hot fields, as JSON."""
    kept: Kept


class TrainingFolder:
    """Keeps trainings in a folder, which is made when the first one is kept."""

    def __init__(self, folder: Path, notice: Callable[[str], None]) -> None:
        """``notice`` is called with sentences the user should see."""
        self._folder, self._notice = folder, notice
        self._recalled: set[str] = set()
        self._writer = ThreadPoolExecutor(1, "trainings")
        self._writing: dict[str, Future[None]] = {}
        self._told = False

    def recall(self, recipe: Recipe) -> Kept | None:
        """As :class:`playground.core.checkpoint.Trainings` says."""
        kind = kind_of(recipe)
        if kind in self._recalled:
            return None
        self._recalled.add(kind)
        try:
            data = self._read(kind)
            if data is None:
                return None
            found = msgspec.msgpack.decode(data, type=_File, ext_hook=decode_array)
        except (OSError, msgspec.DecodeError, ValueError, TypeError, OverflowError, RecursionError) as error:
            _log.warning("%s: %s", self._path(kind), error)
            self.refuse(CheckpointError("What was kept of a training cannot be read, so it begins anew."))
            return None
        fits = found.format == FORMAT and found.version == VERSION and found.cold == _cold(recipe)
        return found.kept if fits else None

    def keep(self, recipe: Recipe, kept: Kept) -> None:
        """As :class:`playground.core.checkpoint.Trainings` says; the disk is waited for elsewhere."""
        kind = kind_of(recipe)
        data = msgspec.msgpack.encode(_File(FORMAT, VERSION, _cold(recipe), kept), enc_hook=encode_array)
        if len(data) > _MOST:
            return
        if (before := self._writing.get(kind)) is not None:
            before.cancel()
        self._writing[kind] = self._writer.submit(self._write, kind, data)

    def refuse(self, error: CheckpointError) -> None:
        """As :class:`playground.core.checkpoint.Trainings` says."""
        self._notice(error.sentence)

    def close(self) -> None:
        """Wait until all is written."""
        self._writer.shutdown()

    def _path(self, kind: str) -> Path:
        return self._folder / f"{kind}.training"

    def _read(self, kind: str) -> bytes | None:
        path = self._path(kind)
        if not path.is_file():
            return None
        with path.open("rb") as file:
            data = file.read(_MOST + 1)
        if len(data) > _MOST:
            raise ValueError("the file is far too large")
        return data

    def _write(self, kind: str, data: bytes) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_file(self._path(kind), data, overwrite=True)
        except (OSError, ExportError) as error:
            _log.warning("%s: %s", self._path(kind), error)
            if not self._told:
                self._told = True
                self._notice(f"The training cannot be kept for the next start: {_reason(error)}")


def _cold(recipe: Recipe) -> bytes:
    passed = hot(type(recipe))
    return msgspec.json.encode({name: value for name, value in written(recipe).items() if name not in passed})


def _reason(error: Exception) -> str:
    return error.sentence if isinstance(error, ExportError) else f"{error}."
