"""Trainings of the Studio as a user begins them, seen from outside: begun, killed on the way, and taken up.

What was seen of one lies in its folder, so that whoever measures may be killed, too.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import psutil

from playground.core.errors import DataError
from playground.core.guard import guarded
from playground.datasets import own_sets as data_sets
from playground.datasets.adding import Order, add
from playground.datasets.choosing import source_of
from playground.datasets.own_sets import OwnSet
from playground.datasets.preparing import Preparation
from playground.export.atomic import write_file
from playground.studio import starting, training_folders
from playground.studio.training_folders import Plan, StoredTraining
from tests.support.own_drawings import draw

DRAWINGS, COUNT, SIDE = "drawings", 500, 32
_SEEN = "seen.json"
_LOOK = 1.0


class Seen(msgspec.Struct):
    """What was seen of a training: when it was killed, and what it and the machine did meanwhile.

    ``worked`` are seconds of the processor that each of its processes has used, ``loads`` the machine's load
    from look to look, and ``late`` how late the window's heartbeat was, in milliseconds.
    """

    killed: list[int] = []
    worked: dict[int, float] = {}
    loads: list[float] = []
    late: list[float] = []

    @property
    def minutes(self) -> float:
        """Minutes of a core."""
        return sum(self.worked.values()) / 60

    @property
    def load(self) -> float:
        """The mean load."""
        return sum(self.loads) / max(1, len(self.loads))


def be_user(folder: Path) -> None:
    """Let all that is of the user lie in the folder, of this process and of those that it starts."""
    os.environ |= {
        "PLAYGROUND_DATA": str(folder / "data"),
        "PLAYGROUND_SETTINGS": str(folder / "settings"),
        "OMP_NUM_THREADS": "1",
    }


def drawings() -> OwnSet:
    """The data set of own drawings."""
    if data_sets.is_known(DRAWINGS):
        return data_sets.read(DRAWINGS)
    place = draw(training_folders.place().parent / "own-drawings", COUNT, SIDE)
    return data_set(DRAWINGS, place, SIDE)


def data_set(name: str, place: Path, side: int) -> OwnSet:
    """The data set of that name, made of a place where there is none yet."""
    if data_sets.is_known(name):
        return data_sets.read(name)
    order = Order(name=name, place=str(place), how=Preparation(size=side))
    return add(source_of(str(place)), order)


def trained(
    plan: Plan, kills: int, core: int | None, halfway: Callable[[], list[float]]
) -> tuple[StoredTraining, Seen]:
    """The training of a plan, followed to its end from wherever it is, and what was seen of it.

    It is killed so many times, at equal distances. ``halfway`` gives, once, how late the window was.
    """
    if plan.name not in training_folders.names():
        starting.start(plan)
    seen = _seen(training_folders.folder_of(plan.name))
    while (found := training_folders.read(plan.name)).report.stage not in ("finished", "failed"):
        _note(found, seen, core)
        if not found.alive:
            starting.go(plan.name)
        elif found.report.stage == "training":
            _spoil(found, seen, kills, halfway)
        _keep(found.folder, seen)
        time.sleep(_LOOK)
    return found, seen


def _spoil(found: StoredTraining, seen: Seen, kills: int, halfway: Callable[[], list[float]]) -> None:
    """Kill it where that is due, and look at the window when half of it is over."""
    share = found.report.step / max(1, found.report.steps)
    if len(seen.killed) < kills and share >= (len(seen.killed) + 1) / (kills + 1):
        for process in _processes(found):
            process.kill()
            process.wait(60)
        seen.killed.append(found.report.step)
    elif share >= 0.5 and not seen.late:
        seen.late = halfway()


def _note(found: StoredTraining, seen: Seen, core: int | None) -> None:
    seen.loads.append(round(os.getloadavg()[0], 2))
    for process in _processes(found):
        if core is not None:
            process.cpu_affinity([core])
        times = process.cpu_times()
        seen.worked[process.pid] = round(times.user + times.system, 1)


def _processes(found: StoredTraining) -> list[psutil.Process]:
    """Those that work on a training of this user: one, or none."""
    there = []
    for process in psutil.process_iter():
        try:
            command = process.cmdline()
            ours = command[-2:] == ["playground.studio", found.plan.name]
            if ours and process.environ().get("PLAYGROUND_DATA") == os.environ["PLAYGROUND_DATA"]:
                there.append(process)
        except psutil.Error:
            continue
    return there


def _seen(folder: Path) -> Seen:
    path = folder / _SEEN
    if not path.exists():
        return Seen()
    with guarded(DataError, f"{path} cannot be read"):
        return msgspec.json.decode(path.read_bytes(), type=Seen)


def _keep(folder: Path, seen: Seen) -> None:
    write_file(folder / _SEEN, msgspec.json.encode(seen), overwrite=True)
