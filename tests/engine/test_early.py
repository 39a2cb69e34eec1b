"""An engine that starts before there is a listener loses nothing it says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from playground.engine.early import EarlyEngine
from playground.engine.protocol import Finished, Notice, Ready
from tests.support.engine_diary import Diary
from tests.support.engine_world import NAME, Count

pytestmark = pytest.mark.process

ELSEWHERE = """
import sys, threading
from playground.engine.early import EarlyEngine

class Finder:
    def find_spec(name, path=None, target=None):
        if threading.current_thread() is not threading.main_thread():
            print(name)

ready = threading.Event()
sys.meta_path.insert(0, Finder)
early = EarlyEngine((), "tests.support.engine_world:World")
early.connect(lambda event: ready.set())
print("ready", ready.wait(60))
early.close()
"""
"""Prints what is imported on other threads than the main one until an engine is there."""


def test_what_was_said_before_arrives_first(diary: Diary, tmp_path: Path) -> None:
    early = EarlyEngine((tmp_path,), NAME)
    try:
        # The first thing this world says is a notice about its folder.
        client = early.connect(diary)
        diary.wait(Ready)
        diary.wait(Notice, lambda event: event.text == f"folder {tmp_path.name}")
        generation = client.start("a", Count(total=2))
        diary.wait(Finished, lambda event: event.generation == generation)
    finally:
        early.close()


def test_it_ends_without_ever_having_been_listened_to(diary: Diary) -> None:
    early = EarlyEngine((), NAME)
    early.connect(diary)
    process = psutil.Process(diary.wait(Ready).process)
    early.close()
    process.wait(timeout=10)
    assert not process.is_running()


def test_events_kept_come_in_order_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.engine.client.EngineClient.launch", lambda self: None)
    early = EarlyEngine((), NAME)
    for text in ("one", "two"):
        early._take(Notice("", text))
    heard: list[object] = []
    early.connect(heard.append)
    early._take(Notice("", "three"))
    assert heard == [Notice("", text) for text in ("one", "two", "three")]


def test_its_start_imports_nothing_beside_the_main_thread() -> None:
    # Qt's modules look through all that are loaded while they are, and fail if one is added meanwhile.
    found = subprocess.run(
        [sys.executable, "-c", ELSEWHERE], capture_output=True, text=True, check=True, timeout=120
    )
    assert found.stdout == "ready True\n"
