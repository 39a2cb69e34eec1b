"""A process that takes too much memory is ended with a sentence, and what it ran then is set aside."""

from __future__ import annotations

import os

import pytest

from playground.core import memory_limit, system
from playground.core.errors import SettingsError
from playground.core.memory_limit import LEAST, OFTEN, SELDOM, VARIABLE, limit, pause
from playground.core.system import Memory
from playground.engine.client import EngineClient, Setup
from playground.engine.protocol import Died, Failed, Ready
from tests.support.engine_diary import Diary
from tests.support.engine_world import NAME, Count, Swell


@pytest.mark.process
@pytest.mark.parametrize("piece", [1_000_000, 500_000_000], ids=["slowly", "at once"])
def test_a_run_that_takes_too_much_is_set_aside_and_the_others_come_back(
    diary: Diary, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    monkeypatch.setenv(VARIABLE, "0.3")
    with EngineClient(diary, Setup(workbench=NAME)) as client:
        good = client.start("good", Count(total=0))
        diary.frame("good", good)
        position = diary.position()
        bad = client.start("bad", Swell(piece=piece))
        died = diary.wait(Died)
        failed = diary.wait(Failed)
        assert died.blamed == "bad" and died.restarting
        assert "needed more than 300 MB of memory while running “test-swell”" in died.sentence
        assert (failed.channel, failed.generation) == ("bad", bad)
        assert "set aside" in failed.sentence
        diary.wait(Ready, after=position)
        diary.frame("good", good, after=diary.events.index(died))


def test_the_limit_is_the_machines_or_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "memory", lambda: Memory(16 * 10**9, 15 * 10**9))
    assert limit({}) == 12e9
    monkeypatch.setattr(system, "memory", lambda: Memory(16 * 10**9, 4 * 10**9))
    assert limit({}) == 3.6e9
    monkeypatch.setattr(system, "memory", lambda: Memory(16 * 10**9, 10**8))
    assert limit({}) == LEAST
    assert limit({VARIABLE: "2.5"}) == 2.5e9


@pytest.mark.parametrize("words", ["much", "0", "-1", "nan", "inf", "1e999"])
def test_a_limit_that_is_none_is_one_sentence(words: str) -> None:
    with pytest.raises(SettingsError, match="number of GB"):
        limit({VARIABLE: words})


def test_who_grows_fast_is_looked_at_often() -> None:
    assert pause(10**9, 0, SELDOM, 4e9) == SELDOM
    assert pause(10**9, 10**6, SELDOM, 4e9) == SELDOM
    assert OFTEN < pause(10**9, 2 * 10**9, SELDOM, 4e9) < SELDOM
    assert pause(39 * 10**8, 2 * 10**9, SELDOM, 4e9) == OFTEN
    assert pause(10**9, -(10**8), SELDOM, 4e9) == SELDOM


def test_the_system_tells_what_this_process_takes() -> None:
    found = system.resident(os.getpid())
    assert found is not None and 10**6 < found < system.memory().total
    assert system.resident(2**31 - 1) is None
    assert not system.is_stopped(os.getpid()) and not system.is_stopped(2**31 - 1)


def test_nothing_is_told_of_a_process_that_is_gone() -> None:
    told: list[bool] = []
    watch = memory_limit.MemoryWatch(2**31 - 1, 1.0, lambda: told.append(True))
    watch.join()
    assert told == []
