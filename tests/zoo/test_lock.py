"""The lock of a training's folder: who looks at it keeps no training out, and is none itself."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from playground.core.errors import ExportError
from playground.zoo import lock
from playground.zoo.lock import LOCK, alone_in, is_held


def test_a_training_is_seen_while_it_holds_its_folder(tmp_path: Path) -> None:
    assert not is_held(tmp_path)
    with alone_in(tmp_path):
        assert is_held(tmp_path)
    assert not is_held(tmp_path)


def test_who_looks_where_none_can_look_together_waits_for_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = os.open(tmp_path / LOCK, os.O_RDWR | os.O_CREAT)
    lock._lock(handle)  # as looking does on Windows
    closing = iter([handle])
    monkeypatch.setattr(lock, "_LOOKS", 3)
    monkeypatch.setattr(lock.time, "sleep", lambda _: [os.close(each) for each in closing])
    assert not is_held(tmp_path)


def test_who_asks_waits_for_its_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    turn = lock.in_turn(tmp_path)
    monkeypatch.setattr(lock, "_TURNS", 2)
    with turn, pytest.raises(ExportError, match="ask again"), lock.in_turn(tmp_path):
        pass
    with lock.in_turn(tmp_path):
        assert not is_held(tmp_path), "who asks is no training"


@pytest.mark.skipif(os.name == "nt", reason="locks are never shared there")
def test_two_that_look_do_not_take_each_other_for_a_training(tmp_path: Path) -> None:
    handle = os.open(tmp_path / LOCK, os.O_RDWR | os.O_CREAT)
    lock._lock(handle, looking=True)
    assert not is_held(tmp_path)
    os.close(handle)


def test_a_training_begins_while_somebody_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handle = os.open(tmp_path / LOCK, os.O_RDWR | os.O_CREAT)
    lock._lock(handle, looking=True)
    waited = threading.Event()

    def look_no_more(_seconds: float) -> None:
        if not waited.is_set():
            os.close(handle)
        waited.set()

    monkeypatch.setattr(lock.time, "sleep", look_no_more)
    with alone_in(tmp_path):
        assert waited.is_set() and is_held(tmp_path)
