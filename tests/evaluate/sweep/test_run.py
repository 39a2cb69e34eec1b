"""A sweep on real worker processes: killed, stopped, resumed; no result is lost or counts twice."""

from __future__ import annotations

import errno
import functools
import os
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import psutil
import pytest

from playground.core.errors import ExportError
from playground.core.memory_limit import VARIABLE
from playground.evaluate.sweep.events import Done, Ended, Event, Failed, Notice, Planned, Started
from playground.evaluate.sweep.executor import JobExecutor, LocalExecutor
from playground.evaluate.sweep.run import run
from playground.evaluate.sweep.store import Store
from tests.support.sweeps import do, make_result, planned, runs_of

pytestmark = pytest.mark.process


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "runs"
    path.mkdir()
    return path


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "results")


def local(folder: Path, width: int = 2) -> LocalExecutor:
    return LocalExecutor(width, functools.partial(do, str(folder)))


def threads(folder: Path, width: int = 2) -> JobExecutor:
    """The same in threads, where nobody is killed."""
    return JobExecutor(lambda: ThreadPoolExecutor(width), width, functools.partial(do, str(folder)))


def results(events: list[Event]) -> list[str]:
    return [event.result.key for event in events if isinstance(event, Done)]


def end_of(events: list[Event]) -> Ended:
    assert isinstance(events[-1], Ended) and sum(isinstance(event, Ended) for event in events) == 1
    return events[-1]


def test_a_killed_worker_costs_no_result_and_none_counts_twice(folder: Path, store: Store) -> None:
    events = list(run(planned(8, k3="die once"), local(folder), store))
    assert Counter(results(events)) == Counter({f"k{number}": 1 for number in range(8)})
    assert {result.key for result in store} == {f"k{number}" for number in range(8)}
    assert (end_of(events).done, end_of(events).failed, end_of(events).kept) == (8, 0, 0)
    assert len(runs_of(folder)["k3"]) == 2
    assert any(isinstance(event, Notice) and "died" in event.sentence for event in events)


def test_a_job_that_kills_every_worker_is_given_up_and_takes_no_other_with_it(
    folder: Path, store: Store
) -> None:
    events = list(run(planned(6, k1="die"), local(folder), store))
    assert sorted(results(events)) == ["k0", "k2", "k3", "k4", "k5"]
    failed = [event for event in events if isinstance(event, Failed)]
    assert [event.key for event in failed] == ["k1"] and "3 times" in failed[0].sentence
    assert len(runs_of(folder)["k1"]) == 3
    attempts = Counter(event.key for event in events if isinstance(event, Started))
    assert attempts["k1"] == 3 and all(attempts[f"k{number}"] <= 2 for number in (0, 2, 3, 4, 5))


def test_a_job_that_takes_too_much_memory_is_given_up_and_takes_no_other_with_it(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(VARIABLE, "0.4")
    events = list(run(planned(3, k1="hoard"), local(folder), store))
    assert sorted(results(events)) == ["k0", "k2"]
    assert [event.key for event in events if isinstance(event, Failed)] == ["k1"]
    assert "needed more than 400 MB of memory" in capfd.readouterr().err


def test_a_sweep_that_is_left_ends_its_workers_and_goes_on_where_it_was(folder: Path, store: Store) -> None:
    jobs = planned(5, k2="wait")
    events = run(jobs, local(folder), store)
    seen: list[Event] = []
    while len(results(seen)) < 4:
        seen.append(next(events))
    assert sorted(results(seen)) == ["k0", "k1", "k3", "k4"]
    (pid,) = runs_of(folder)["k2"]
    assert psutil.pid_exists(pid)
    events.close()
    assert not psutil.pid_exists(pid)
    again = [replace_kept(one, store) for one in jobs]
    rest = list(run(again, local(folder), store))
    assert end_of(rest).done == 5 and end_of(rest).kept == 4
    assert {key: len(pids) for key, pids in runs_of(folder).items()} == {
        "k0": 1, "k1": 1, "k2": 2, "k3": 1, "k4": 1,
    }  # fmt: skip
    assert [event.result.key for event in rest if isinstance(event, Done) and not event.kept] == ["k2"]


def replace_kept(one: Planned, store: Store) -> Planned:
    return msgspec.structs.replace(one, kept=store.get(one.key) is not None)


def test_workers_are_as_many_as_asked_for_and_other_processes(folder: Path, store: Store) -> None:
    list(run(planned(6), local(folder, 2), store))
    pids = {pid for pids in runs_of(folder).values() for pid in pids}
    assert len(pids) <= 2 and os.getpid() not in pids


def test_what_cannot_be_measured_costs_only_itself(folder: Path, store: Store) -> None:
    jobs = planned(5, k0="refuse", k2="raise", k3="babble")
    events = list(run(jobs, threads(folder), store))
    assert sorted(results(events)) == ["k1", "k4"]
    sentences = {event.key: event.sentence for event in events if isinstance(event, Failed)}
    assert sentences["k0"] == "This cannot be measured."
    assert "ZeroDivisionError" in sentences["k2"] and "\n" not in sentences["k2"]
    assert "cannot be read" in sentences["k3"]
    assert (end_of(events).done, end_of(events).failed) == (2, 3)


def test_a_job_that_is_planned_twice_is_measured_once(folder: Path, store: Store) -> None:
    events = list(run([*planned(3), *planned(3)], threads(folder), store))
    assert sorted(results(events)) == ["k0", "k1", "k2"]
    assert all(len(pids) == 1 for pids in runs_of(folder).values())


def test_a_result_that_went_away_is_measured_again(folder: Path, store: Store) -> None:
    jobs = [msgspec.structs.replace(one, kept=True) for one in planned(2)]
    store.put(make_result(key="k0"))
    events = list(run(jobs, threads(folder), store))
    assert (end_of(events).done, end_of(events).kept) == (2, 1)
    assert set(runs_of(folder)) == {"k1"}


def test_events_come_in_an_order_that_makes_sense(folder: Path, store: Store) -> None:
    begun: set[str] = set()
    for event in run(planned(6), threads(folder), store):
        if isinstance(event, Started):
            assert event.key not in begun and event.attempt == 1
            begun.add(event.key)
        if isinstance(event, Done):
            assert event.result.key in begun and store.get(event.result.key) == event.result
    assert len(begun) == 6


class Leaving(JobExecutor):
    """Threads of a executor that says by turns that nobody works, and that somebody does."""

    says: Iterator[str]

    def idle(self) -> str:
        return next(self.says, "")


def test_that_nobody_works_is_said_once_each_time(folder: Path, store: Store) -> None:
    release = threading.Event()

    def task(job: bytes, key: str) -> bytes:
        release.wait()
        return do(str(folder), job, key)

    executor = Leaving(lambda: ThreadPoolExecutor(1), 1, task)
    executor.says = iter(("Nobody works.", "Nobody works.", "", "Nobody works."))
    events: list[Event] = []
    for event in run(planned(1), executor, store):
        events.append(event)
        if sum(isinstance(each, Notice) for each in events) == 2:
            release.set()
    notices = [event.sentence for event in events if isinstance(event, Notice)]
    assert notices == ["Nobody works.", "Nobody works."]
    assert results(events) == ["k0"] and end_of(events).failed == 0


def test_a_full_disk_ends_the_sweep_in_one_sentence(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def rest() -> Iterator[Event]:
        yield from run(planned(2), threads(folder), store)

    monkeypatch.setattr("playground.export.atomic._write", full)
    with pytest.raises(ExportError, match="disk is full"):
        list(rest())
    assert list(store.folder.iterdir()) == []
