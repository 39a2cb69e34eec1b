"""A folder with one file for each result: what is there need not be measured again.

Files appear whole or not at all, under their result's key, so a run that was stopped goes on, and two that
write into one folder do each other no harm.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import msgspec

from playground.core.errors import DataError, ExportError
from playground.core.guard import DamagedFileError, guarded, why
from playground.core.regular import read_regular
from playground.evaluate.sweep.jobs import FORMAT, Result
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
