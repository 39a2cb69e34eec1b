"""Starting the process of a training, which lives on when whoever started it ends."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import msgspec

from playground.core import folders, plain_text
from playground.core.child import THREAD_LIMITS, python
from playground.core.errors import DataError, ExportError
from playground.export.atomic import is_full, make_folder, write_folder
from playground.studio import known_sets, memory, training_folders
from playground.studio.presets import check
from playground.studio.training_folders import Asked, Plan, Report, StoredTraining
from playground.zoo.lock import in_turn, is_held

OUTPUT = "output.txt"
"""What a process writes to its standard output and error: nothing, where all goes well."""

_PATIENCE = 30.0
_LOOK = 0.02


def start(plan: Plan) -> StoredTraining:
    """Begin a training in a process of its own; comes back once that holds the training's folder.

    Raises ``DataError`` for a plan that cannot be, be it for want of memory, and where there is a training or
    a model of that name.
    """
    check(plan)
    check(plan, known_sets.described(plan.data).shape[0])
    memory.check(plan)
    if (training_folders.place() / plan.name / training_folders.PLAN).exists():
        raise DataError(
            f"There is a training {plan.name} already; go on with it, remove it, or choose another name."
        )
    if any((directory / plan.name).exists() for directory in folders.model_folders()):
        raise DataError(f"There is a model {plan.name} already; choose another name.")
    write_folder(
        make_folder(training_folders.place()) / plan.name,
        [(training_folders.PLAN, training_folders.written(plan))],
    )
    return go(plan.name)


def go(name: str) -> StoredTraining:
    """Let a training go on, in the process that works on it or, where there is none, in a new one.

    Raises ``DataError``, and ``ExportError`` where its folder cannot be written.
    """
    folder = training_folders.folder_of(name)
    _wish(folder, "go")
    if not _is_at_work(folder):
        _spawn(name, folder, training_folders.plan_of(folder).threads)
    return _begun(folder)


def _begun(folder: Path) -> StoredTraining:
    """How a training is that has begun; what it told last may be damaged, and is said anew."""
    try:
        return training_folders.read(folder.name)
    except DataError:
        return StoredTraining(
            folder=folder,
            plan=training_folders.plan_of(folder),
            report=Report(),
            asked=_asked(folder),
            alive=is_held(folder),
        )


def learn_longer(name: str, minutes: float) -> StoredTraining:
    """Let a training that has come to its end learn for more minutes, in a new process.

    Raises ``DataError`` where it has not ended or the minutes cannot be, be it for want of memory, and
    ``ExportError`` where its folder cannot be written.
    """
    folder = training_folders.folder_of(name)
    _is_at_work(folder)  # that has told its end, but not ended yet, is waited for
    with in_turn(folder):
        found = training_folders.read(name)
        if found.alive or found.report.stage != "finished":
            raise DataError(
                f"The training {name} has not come to its end yet; it can train longer after that."
            )
        plan = msgspec.structs.replace(found.plan, longer=(*found.plan.longer, minutes))
        check(plan)
        memory.check(plan)
        training_folders.plan_anew(folder, plan)
        try:
            _tell(folder, msgspec.structs.replace(_asked(folder), wish="go"))
            _spawn(name, folder, plan.threads)
        except ExportError:
            training_folders.plan_anew(folder, found.plan)
            raise
    return _begun(folder)


def _is_at_work(folder: Path) -> bool:
    """Whether a process works on it that will hear what is asked; one that is about to end is waited for."""
    until = time.monotonic() + _PATIENCE
    while is_held(folder):
        if not _has_ended(folder) or time.monotonic() >= until:
            return True
        time.sleep(_LOOK)
    return False


def _has_ended(folder: Path) -> bool:
    try:
        return training_folders.report_of(folder).stage in ("finished", "stopped", "failed")
    except DataError:
        return False  # what is damaged is said anew by the process


def ask(name: str, wish: training_folders.Wish) -> None:
    """Ask a training to pause, to go on or to stop; raises as :func:`go`."""
    _wish(training_folders.folder_of(name), wish)


def ask_for_model(name: str) -> int:
    """Ask for the model as it is now; the number that ``Report.model_asked`` reaches when it is there."""
    folder = training_folders.folder_of(name)
    with in_turn(folder):
        asked = _asked(folder)
        number = max(asked.model, training_folders.report_of(folder).model_asked) + 1
        _tell(folder, msgspec.structs.replace(asked, model=number))
    return number


def _wish(folder: Path, wish: training_folders.Wish) -> None:
    with in_turn(folder):
        _tell(folder, msgspec.structs.replace(_asked(folder), wish=wish))


def _tell(folder: Path, asked: Asked) -> None:
    try:
        training_folders.ask(folder, asked)
    except ExportError as error:
        if not is_full(error):
            raise
        name = plain_text.line(folder.name)
        raise ExportError(
            f"The disk is full, so that the training {name} cannot be asked; make room."
        ) from error


def _asked(folder: Path) -> Asked:
    try:
        return training_folders.asked_of(folder)
    except DataError:
        return Asked()  # a damaged wish is replaced by the next one


def _spawn(name: str, folder: Path, threads: int) -> None:
    """Start the process, and wait until it is at work or has ended."""
    environment = {**os.environ, **{limit: str(max(1, threads)) for limit in THREAD_LIMITS}}
    environment["PYTHONSAFEPATH"] = "1"
    try:
        with (folder / OUTPUT).open("ab") as output:
            process = _detached(python("-m", "playground.studio", name), output.fileno(), environment)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise ExportError(f"The training {plain_text.line(name)} cannot be started: {why}.") from error
    until = time.monotonic() + _PATIENCE
    while not is_held(folder) and process.poll() is None and time.monotonic() < until:
        time.sleep(_LOOK)
    # Whoever started it is told of its end, or there would be a dead process until that one ends, too.
    threading.Thread(target=process.wait, name="training", daemon=True).start()


if sys.platform == "win32":

    def _detached(command: list[str], output: int, environment: dict[str, str]) -> subprocess.Popen[bytes]:
        flags = (
            subprocess.DETACHED_PROCESS
            | subprocess.CREATE_NEW_PROCESS_GROUP
            | subprocess.BELOW_NORMAL_PRIORITY_CLASS
        )
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment,
            creationflags=flags,
        )  # fmt: skip

else:

    def _detached(command: list[str], output: int, environment: dict[str, str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment,
            start_new_session=True,
        )  # fmt: skip
