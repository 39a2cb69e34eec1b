"""A training is begun whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import threading
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from playground.core.errors import DataError, ExportError
from playground.datasets.own_sets import OwnSet
from playground.studio import removing, starting, training_folders
from playground.studio.training_folders import Plan, Report
from playground.zoo.lock import alone_in

pytestmark = pytest.mark.torch

PLAN = Plan(name="mine-vae", family="vae", data="mine", size=16)


@pytest.fixture(autouse=True)
def _no_process(drawings: OwnSet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "_spawn", lambda *_: None)


def test_a_beginning_that_fails_leaves_the_name_free(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr("playground.export.atomic._write", full)
        with pytest.raises(ExportError, match="disk is full"):
            starting.start(PLAN)
    assert not any(training_folders.place().iterdir())
    (training_folders.place() / PLAN.name).mkdir()  # what former programs left where they were killed
    assert starting.start(PLAN).plan == PLAN
    with pytest.raises(DataError, match="a training mine-vae already"):
        starting.start(PLAN)
    removing.remove(PLAN.name)
    assert starting.start(PLAN).plan == PLAN


def test_that_nothing_can_be_asked_on_a_full_disk_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = starting.start(PLAN).folder

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr("playground.export.atomic._write", full)
        for ask in (partial(starting.ask, PLAN.name, "stop"), partial(starting.ask_for_model, PLAN.name)):
            with pytest.raises(ExportError, match=r"^The disk is full, so that .* mine-vae cannot be asked"):
                ask()
    assert training_folders.asked_of(folder) == training_folders.Asked()


def test_two_that_ask_at_once_are_both_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second asks while the first has read what was asked, and has not written yet."""
    folder = starting.start(PLAN).folder
    replace, others = (
        msgspec.structs.replace,
        iter([threading.Thread(target=starting.ask_for_model, args=[PLAN.name])]),
    )
    started: list[threading.Thread] = []

    def slowly(asked: training_folders.Asked, **changes: Any) -> training_folders.Asked:
        for other in others:
            started.append(other)
            other.start()
            other.join(0.2)
        return replace(asked, **changes)

    monkeypatch.setattr("playground.studio.starting.msgspec.structs.replace", slowly)
    starting.ask(PLAN.name, "pause")
    started[0].join()
    assert training_folders.asked_of(folder) == training_folders.Asked(wish="pause", model=1)


def test_a_training_that_goes_while_all_are_listed_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    starting.start(PLAN)
    starting.start(msgspec.structs.replace(PLAN, name="other"))
    glob = Path.glob

    def globbed(self: Path, pattern: str) -> list[Path]:
        found = list(glob(self, pattern))
        shutil.rmtree(training_folders.place() / "other", ignore_errors=True)
        return found

    monkeypatch.setattr(Path, "glob", globbed)
    assert training_folders.names() == (PLAN.name,)


@pytest.mark.parametrize("name", ["a", "a.b-c_d", "0", "console", "com", "a" * 40])
def test_names_that_every_system_has_room_for(name: str) -> None:
    assert training_folders.NAME.fullmatch(name)


@pytest.mark.parametrize("name", ["", "a.", "nul", "con.txt", "com1", "../a", "A", "-a", "a" * 41])
def test_names_that_some_system_takes_for_another_thing(name: str) -> None:
    with pytest.raises(DataError, match="cannot name a training"):
        starting.start(msgspec.structs.replace(PLAN, name=name))


def test_who_goes_on_waits_for_a_process_that_has_said_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    spawned: list[str] = []
    starting.start(PLAN)
    monkeypatch.setattr(starting, "_spawn", lambda name, *_: spawned.append(name))
    held = contextlib.ExitStack()
    held.enter_context(alone_in(training_folders.folder_of(PLAN.name)))
    monkeypatch.setattr("playground.studio.starting.time.sleep", lambda _: held.close())
    starting.go(PLAN.name)
    assert not spawned, "one that is at work hears it"
    training_folders.write_report(training_folders.folder_of(PLAN.name), Report(stage="stopped"))
    starting.go(PLAN.name)
    assert spawned == [PLAN.name]


def test_a_training_that_has_begun_is_no_failure_whatever_it_told_before() -> None:
    folder = starting.start(PLAN).folder
    (folder / training_folders.REPORT).write_bytes(b'{"stage": "trai')
    found = starting.go(PLAN.name)
    assert found.plan == PLAN and found.report == Report()
    with pytest.raises(DataError, match=r"told\.json cannot be read"):
        training_folders.read(PLAN.name)


def test_what_is_read_while_it_is_written_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = starting.start(PLAN).folder
    training_folders.write_report(folder, Report(stage="training", step=5))
    whole = training_folders.read_regular
    answers = [b"", b'{"stage": "trai']

    def half(path: Path, largest: int) -> bytes:
        return answers.pop() if path.name == training_folders.REPORT and answers else whole(path, largest)

    monkeypatch.setattr(training_folders, "read_regular", half)
    assert training_folders.read(PLAN.name).report.step == 5
