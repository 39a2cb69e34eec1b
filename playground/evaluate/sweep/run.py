"""Running a sweep: jobs go to workers, events come back, and every result is kept as soon as it is there.

A job whose worker died is tried again, alone, so that one that kills its worker takes no others with it; the
third death is its own fault. A result belongs to its key, so no job counts twice, however often it ran.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future

import msgspec

from playground.core.errors import DataError, PlaygroundError
from playground.evaluate.sweep.events import Done, Ended, Event, Failed, Notice, Planned, Progress, Started
from playground.evaluate.sweep.executor import JobExecutor, is_broken
from playground.evaluate.sweep.heartbeat import Heartbeat, forget_heartbeat, read_heartbeat
from playground.evaluate.sweep.jobs import Result
from playground.evaluate.sweep.store import Store
from playground.evaluate.sweep.work import answer_of

MOST = 0.95
"""The share of a job that is done when all of its pictures are made: they are still to be measured."""
ENOUGH = 3.0
"""Seconds of expected work that must be done before the pace counts for anything."""


class Clock:
    """Tells the seconds left; ``now`` is a clock in seconds."""

    def __init__(
        self, planned: Iterable[Planned], width: int, now: Callable[[], float] = time.monotonic
    ) -> None:
        jobs = [job for job in planned if not job.kept]
        known = [job.seconds for job in jobs if job.seconds is not None]
        usual = sum(known) / len(known) if known else None
        self._expected = {job.key: job.seconds if job.seconds is not None else usual for job in jobs}
        self._width = max(width, 1)
        self._now = now
        self._began: dict[str, float] = {}
        self._share: dict[str, float] = {}
        self._before: dict[str, float] = {}
        """The share of each job that cost nothing here: it was there when the job was first heard of."""
        self._over: set[str] = set()
        self._worked, self._took = 0.0, 0.0
        """Of the jobs that are over, what was expected of what they did, and how long that took."""

    def started(self, key: str) -> None:
        """A job begins, perhaps again."""
        self._began[key] = self._now()
        self._share[key] = 0.0
        self._before.pop(key, None)

    def progress(self, key: str, done: int, total: int, kept: int = 0) -> None:
        """Of a running job ``done`` of ``total`` pictures are made, ``kept`` of them by an earlier run."""
        if key not in self._began:
            return
        share = MOST * min(done / max(total, 1), 1.0)
        if key not in self._before:
            # Until now its worker has loaded what all jobs share.
            self._began[key], self._before[key] = self._now(), share
        self._before[key] = max(self._before[key], MOST * min(kept / max(total, 1), 1.0))
        self._share[key] = share

    def ended(self, key: str) -> None:
        """A job has its result, or will have none."""
        began = self._began.pop(key, None)
        self._share.pop(key, None)
        before = self._before.pop(key, 0.0)
        self._over.add(key)
        if began is not None:
            self._worked += (self._expected.get(key) or 0.0) * (1 - before)
            self._took += self._now() - began

    def left(self) -> float | None:
        """Seconds until the last job ends; ``None`` where nothing is known of any."""
        rest = {key: expected for key, expected in self._expected.items() if key not in self._over}
        if not rest:
            return 0.0
        if any(expected is None for expected in rest.values()):
            return None
        pace = self._pace()
        each = [pace * (expected or 0.0) * (1 - self._share.get(key, 0.0)) for key, expected in rest.items()]
        # No worker can help another with its job.
        return max(sum(each) / self._width, max(each))

    def _pace(self) -> float:
        """Seconds that a second of expected work takes here and now."""
        now, worked, took = self._now(), self._worked, self._took
        for key, share in self._share.items():
            gained = share - self._before.get(key, share)
            if gained > 0:
                worked += gained * (self._expected.get(key) or 0.0)
                took += now - self._began[key]
        return took / worked if worked >= ENOUGH else 1.0


ATTEMPTS = 3
TICK = 0.25


def run(
    planned: Sequence[Planned], executor: JobExecutor, store: Store, heartbeats: str = ""
) -> Generator[Event, None, None]:
    """Measure what is planned and has no result yet, telling what happens; the last event is ``Ended``.

    Raises ``ExportError`` if a result cannot be kept. Whoever closes the generator, or interrupts it, ends
    the workers; what they had finished is kept, and the same sweep goes on from there.
    """
    with contextlib.closing(executor):
        yield from _Sweep(planned, executor, store, heartbeats).events()


class _Sweep:
    def __init__(
        self, planned: Sequence[Planned], executor: JobExecutor, store: Store, heartbeats: str
    ) -> None:
        unique = {one.key: one for one in planned}
        self._kept = [one for one in unique.values() if one.kept]
        self._waiting = deque(one for one in unique.values() if not one.kept)
        self._suspects: deque[Planned] = deque()
        self._running: dict[Future[bytes], Planned] = {}
        self._attempts: dict[str, int] = {}
        self._heard: dict[str, Heartbeat] = {}
        self._executor, self._store, self._heartbeats = executor, store, heartbeats
        self._idle = ""
        self._clock = Clock(unique.values(), executor.width)
        self._done, self._failed, self._known, self._refused = 0, 0, 0, 0

    def events(self) -> Iterator[Event]:
        """Everything that happens, in order."""
        began = time.monotonic()
        for one in self._kept:
            yield from self._keep_on(one)
        sentence = ""
        try:
            while self._waiting or self._suspects or self._running:
                yield from self._fill()
                yield from self._listen()
        except _LostError as error:
            sentence = error.sentence
        yield Ended(
            done=self._done, kept=self._known, failed=self._failed, seconds=time.monotonic() - began,
            sentence=sentence,
        )  # fmt: skip

    def _keep_on(self, one: Planned) -> Iterator[Event]:
        """A job that has a result, unless that went away since it was planned."""
        result = self._store.get(one.key)
        if result is None:
            self._waiting.append(one)
            return
        self._done, self._known = self._done + 1, self._known + 1
        yield Done(result=result, kept=True)

    def _fill(self) -> Iterator[Event]:
        """Give out as many jobs as there are workers; those that may have killed one, one at a time."""
        while self._suspects and not self._running:
            yield from self._submit(self._suspects.popleft())
        while self._waiting and not self._suspects and self._is_room():
            yield from self._submit(self._waiting.popleft())

    def _is_room(self) -> bool:
        alone = any(self._attempts[one.key] > 1 for one in self._running.values())
        return not alone and len(self._running) < self._executor.width

    def _submit(self, one: Planned) -> Iterator[Event]:
        forget_heartbeat(self._heartbeats, one.key)
        try:
            future = self._executor.submit(msgspec.json.encode(one.job), one.key)
        except (RuntimeError, OSError) as error:
            # A pool may break between two jobs; nobody has tried this one yet.
            self._refused += 1
            if not is_broken(error) or self._refused > ATTEMPTS:
                raise _LostError(f"No worker takes any more jobs: {error}.") from error
            self._executor.renew()
            self._waiting.appendleft(one)
            return
        self._refused = 0
        self._running[future] = one
        self._attempts[one.key] = self._attempts.get(one.key, 0) + 1
        self._clock.started(one.key)
        yield Started(key=one.key, attempt=self._attempts[one.key])

    def _listen(self) -> Iterator[Event]:
        self._executor.tend()
        ended, _ = concurrent.futures.wait(
            self._running, timeout=TICK, return_when=concurrent.futures.FIRST_COMPLETED
        )
        broken = []
        for future in ended:
            one = self._running.pop(future)
            self._heard.pop(one.key, None)
            try:
                text = future.result()
            except concurrent.futures.CancelledError as error:
                raise _LostError("The workers have gone, and nothing more can be measured.") from error
            except Exception as error:  # noqa: BLE001 - whatever an executor may raise costs this job alone
                if is_broken(error):
                    broken.append(one)
                else:
                    yield self._fail(one, _sentence(error))
                continue
            yield from self._take(one, text)
        if broken:
            yield from self._mend(broken)
        yield from self._hear()
        yield from self._ask_who_works()

    def _take(self, one: Planned, text: bytes) -> Iterator[Event]:
        try:
            answer = answer_of(text)
            if answer.result is not None and answer.result.key != one.key:
                raise DataError("A worker gave the result of another job.")
        except DataError as error:
            yield self._fail(one, error.sentence)
            return
        if answer.result is None:
            yield self._fail(one, answer.sentence)
            return
        yield self._finish(answer.result)

    def _finish(self, result: Result) -> Event:
        self._store.put(result)
        self._done += 1
        self._clock.ended(result.key)
        return Done(result=result, seconds_left=self._clock.left())

    def _fail(self, one: Planned, sentence: str) -> Event:
        self._failed += 1
        self._clock.ended(one.key)
        return Failed(key=one.key, sentence=sentence, seconds_left=self._clock.left())

    def _mend(self, broken: list[Planned]) -> Iterator[Event]:
        """A new executor for what the dead one leaves, all of which is under suspicion."""
        left = [*broken, *self._running.values()]
        self._running.clear()
        self._executor.renew()
        for one in left:
            if self._attempts[one.key] >= ATTEMPTS:
                yield self._fail(one, f"Measuring {one.title} ended its worker {ATTEMPTS} times.")
            else:
                self._suspects.append(one)
        if self._suspects:
            yield Notice(sentence="A worker died and was replaced; what it was measuring is measured again.")

    def _hear(self) -> Iterator[Event]:
        for one in self._running.values():
            heartbeat = read_heartbeat(self._heartbeats, one.key)
            if heartbeat is not None and heartbeat != self._heard.get(one.key):
                self._heard[one.key] = heartbeat
                self._clock.progress(one.key, heartbeat.done, heartbeat.total, heartbeat.kept)
                yield Progress(
                    key=one.key, done=heartbeat.done, total=heartbeat.total, seconds_left=self._clock.left()
                )

    def _ask_who_works(self) -> Iterator[Event]:
        """A notice when nobody does any more, once each time."""
        before, self._idle = self._idle, self._executor.idle() if self._running else ""
        if self._idle and self._idle != before:
            yield Notice(sentence=self._idle)


class _LostError(PlaygroundError):
    """There is nobody left to give jobs to."""


def _sentence(error: BaseException) -> str:
    if isinstance(error, PlaygroundError):
        return error.sentence
    if type(error).__name__ == "KilledWorker":
        return "Measuring this ended one worker after another, so it was given up."
    return f"The worker failed: {type(error).__name__}: {error}.".replace("\n", " ")
