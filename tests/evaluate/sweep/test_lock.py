"""Who is alone under the lock is alone, whoever asks; nobody waits for ever, in threads and in processes."""

from __future__ import annotations

import functools
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import psutil
import pytest

from playground.evaluate.sweep.events import Done, Ended, Failed
from playground.evaluate.sweep.executor import LocalExecutor
from playground.evaluate.sweep.lock import SharedLock, current_lock
from playground.evaluate.sweep.run import run
from playground.evaluate.sweep.store import Store
from tests.support.shared_lock import DIARY, DOOR, act
from tests.support.sweeps import planned, runs_of

WIDTH, ROUNDS = 4, 60


@pytest.fixture
def lock() -> SharedLock:
    return SharedLock(WIDTH, multiprocessing.get_context("spawn"))


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads take turns so often that whoever can come between does."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


class Census:
    """Who computes at the moment."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._there = 0
        self.most = 0
        self.seen_alone: list[int] = []

    def compute(self, alone: bool, meet: threading.Barrier | None = None) -> None:
        """Count oneself and the others, again and again for a while, once those to meet are there."""
        with self._lock:
            self._there += 1
        if meet is not None:
            meet.wait()
        for _ in range(30):
            with self._lock:
                self.most = max(self.most, self._there)
                if alone:
                    self.seen_alone.append(self._there)
        with self._lock:
            self._there -= 1


def together(width: int, do: Callable[[int], None]) -> None:
    """Do something in so many threads; raises what any of them does."""
    with ThreadPoolExecutor(width) as threads:
        for future in [threads.submit(do, number) for number in range(width)]:
            future.result()


def test_whoever_is_alone_is_even_when_all_want_to_be(lock: SharedLock, hasty: None) -> None:
    census, all_here = Census(), threading.Barrier(WIDTH)

    def live(number: int) -> None:
        with lock.working():
            census.compute(alone=False, meet=all_here)
            for round_ in range(ROUNDS):
                census.compute(alone=False)
                lock.step_aside()
                if (round_ + number) % 3 == 0:
                    with lock.alone():
                        census.compute(alone=True)

    together(WIDTH, live)
    assert len(census.seen_alone) == WIDTH * ROUNDS // 3 * 30
    assert set(census.seen_alone) == {1}
    assert census.most == WIDTH


def test_nobody_is_alone_before_the_others_step_aside(lock: SharedLock) -> None:
    log: list[str] = []
    inside, asked = threading.Event(), threading.Event()

    def compute() -> None:
        with lock.working():
            inside.set()
            asked.wait()
            log.append("others compute")
            lock.step_aside()
            log.append("others go on")

    def time() -> None:
        with lock.working():
            inside.wait()
            asked.set()
            with lock.alone():
                log.append("alone")
                log.append("still alone")

    together(2, lambda number: (compute, time)[number]())
    assert log == ["others compute", "alone", "still alone", "others go on"] or log == [
        # Who is asked may come back before whoever asks has reached the turnstile, and leaves then.
        "others compute", "others go on", "alone", "still alone",
    ]  # fmt: skip


def test_the_places_are_all_there_again_after_a_failure(lock: SharedLock) -> None:
    for _ in range(2 * WIDTH):
        with pytest.raises(ZeroDivisionError), lock.working(), lock.alone():
            raise ZeroDivisionError
    all_here = threading.Barrier(WIDTH)

    def live(_number: int) -> None:
        with lock.working():
            # Nobody goes on before everybody has a place.
            all_here.wait()

    together(WIDTH, live)


def test_a_worker_who_shares_with_nobody_is_alone_at_once() -> None:
    lock = current_lock()
    assert not lock.shared
    with lock.working():
        lock.step_aside()
        with lock.alone():
            pass


# Processes

process = pytest.mark.process


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "runs"
    path.mkdir()
    return path


def executor_of(folder: Path, width: int = 2) -> LocalExecutor:
    return LocalExecutor(width, functools.partial(act, str(folder)))


@process
def test_nobody_computes_beside_a_worker_that_is_alone(folder: Path, tmp_path: Path) -> None:
    jobs = planned(3, k0="measure", k1="measure", k2="measure")
    events = list(run(jobs, executor_of(folder, 3), Store(tmp_path / "results")))
    assert sum(isinstance(event, Done) for event in events) == 3
    holder = ""
    computing: set[str] = set()
    alone = []
    for line in (folder / DIARY).read_text(encoding="utf-8").splitlines():
        what, key = line.split()
        assert holder in ("", key), f"{line} while {holder} is alone"
        if what == "alone":
            assert computing == set()
            holder = key
            alone.append(key)
        if what == "over":
            holder = ""
        if what == "begin":
            computing.add(key)
        if what == "end":
            computing.remove(key)
    assert sorted(alone) == ["k0", "k1", "k2"]
    assert not any(isinstance(event, Failed) for event in events)


@process
def test_a_worker_that_is_killed_while_it_is_alone_leaves_the_next_ones_room(
    folder: Path, tmp_path: Path
) -> None:
    store = Store(tmp_path / "results")
    events = list(run(planned(4, k0="die alone", k1="walk"), executor_of(folder), store))
    assert isinstance(events[-1], Ended) and (events[-1].done, events[-1].failed) == (4, 0)
    runs = runs_of_jobs(folder)
    assert (len(runs["k0"]), len(runs["k1"])) == (2, 2)
    assert {result.key for result in store} == {"k0", "k1", "k2", "k3"}


def runs_of_jobs(folder: Path) -> dict[str, list[int]]:
    (folder / DIARY).unlink(missing_ok=True)
    return runs_of(folder)


@process
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_crew_that_is_closed_while_one_is_alone_waits_for_nobody(folder: Path) -> None:
    os.mkfifo(folder / DOOR)
    executor = executor_of(folder)
    for one in planned(2, k0="stay alone", k1="walk"):
        executor.submit(msgspec.json.encode(one.job), one.key)
    assert (folder / DOOR).read_text(encoding="utf-8") == "alone"
    (folder / DOOR).unlink()
    pids = [pid for found in runs_of_jobs(folder).values() for pid in found]
    assert len(pids) == 2 and all(map(psutil.pid_exists, pids))
    executor.close()
    assert not any(map(psutil.pid_exists, pids))


@process
@pytest.mark.parametrize(("width", "shared"), [(1, False), (2, True)])
def test_only_a_crew_of_several_shares_a_room(width: int, shared: bool, tmp_path: Path) -> None:
    executor = LocalExecutor(width, tell_lock)
    found = executor.submit(b"", "k").result()
    executor.close()
    assert found == str(shared).encode()


def tell_lock(_job: bytes, _key: str) -> bytes:
    """Whether the worker shares its lock."""
    return str(current_lock().shared).encode()
