"""The trainings of this user: a folder each, in which a process of its own works and tells how far it is.

Whoever looks, be it a window, a second one or the command line, reads the same files and asks alike.
"""

from __future__ import annotations

import contextlib
import re
import time
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar

import msgspec

from playground.core import folders, plain_text
from playground.core.errors import DataError
from playground.core.guard import guarded
from playground.core.regular_files import read_regular
from playground.export.atomic import patiently, write_file
from playground.zoo.lock import is_held

PLAN, REPORT, ASKED = "plan.json", "told.json", "asked.json"
_MAX_BYTES = 1_000_000
_TRIES, _APART = 5, 0.02
"""A file may be read while it is written over, where a full disk leaves room for no other; seconds apart."""
NAME = re.compile(r"(?!(con|prn|aux|nul|com\d|lpt\d)(\.|$))[a-z0-9]([a-z0-9._-]{0,38}[a-z0-9_-])?")
"""What can name a folder on every system: Windows has devices, and takes no point at the end."""
T = TypeVar("T")

Family: TypeAlias = Literal["vae", "gan", "diffusion", "flow", "reflow", "consistency", "nflow"]
Preset: TypeAlias = Literal["small", "base"]
Stage: TypeAlias = Literal["preparing", "training", "paused", "measuring", "finished", "stopped", "failed"]
Wish: TypeAlias = Literal["go", "pause", "stop"]


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be trained; it is written once, and again each time that it is to learn longer.

    ``teacher`` is the model that reflow and consistency learn from. ``device`` is empty where the fastest is
    to be taken. ``longer`` are the minutes for which it learned on each time that it had come to its end.
    """

    name: str
    family: Family
    data: str
    preset: Preset = "small"
    size: int = 32
    minutes: float = 20.0
    longer: tuple[float, ...] = ()
    teacher: str = ""
    classes: bool = True
    device: str = ""
    threads: int = 1
    seed: int = 0
    date: str = ""

    @property
    def all_minutes(self) -> float:
        """The minutes that it may take, however often it was taken up."""
        return self.minutes + sum(self.longer)


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What the process last said of itself.

    ``sentence`` says why it ended, or what it does now. ``scalars`` are the newest losses and measures;
    ``precision`` is what the steps are computed in and how that was found, in words. ``model`` is the model
    that can be opened: while it learns for the first time, what it would be if it ended now; while it learns
    longer, the finished one, which ``measured`` is of. ``model_asked`` is the newest wish for it that was
    answered, ``parameters`` how many numbers learn.
    """

    stage: Stage = "preparing"
    sentence: str = ""
    step: int = 0
    steps: int = 0
    seconds: float = 0.0
    seconds_left: float | None = None
    scalars: dict[str, float] = {}
    precision: str = ""
    device: str = ""
    model: str = ""
    model_step: int = 0
    model_asked: int = 0
    parameters: int = 0
    measured: dict[str, float] = {}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the process is asked to do, and, by a number that grows, whether its model is wanted now."""

    wish: Wish = "go"
    model: int = 0


class StoredTraining(msgspec.Struct, frozen=True, kw_only=True):
    """A training as it is seen from outside: ``alive`` while a process works on it."""

    folder: Path
    plan: Plan
    report: Report
    asked: Asked
    alive: bool

    @property
    def interrupted(self) -> bool:
        """Whether its process ended before it was through, without having been asked or having failed."""
        return not self.alive and self.report.stage in ("preparing", "training", "paused", "measuring")


def place() -> Path:
    """The folder of all trainings."""
    return folders.user_data() / "trainings"


def names() -> tuple[str, ...]:
    """The names of all trainings: first what was begun, or was to learn longer, last."""
    found = [path.parent for path in place().glob(f"*/{PLAN}") if NAME.fullmatch(path.parent.name)]
    begun = {folder.name: _begun(folder) for folder in found}
    return tuple(sorted((name for name in begun if begun[name]), key=lambda name: -begun[name]))


def _begun(folder: Path) -> float:
    """When it was last said what a training is to be; 0 where it was removed meanwhile."""
    try:
        return (folder / PLAN).stat().st_mtime
    except OSError:
        return 0.0


def folder_of(name: str) -> Path:
    """The folder of a training; raises ``DataError`` where there is none of that name."""
    if NAME.fullmatch(name) is None or not (place() / name / PLAN).is_file():
        there = ", ".join(names())
        report = f"there are {there}" if there else "none was begun yet"
        raise DataError(f"There is no training “{plain_text.line(name)}”; {report}.")
    return place() / name


def read(name: str) -> StoredTraining:
    """How a training is; raises ``DataError``."""
    folder = folder_of(name)
    # Whether it is alive is asked first: what it told last is then what it ended with.
    alive = is_held(folder)
    return StoredTraining(
        folder=folder, plan=plan_of(folder), report=report_of(folder), asked=asked_of(folder), alive=alive
    )


def plan_of(folder: Path) -> Plan:
    """What is trained in a folder; raises ``DataError``."""
    return _read(folder / PLAN, Plan)


def report_of(folder: Path) -> Report:
    """What the process in a folder last said; raises ``DataError``."""
    return _read(folder / REPORT, Report) if (folder / REPORT).exists() else Report()


def asked_of(folder: Path) -> Asked:
    """What the process in a folder is asked to do."""
    return _read(folder / ASKED, Asked) if (folder / ASKED).exists() else Asked()


def ask(folder: Path, asked: Asked) -> None:
    """Ask the process in a folder for something; raises ``ExportError``."""
    write_file(folder / ASKED, msgspec.json.encode(asked), overwrite=True)


def keeps_model(plan: Plan, report: Report) -> bool:
    """Whether a finished model is there, which stays as it is until the training has learned longer."""
    return bool(plan.longer and report.model)


def written(plan: Plan) -> bytes:
    """A plan as the bytes of its file."""
    return msgspec.json.format(msgspec.json.encode(plan), indent=1)


def plan_anew(folder: Path, plan: Plan) -> None:
    """Replace what is to be trained in a folder; raises ``ExportError``."""
    write_file(folder / PLAN, written(plan), overwrite=True)


def write_report(folder: Path, report: Report) -> None:
    """Say how far the training in a folder is; raises ``ExportError``."""
    write_file(folder / REPORT, msgspec.json.encode(report), overwrite=True)


def _read(path: Path, kind: type[T]) -> T:
    with guarded(DataError, f"{path} cannot be read"):
        for _ in range(_TRIES - 1):
            with contextlib.suppress(msgspec.MsgspecError, UnicodeDecodeError):
                return _decoded(path, kind)
            time.sleep(_APART)
        return _decoded(path, kind)


def _decoded(path: Path, kind: type[T]) -> T:
    return msgspec.json.decode(patiently(lambda: read_regular(path, _MAX_BYTES)), type=kind)
