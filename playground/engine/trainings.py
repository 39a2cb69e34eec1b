"""Live trainings on the disk: one file for each kind of lab, in the folder of the user's data.

Beside that, those that others have taken the place of are kept in memory by their numbers, for who goes back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec

import playground
from playground.core.checkpoint import SavedTraining
from playground.core.errors import ExportError
from playground.core.frames import decode_array, encode_array
from playground.core.recipe import Recipe, Written, kind_of
from playground.core.regular_files import read_regular
from playground.export.atomic import write_file
from playground.paradigms.lab.pair import first_kept

FORMAT = "playground-training"
_MOST = 64 * 2**20
_MOST_REPLACED = 128 * 2**20
"""Bytes of trainings that are kept in memory; the one that was kept longest ago goes first."""
_DAMAGED = (msgspec.DecodeError, ValueError, TypeError, OverflowError, RecursionError, SyntaxError)
_UNSEEN = {"training", "single_steps", "speed", "moment"}
"""Hot fields that say whether and how fast a training goes on: what was shown last is the same whatever they
are."""
_log = logging.getLogger(__name__)


class _Head(msgspec.Struct, frozen=True):
    """What every version writes alike, and the first ones in part."""

    format: str
    program: str = ""


class _File(msgspec.Struct, frozen=True):
    format: str
    program: str
    """Its version: another one may keep other things, or the same names for others."""
    cold: bytes
    """The recipe but for its hot fields, as JSON."""
    hot: bytes
    """Those of its hot fields that what is shown depends on."""
    kept: SavedTraining


class TrainingFolder:
    """Keeps trainings in a folder, which is made when the first one is kept."""

    def __init__(self, folder: Path, notice: Callable[[str], None]) -> None:
        """``notice`` is called with sentences the user should see."""
        self._folder, self._notice = folder, notice
        self._recalled: set[str] = set()
        self._numbered: dict[tuple[str, int], bytes] = {}
        self._writer = ThreadPoolExecutor(1, "trainings")
        self._writing: dict[str, Future[None]] = {}
        self._failure, self._told = "", False

    def numbered(self, training: int) -> Numbered:
        """The same for one training, which goes on where it was each time that it is recalled."""
        return Numbered(self, training)

    def recall(self, recipe: Recipe, training: int = 0) -> SavedTraining | None:
        """As :class:`playground.core.checkpoint.Trainings` says."""
        kind = kind_of(recipe)
        data = self._numbered.get((kind, training))
        if data is None and kind in self._recalled:
            self.drop(recipe)
            return None
        self._recalled.add(kind)
        try:
            if data is None:
                data = read_regular(self._path(kind), _MOST)
                self._note(kind, training, data)
            head = msgspec.msgpack.decode(data, type=_Head, ext_hook=decode_array)
            if (head.format, head.program) != (FORMAT, playground.__version__):
                return None
            found = msgspec.msgpack.decode(data, type=_File, ext_hook=decode_array)
            cold, passing = _parts(recipe)
            kept, hot = found.kept, found.hot
            if found.cold != cold:
                if _alone(found.cold) != cold:
                    return None
                kept, hot = first_kept(kept), _alone(hot)
        except FileNotFoundError:
            return None
        except OSError as error:
            self._refuse(error)
            return None
        except _DAMAGED as error:
            self.refuse(recipe, error, training)
            return None
        frame = kept.frame if hot == passing else None
        shown = frame and msgspec.structs.replace(frame, keep=True, still=False, final=False)
        return SavedTraining(kept.state, shown)

    def keep(self, recipe: Recipe, kept: SavedTraining, training: int = 0) -> None:
        """As :class:`playground.core.checkpoint.Trainings` says; the disk is waited for elsewhere."""
        file = _File(FORMAT, playground.__version__, *_parts(recipe), kept)
        data = msgspec.msgpack.encode(file, enc_hook=encode_array)
        if len(data) <= _MOST:
            self._note(kind_of(recipe), training, data)
            self._submit(kind_of(recipe), data)
        if self._failure and not self._told:
            self._told = True
            self._notice(f"The training cannot be kept for the next start: {self._failure}")

    def drop(self, recipe: Recipe, training: int = 0) -> None:
        """As :class:`playground.core.checkpoint.Trainings` says."""
        self._numbered.pop((kind_of(recipe), training), None)
        self._submit(kind_of(recipe), None)

    def refuse(self, recipe: Recipe, error: Exception, training: int = 0) -> None:
        """As :class:`playground.core.checkpoint.Trainings` says."""
        self._refuse(error)
        self.drop(recipe, training)

    def _refuse(self, error: Exception) -> None:
        _log.warning("what was kept of a training: %r", error)
        self._notice("What was kept of a training cannot be gone on with, so it begins anew.")

    def close(self) -> None:
        """Wait until everything is written."""
        self._writer.shutdown()

    def _note(self, kind: str, training: int, data: bytes) -> None:
        """Keep a training by its number, if it has one."""
        if training:
            self._numbered.pop((kind, training), None)
            self._numbered[kind, training] = data
            while sum(map(len, self._numbered.values())) > _MOST_REPLACED:
                del self._numbered[next(iter(self._numbered))]

    def _path(self, kind: str) -> Path:
        return self._folder / f"{kind}.training"

    def _submit(self, kind: str, data: bytes | None) -> None:
        """Have the file written, or removed, after what is asked of it already has been done or given up."""
        if (before := self._writing.get(kind)) is not None:
            before.cancel()
        self._writing[kind] = self._writer.submit(self._write, self._path(kind), data)

    def _write(self, path: Path, data: bytes | None) -> None:
        try:
            if data is None:
                path.unlink(missing_ok=True)
                return
            path.parent.mkdir(parents=True, exist_ok=True)
            write_file(path, data, overwrite=True)
        except (OSError, ExportError) as error:
            # It is told in the window, once.
            _log.info("%s: %s", path, error)
            self._failure = error.sentence if isinstance(error, ExportError) else f"{error}."


class Numbered:
    """The place of one training in a folder, as :class:`playground.core.checkpoint.Trainings` says."""

    def __init__(self, folder: TrainingFolder, training: int) -> None:
        self._folder, self._training = folder, training

    def recall(self, recipe: Recipe) -> SavedTraining | None:
        return self._folder.recall(recipe, self._training)

    def keep(self, recipe: Recipe, kept: SavedTraining) -> None:
        self._folder.keep(recipe, kept, self._training)

    def drop(self, recipe: Recipe) -> None:
        self._folder.drop(recipe, self._training)

    def refuse(self, recipe: Recipe, error: Exception) -> None:
        self._folder.refuse(recipe, error, self._training)


def _parts(recipe: Recipe) -> tuple[bytes, bytes]:
    """The fields that begin a training anew, and those that do not and change what is shown, as JSON."""
    cold, passing = recipe.parts()
    return msgspec.json.encode(cold), msgspec.json.encode(_seen(passing))


def _alone(fields: bytes) -> bytes:
    """Of two trainings side by side, those of the first."""
    found = msgspec.json.decode(fields, type=dict[str, Any])
    found.pop("beside", None)
    return msgspec.json.encode(found)


def _seen(passing: Written) -> Written:
    """Of two trainings side by side, of both."""
    return {
        name: _seen(value) if name == "beside" else value
        for name, value in passing.items()
        if name not in _UNSEEN
    }
