"""Jobs of a sweep that share a lock with others, and a diary of who computed when, in real processes."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import msgspec

from playground.evaluate.sweep.jobs import Job
from playground.evaluate.sweep.lock import ComputeLock, current_lock
from playground.evaluate.sweep.work import Answer
from tests.support.sweeps import make_result

DIARY = "diary"
DOOR = "door"
"""A named pipe in the folder, at which a job tells that it is alone."""
PARTS = 30


class Diary:
    """One line for each thing that happens to anybody, in the order in which it does."""

    def __init__(self, folder: Path, key: str) -> None:
        self._path, self._key = folder / DIARY, key

    def note(self, what: str) -> None:
        """A line of this job; lines of several processes do not mix."""
        file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(file, f"{what} {self._key}\n".encode())
        os.close(file)

    def compute(self) -> None:
        """A part of the work."""
        self.note("begin")
        self.note("end")


def act(folder: str, job: bytes, key: str) -> bytes:
    """Do what the job says, once more than one job is there where it needs company.

    ``measure`` computes part by part and is alone in between; ``die alone`` dies while it is alone, the first
    time only; ``walk`` computes for ever, the first time only; ``stay alone`` opens the door and stays.
    """
    place, what = Path(folder), msgspec.json.decode(job, type=Job).recipe["does"]
    with (place / key).open("a", encoding="utf-8") as file:
        file.write(f"{os.getpid()}\n")
    first = len((place / key).read_text(encoding="utf-8").splitlines()) == 1
    lock = current_lock()
    with lock.working():
        if first:
            _live(what, lock, place, Diary(place, key))
    return msgspec.json.encode(Answer(result=make_result(key=key)))


def _live(what: str, lock: ComputeLock, place: Path, diary: Diary) -> None:
    while sum(path.stat().st_size > 0 for path in place.glob("k*")) < 2:
        lock.step_aside()
    if what == "measure":
        _compute(lock, diary)
        with lock.alone():
            diary.note("alone")
            for _ in range(PARTS):
                diary.compute()
            diary.note("over")
        _compute(lock, diary)
    while what == "walk":
        _compute(lock, diary)
    with lock.alone():
        if what == "die alone":
            os.kill(os.getpid(), signal.SIGKILL)
        if what == "stay alone":
            (place / DOOR).write_text("alone", encoding="utf-8")
            threading.Event().wait()


def _compute(lock: ComputeLock, diary: Diary) -> None:
    for _ in range(PARTS):
        diary.compute()
        lock.step_aside()
