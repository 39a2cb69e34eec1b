"""Which run is stepped next, and which of its frames are sent: the engine without any input or output.

The rules:

- *Latest wins.* A ``Start`` replaces the run of its channel together with its unsent frame.
- *Time is shared, not steps.* The runnable run whose channel has used the least time goes next: a run with
  long steps cannot slow down one with short steps, and no channel starves another by restarting all the time.
- *A slow window slows nothing but itself.* Runs step on whether or not their frames can be sent: live
  training must not wait for drawing, and sampling should be done when the window gets to it. Only the newest
  frame is kept.
- *Nothing is computed that nobody will see.* Replaced, cancelled and paused runs are not stepped, nor
  are those that say that nothing changes until their recipe does.
- *Kept frames all arrive.* A run whose kept frame waits is not stepped until there is a credit for it. So at
  most one frame of a run waits, and memory stays bounded.
- *Credits.* A run has two; a sent frame takes one and an ``Acknowledge`` gives it back. First frames go at
  once, kept ones as soon as there is a credit, others at most every ``INTERVAL`` seconds. A final frame (or
  the last one before a run ends or fails) goes at once and needs no credit.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable

from playground.core.errors import PlaygroundError, UntrustedModelError, lacking
from playground.core.frames import Frame
from playground.core.paradigm import Run
from playground.core.recipe import Recipe
from playground.engine.protocol import (
    Acknowledge,
    Cancel,
    Command,
    Failed,
    Finished,
    FrameMessage,
    Message,
    Notice,
    Pause,
    Start,
    StepOnce,
    Update,
    encode,
    printable,
    read_recipe,
)
from playground.engine.wording import describe
from playground.engine.workbench import Workbench

CREDITS = 2
"""Frames of a run that may be on their way or being drawn."""

INTERVAL = 0.016
"""Seconds between two streaming frames of a run; a display shows no more."""


class ActiveRun:
    """A started recipe and how far it has come."""

    def __init__(self, start: Start) -> None:
        self.start = start
        self.channel = start.channel
        self.generation = start.generation
        self.recipe: Recipe | None = None
        self.generator: Run | None = None
        self.changed: Recipe | None = None
        self.over: Finished | Failed | None = None
        self.waiting: Frame | None = None
        self.credits = CREDITS
        self.paused = False
        self.still = False
        self.allowed = 0  # steps it may make while paused
        self.turn = 0
        self._entered = False
        self._sent_at: float | None = None

    @property
    def runnable(self) -> bool:
        """Whether it may be stepped now, and that would change anything."""
        blocked = self.waiting is not None and self.waiting.keep
        idle = self.still and self.changed is None
        return self.over is None and not blocked and (self.allowed > 0 or not (self.paused or idle))

    def advance(self) -> Frame:
        """The next frame, with changed controls handed in; raises whatever the generator raises."""
        if self.generator is None:
            raise RuntimeError("a run is stepped before it has a generator")
        self.allowed = max(0, self.allowed - 1)
        if not self._entered:
            self._entered = True
            return next(self.generator)
        changed, self.changed = self.changed, None
        return self.generator.send(changed)

    def offer(self, frame: Frame) -> None:
        """Let a frame wait in place of the one that was not sent."""
        self.waiting, self.still = frame, frame.still

    def is_due(self, now: float) -> bool:
        """Whether its waiting frame, or its end, may be sent now.

        A streaming frame that is held back for ``INTERVAL`` needs no alarm: its run is stepped on meanwhile,
        unless it is still.
        """
        if self.waiting is None:
            return self.over is not None
        if self.waiting.final or self.over is not None:
            return True
        if self.credits == 0:
            return False
        if self.waiting.keep or self.paused or self.still or self._sent_at is None:
            return True
        return now - self._sent_at >= INTERVAL

    def publish(self, now: float) -> Frame | None:
        """The waiting frame if it is due; it takes a credit and waits no more."""
        if self.waiting is None or not self.is_due(now):
            return None
        frame, self.waiting = self.waiting, None
        self.credits = max(0, self.credits - 1)
        self._sent_at = now
        return frame


__all__ = ["CREDITS", "INTERVAL", "Scheduler"]


def _ignore(_generation: int) -> None:
    """Nobody wants to know which run is being stepped."""


class Scheduler:
    """Steps runs fairly and hands out the messages that are due."""

    def __init__(
        self,
        workbench: Workbench,
        *,
        clock: Callable[[], float] = time.monotonic,
        stepping: Callable[[int], None] = _ignore,
    ) -> None:
        """``stepping`` is told the generation of the run whose code is entered, and 0 when it is left."""
        self._workbench = workbench
        self._clock = clock
        self._stepping = stepping
        self._runs: dict[str, ActiveRun] = {}
        self._used: dict[str, float] = {}
        self._least = 0.0
        self._turn = 0
        self._current = ""
        self._ready: list[Message] = []
        self._releases = 0

    @property
    def releases(self) -> int:
        """How often so far a run has ended, whatever its end, or been changed, and may have let memory go."""
        return self._releases

    def handle(self, command: Command) -> None:
        """Take one command (``Shutdown`` is the loop's business)."""
        match command:
            case Start():
                self._start(command)
            case Update() if run := self._find(command.channel, command.generation):
                self._update(run, command.recipe)
            case Acknowledge() if run := self._find(command.channel, command.generation):
                run.credits = min(run.credits + 1, CREDITS)
            case Cancel():
                self._drop(command.channel)
            case Pause() if run := self._runs.get(command.channel):
                run.paused, run.allowed = command.paused, 0
            case StepOnce() if run := self._runs.get(command.channel):
                run.paused, run.allowed = True, run.allowed + 1
            case _:
                pass  # addressed to a run that has ended meanwhile

    def step(self) -> bool:
        """Step the run whose turn it is, once; false if none can be stepped."""
        run = self._next()
        if run is None:
            return False
        began = self._clock()
        self._enter(run)
        try:
            self._advance(run)
        finally:
            self._leave()
            self._used[run.channel] += self._clock() - began
        return True

    def take(self) -> list[Message]:
        """The messages that are due now, each handed out once."""
        now = self._clock()
        for run in list(self._runs.values()):
            frame = run.publish(now)
            if frame is not None:
                self._ready.append(FrameMessage(run.channel, run.generation, frame))
            if run.over is not None and run.waiting is None:
                self._ready.append(run.over)
                self._releases += 1
                del self._runs[run.channel]
        ready, self._ready = self._ready, []
        return ready

    def busy(self) -> bool:
        """Whether there is something to do before the next command."""
        now = self._clock()
        return bool(self._ready) or any(run.runnable or run.is_due(now) for run in self._runs.values())

    def notice(self, text: str) -> None:
        """Tell the user something on behalf of the run being stepped."""
        self._ready.append(Notice(self._current, printable(text)))

    def fail(self, channel: str, generation: int, error: Exception) -> None:
        """End a run because something about it failed outside its own code, such as sending its frame."""
        if run := self._find(channel, generation):
            run.waiting = None
            self._fail(run, error)
            self._close(run)

    def close(self) -> None:
        """End all runs."""
        for run in self._runs.values():
            self._close(run)
        self._runs.clear()

    def _start(self, command: Start) -> None:
        self._drop(command.channel)
        self._used[command.channel] = max(self._used.get(command.channel, 0.0), self._least)
        self._runs[command.channel] = ActiveRun(command)

    def _drop(self, channel: str) -> None:
        """End the run of a channel, if it has one."""
        run = self._runs.pop(channel, None)
        if run is not None:
            self._releases += 1
            self._close(run)

    def _update(self, run: ActiveRun, data: bytes) -> None:
        self._releases += 1
        try:
            run.changed = read_recipe(data, self._workbench.types)
        except PlaygroundError as error:
            self._fail(run, error)
            self._close(run)

    def _find(self, channel: str, generation: int) -> ActiveRun | None:
        run = self._runs.get(channel)
        return run if run is not None and run.generation == generation else None

    def _next(self) -> ActiveRun | None:
        runnable = [run for run in self._runs.values() if run.runnable]
        if not runnable:
            return None
        run = min(runnable, key=lambda run: (self._used[run.channel], run.turn))
        self._least = max(self._least, self._used[run.channel])
        self._turn += 1
        run.turn = self._turn
        return run

    def _advance(self, run: ActiveRun) -> None:
        try:
            if run.generator is None:
                run.recipe = read_recipe(run.start.recipe, self._workbench.types)
                run.generator = self._workbench.run(run.recipe, run.start.placement, run.start.training)
            frame = run.advance()
            if not isinstance(frame, Frame):
                raise TypeError(f"a run must yield frames, not {type(frame).__name__}")
            run.offer(frame)
        except StopIteration:
            run.over = Finished(run.channel, run.generation)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a run does, the engine lives on
            self._fail(run, error)

    def _fail(self, run: ActiveRun, error: BaseException) -> None:
        what = describe(run.recipe) if run.recipe is not None else "the recipe"
        if isinstance(error, PlaygroundError):
            sentence = error.sentence
        elif absent := lacking(error):
            sentence = absent
        elif isinstance(error, MemoryError):
            sentence = (
                f"There is not enough memory to run {what}; ask for less at once, or close other programs."
            )
        else:
            sentence = f"Running {what} failed because of a fault in the program; the details say where."
        details = "".join(traceback.format_exception(error))
        model = error.model if isinstance(error, UntrustedModelError) else ""
        run.over = Failed(
            run.channel, run.generation, printable(sentence), printable(details), printable(model)
        )

    def _close(self, run: ActiveRun) -> None:
        """Let a run's generator clean up; a fault in that is worth a notice, but harms nobody else."""
        if run.generator is None:
            return
        self._enter(run)
        try:
            run.generator.close()
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a run does, the engine lives on
            self.notice(f"Ending a run failed: {error}.")
        finally:
            self._leave()

    def _enter(self, run: ActiveRun) -> None:
        self._current = run.channel
        self._stepping(run.generation)

    def _leave(self) -> None:
        self._current = ""
        self._stepping(0)


def encode_all(scheduler: Scheduler) -> list[bytes]:
    """The messages that are due, as bytes; a run whose frame cannot be sent fails instead."""
    sent: list[bytes] = []
    pending = scheduler.take()
    while pending:
        for message in pending:
            try:
                sent.append(encode(message))
            except (PlaygroundError, MemoryError) as error:
                if not isinstance(message, FrameMessage):
                    raise
                scheduler.fail(message.channel, message.generation, error)
        pending = scheduler.take()
    return sent
