"""The window's side of the engine: starts the process, talks to it without ever waiting, brings it back.

Nothing here imports Qt, a runtime or a model.
"""

from __future__ import annotations

import atexit
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import NamedTuple, Self, TypeAlias

from playground.core import memory_limit
from playground.core.memory_limit import MemoryWatch
from playground.core.recipe import Recipe
from playground.core.resources import Placement
from playground.engine import pulse, wording
from playground.engine.channels import Channels
from playground.engine.interface import CPU, Listener
from playground.engine.life import Life
from playground.engine.outbox import Outbox
from playground.engine.process import Setup
from playground.engine.protocol import Acknowledge, Cancel, Died, Event, Failed, Pause, Shutdown, StepOnce
from playground.engine.wording import is_crash

WITHIN = 60.0
"""Seconds in which deaths are counted together."""

SAME_RUN = 3
"""So many deaths under one recipe, and it is set aside, even if the process seems killed from outside."""

NO_RUN = 5
"""So many deaths with no recipe to blame, and no new process is started."""


class Verdict(NamedTuple):
    """``blamed`` is the generation whose recipe is set aside (0 for none)."""

    blamed: int
    restart: bool


class CrashPolicy:
    """Remembers recent deaths.

    A crash of its own (such as a segmentation fault) blames the run that was being stepped at once. Being
    killed from outside blames it only at the third time, since another program may be what needs memory.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._recent: deque[tuple[float, int]] = deque()

    def judge(self, exit_code: int | None, stepping: int) -> Verdict:
        """Record a death while the run of generation ``stepping`` was stepped (0 for none)."""
        now = self._clock()
        self._recent.append((now, stepping))
        while now - self._recent[0][0] > WITHIN:
            self._recent.popleft()
        same = sum(generation == stepping for _, generation in self._recent)
        if stepping == 0:
            return Verdict(0, same < NO_RUN)
        return Verdict(stepping if is_crash(exit_code) or same >= SAME_RUN else 0, True)

    def forget(self) -> None:
        """Start counting anew."""
        self._recent.clear()


__all__ = ["EngineClient", "Setup"]


class Renewed(NamedTuple):
    """The user restarted the process, which had given no answer for so many seconds (0 for a short time)."""

    silence: float


class Overdrawn(NamedTuple):
    """The process took more memory than this."""

    most: float


Ending: TypeAlias = Renewed | Overdrawn | None
"""Why the client itself ended the process, if it did."""

_DEFAULT = Setup()
_log = logging.getLogger(__name__)


class EngineClient:
    """One engine process, started again when it dies, with what was open.

    All methods but ``close`` return at once and may be called from any thread. The listener is called on a
    thread of the client's own with every event that is not stale. One that hands them on to another thread
    asks :meth:`is_current` again there, since a recipe may have been replaced in between. The methods are
    those of :class:`~playground.engine.interface.Engine`. Raises ``SettingsError`` where the limit of memory
    that the environment names is none.
    """

    def __init__(self, listener: Listener, setup: Setup = _DEFAULT) -> None:
        self._listener = listener
        self._setup = setup
        self._most_memory = memory_limit.limit()
        self._lock = threading.RLock()
        self._channels = Channels()
        self._crash_policy = CrashPolicy()
        self._outbox = Outbox()
        self._thread: threading.Thread | None = None
        self._life: Life | None = None
        self._hopeless = False
        self._ending: Ending = None
        self._closed = False

    def launch(self) -> None:
        with self._lock:
            if self._thread is None and not self._hopeless and not self._closed:
                self._thread = threading.Thread(target=self._supervise, name="engine client", daemon=True)
                self._thread.start()
                atexit.register(self.close)  # multiprocessing would end the process, as if it had died

    def start(
        self,
        channel: str,
        recipe: Recipe,
        placement: Placement = CPU,
        *,
        follow: bool = False,
        training: int = 0,
    ) -> int:
        with self._lock:
            opened = self._channels.start(channel, recipe, placement, follow, training)
            self._outbox.put(opened.start())
            self.launch()
            return opened.generation

    def update(self, channel: str, recipe: Recipe) -> None:
        with self._lock:
            if command := self._channels.update(channel, recipe):
                self._outbox.put(command)

    def cancel(self, channel: str) -> None:
        with self._lock:
            self._channels.close(channel)
            self._outbox.put(Cancel(channel))

    def pause(self, channel: str, paused: bool) -> None:
        with self._lock:
            if opened := self._channels.get(channel):
                opened.paused = paused
                self._outbox.put(Pause(channel, paused))

    def step(self, channel: str) -> None:
        with self._lock:
            if opened := self._channels.get(channel):
                opened.paused = True
                self._outbox.put(StepOnce(channel))

    def acknowledge(self, channel: str, generation: int) -> None:
        with self._lock:
            self._outbox.put(Acknowledge(channel, generation))

    def is_current(self, channel: str, generation: int) -> bool:
        with self._lock:
            return self._channels.is_current(channel, generation)

    def silence(self) -> float:
        with self._lock:
            return 0.0 if self._life is None else self._life.silence

    def restart(self) -> None:
        with self._lock:
            self._crash_policy.forget()
            self._hopeless = False
            if self._life is not None:
                silence = 0.0 if self._life.is_stopped else self._life.silence
                self._ending = Renewed(silence if silence >= pulse.LONG else 0.0)
                self._life.kill()
            else:
                self.launch()

    def close(self, timeout: float = 2.0) -> None:
        """End the process, by force if it has not ended after half of ``timeout`` seconds."""
        atexit.unregister(self.close)
        with self._lock:
            self._closed = True
            self._outbox.put(Shutdown())
            thread = self._thread
        if thread is None or thread is threading.current_thread():
            return
        thread.join(timeout / 2)
        with self._lock:
            if self._life is not None:
                self._life.kill()
        thread.join(timeout / 2)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _supervise(self) -> None:
        """One process after another, until closed or until it is hopeless."""
        while self._live():
            pass

    def _live(self) -> bool:
        """One process from start to end; true if there should be another."""
        try:
            life = self._begin()
        except OSError as error:
            _log.error("the compute process could not be started: %s", error)
            return self._mourn(None, 0)
        watch = MemoryWatch(life.pid, self._most_memory, lambda: self._end_overdrawn(life))
        for message in life.messages():
            self._deliver(message)
        watch.stop()
        with self._lock:
            self._life = None
        return self._mourn(*life.end())

    def _begin(self) -> Life:
        outbox = Outbox()
        life = Life(self._setup, outbox)
        with self._lock:  # from here on commands go to the new process, and nothing before was lost
            self._life, self._outbox = life, outbox
            for command in self._channels.restore():
                outbox.put(command)
            if self._closed:
                outbox.put(Shutdown())
        return life

    def _end_overdrawn(self, life: Life) -> None:
        with self._lock:
            if self._life is life:
                self._ending = Overdrawn(self._most_memory)
                life.kill()

    def _mourn(self, exit_code: int | None, stepping: int) -> bool:
        """Say what happened and whose fault it was; true if a new process should be started."""
        with self._lock:
            if self._closed:
                return False
            ending, self._ending = self._ending, None
            match ending:
                case Renewed(silence):
                    verdict = Verdict(stepping if silence else 0, True)
                case Overdrawn():
                    verdict = Verdict(
                        stepping, stepping > 0 or self._crash_policy.judge(exit_code, 0).restart
                    )
                case None:
                    verdict = self._crash_policy.judge(exit_code, stepping)
            events = self._obituary(exit_code, verdict, ending)
            if not verdict.restart:
                self._hopeless, self._thread = True, None
        for event in events:
            self._deliver(event)
        return verdict.restart

    def _obituary(self, exit_code: int | None, verdict: Verdict, ending: Ending) -> list[Event]:
        blamed = self._channels.by_generation(verdict.blamed)
        recipe = None if blamed is None else wording.describe(blamed.recipe)
        events: list[Event] = []
        if not isinstance(ending, Renewed):
            sentence = _sentence(exit_code, recipe, verdict.restart, ending)
            channel = None if blamed is None else blamed.channel
            events.append(Died(exit_code, sentence, channel, verdict.restart))
        events.extend(self._channels.lost())
        if blamed is not None and recipe is not None:
            events.append(Failed(blamed.channel, blamed.generation, _reason(exit_code, recipe, ending)))
        # The blamed run has failed by the time that these are delivered, and so is not told.
        return [*events, *self._channels.interrupted(verdict.restart)]

    def _deliver(self, event: Event) -> None:
        with self._lock:
            welcome = self._channels.accept(event)
        if not welcome:
            return
        try:
            self._listener(event)
        except Exception:  # noqa: BLE001 - nothing a view does may end this thread
            _log.exception("a listener failed on a message of the engine")


def _sentence(exit_code: int | None, recipe: str | None, restarting: bool, ending: Ending) -> str:
    if isinstance(ending, Overdrawn) and restarting:
        return wording.overdrawn(ending.most, recipe)
    return wording.death(exit_code, recipe, restarting)


def _reason(exit_code: int | None, recipe: str, ending: Ending) -> str:
    match ending:
        case Renewed(silence):
            return wording.hung(silence, recipe)
        case Overdrawn(most):
            return wording.too_large(most, recipe)
    return wording.set_aside(exit_code, recipe)
