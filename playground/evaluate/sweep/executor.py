"""Who does the work of a sweep: an executor of ``concurrent.futures``, and how many jobs it is given."""

from __future__ import annotations

import concurrent.futures
import contextlib
import functools
import importlib
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing.process import BaseProcess
from typing import TypeAlias

from playground.core import memory_limit
from playground.core.child import import_nothing_from_here, use_one_thread
from playground.core.lifeline import Lifeline
from playground.evaluate.sweep.lock import ComputeLock, SharedLock, use_lock

Task: TypeAlias = Callable[[bytes, str], bytes]
"""Measures a job, given as JSON, under its key; the answer is that of :mod:`~playground.evaluate.sweep.work`.
"""


class JobExecutor:
    """An executor that ``hire`` makes, ``width`` jobs at a time; if it breaks, a new one is made."""

    def __init__(self, hire: Callable[[], Executor], width: int, task: Task) -> None:
        self._hire = hire
        self._task = task
        self._executor: Executor | None = None
        self._width = width

    @property
    def width(self) -> int:
        """How many jobs run beside each other."""
        return self._width

    def idle(self) -> str:
        """A sentence on why nobody works at the moment; empty while somebody does."""
        return ""

    def submit(self, job: bytes, key: str) -> Future[bytes]:
        """Give a job to a worker."""
        if self._executor is None:
            self._executor = self._hire()
        return self._executor.submit(self._task, job, key)

    def tend(self) -> None:
        """Look after the workers; called again and again while jobs run."""

    def renew(self) -> None:
        """Leave an executor that is broken; the next job gets a new one."""
        self.close()

    def close(self) -> None:
        """Wait for no job any more."""
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None


class LocalExecutor(JobExecutor):
    """Processes of this machine, one thread each, that end with this one, and at once when they are told.

    If there are several, they share a lock, so that each can be alone while it takes times. Each ends when it
    takes too much memory; raises ``SettingsError`` where the limit that the environment names is none.
    """

    def __init__(self, width: int, task: Task) -> None:
        super().__init__(self._pool, width, task)
        self._lifeline = Lifeline()
        self._most_memory = memory_limit.limit()
        self._workers: frozenset[BaseProcess] = frozenset()

    def submit(self, job: bytes, key: str) -> Future[bytes]:
        """Give a job to a worker, who may be hired for it."""
        future = super().submit(job, key)
        self._workers |= frozenset(multiprocessing.active_children())
        return future

    def tend(self) -> None:
        """Tell the executor that a worker died, if one did.

        It does not watch one that it hired after it looked last, and others may wait for what that one held.
        """
        left = self._workers & frozenset(multiprocessing.active_children())
        if left != self._workers and self._executor is not None:
            with contextlib.suppress(RuntimeError):
                # Whatever it is given, it looks after all of them.
                self._executor.submit(os.getpid)
        self._workers = left

    def close(self) -> None:
        """End the workers, whatever they are doing: all they write appears whole or not at all."""
        self._lifeline.cut()
        self._workers = frozenset()
        super().close()

    def _pool(self) -> Executor:
        import_nothing_from_here()
        spawn = multiprocessing.get_context("spawn")
        # A new one each time: a worker that was killed keeps what it held of the old one.
        lock = SharedLock(self.width, spawn) if self.width > 1 else ComputeLock()
        return ProcessPoolExecutor(
            self.width,
            spawn,
            initializer=_begin,
            initargs=(self._lifeline, self._most_memory, lock, _module_of(self._task)),
        )


def _module_of(task: Task) -> str:
    """Where a task is defined."""
    whole = task.func if isinstance(task, functools.partial) else task
    return whole.__module__


def _begin(lifeline: Lifeline, most_memory: float, lock: ComputeLock, module: str) -> None:
    """The first thing that a worker does: the terminal's Ctrl+C is the sweep's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    lifeline.hold()
    memory_limit.watch_this_process(most_memory)
    use_one_thread()
    use_lock(lock)
    with lock.working():
        # Loading what the task needs is work, too.
        importlib.import_module(module)


def is_broken(error: BaseException) -> bool:
    """Whether an error says that a worker died, not that a job failed."""
    return isinstance(error, concurrent.futures.BrokenExecutor)
