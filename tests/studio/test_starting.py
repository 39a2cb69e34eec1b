"""A training is begun whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os

import pytest

from playground.core.errors import DataError, ExportError
from playground.datasets.kept import OwnSet
from playground.studio import kept, removing, starting
from playground.studio.kept import Plan, Told
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
    assert not any(kept.place().iterdir())
    (kept.place() / PLAN.name).mkdir()  # what former programs left where they were killed
    assert starting.start(PLAN).plan == PLAN
    with pytest.raises(DataError, match="a training mine-vae already"):
        starting.start(PLAN)
    removing.remove(PLAN.name)
    assert starting.start(PLAN).plan == PLAN


def test_who_goes_on_waits_for_a_process_that_has_said_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    spawned: list[str] = []
    starting.start(PLAN)
    monkeypatch.setattr(starting, "_spawn", lambda name, *_: spawned.append(name))
    held = contextlib.ExitStack()
    held.enter_context(alone_in(kept.folder_of(PLAN.name)))
    monkeypatch.setattr("playground.studio.starting.time.sleep", lambda _: held.close())
    starting.go(PLAN.name)
    assert not spawned, "one that is at work hears it"
    kept.tell(kept.folder_of(PLAN.name), Told(stage="stopped"))
    starting.go(PLAN.name)
    assert spawned == [PLAN.name]
