"""The engine without a process, for command line and tests: same interface, same rules, same messages."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from playground import paradigms
from playground.core.errors import EngineError
from playground.core.frames import Frame
from playground.core.recipe import Recipe
from playground.core.resources import Placement, Resources
from playground.engine import wording
from playground.engine.channels import Channels
from playground.engine.interface import CPU, Listener
from playground.engine.protocol import Acknowledge, Cancel, Event, Pause, Ready, StepOnce, decode_message
from playground.engine.scheduler import Scheduler, encode_all
from playground.engine.workbench import Tell, Workbench

__all__ = ["InProcessEngine", "collect", "final"]


class InProcessEngine:
    """Runs recipes in the calling thread whenever it is pumped.

    Messages go through the bytes of the protocol, so frames arrive read-only as they do from the process. The
    methods are those of :class:`~playground.engine.interface.Engine`.
    """

    def __init__(
        self,
        listener: Listener,
        open_workbench: Callable[[Tell], Workbench],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``open_workbench`` is given the function that turns a sentence into a ``Notice``."""
        self._listener = listener
        self._channels = Channels()
        self._workbench = open_workbench(lambda text: self._scheduler.notice(text))
        self._clock = clock
        self._scheduler = Scheduler(self._workbench, clock=clock)
        self._launched = False

    def launch(self) -> None:
        if not self._launched:
            self._launched = True
            self._listener(Ready(os.getpid(), self._workbench.placements()))

    def start(
        self,
        channel: str,
        recipe: Recipe,
        placement: Placement = CPU,
        *,
        follow: bool = False,
        training: int = 0,
    ) -> int:
        self.launch()
        opened = self._channels.start(channel, recipe, placement, follow, training)
        self._scheduler.handle(opened.start())
        return opened.generation

    def update(self, channel: str, recipe: Recipe) -> None:
        if command := self._channels.update(channel, recipe):
            self._scheduler.handle(command)

    def cancel(self, channel: str) -> None:
        self._channels.close(channel)
        self._scheduler.handle(Cancel(channel))

    def pause(self, channel: str, paused: bool) -> None:
        if opened := self._channels.get(channel):
            opened.paused = paused
            self._scheduler.handle(Pause(channel, paused))

    def step(self, channel: str) -> None:
        if opened := self._channels.get(channel):
            opened.paused = True
            self._scheduler.handle(StepOnce(channel))

    def acknowledge(self, channel: str, generation: int) -> None:
        self._scheduler.handle(Acknowledge(channel, generation))

    def is_current(self, channel: str, generation: int) -> bool:
        return self._channels.is_current(channel, generation)

    def silence(self) -> float:
        return 0.0

    def restart(self) -> None:
        self._scheduler.close()
        self._scheduler = Scheduler(self._workbench, clock=self._clock)
        self._launched = False
        self.launch()
        told: list[Event] = [*self._channels.lost(), *self._channels.interrupted(again=True)]
        for event in told:
            if self._channels.accept(event):
                self._listener(event)
        for command in self._channels.restore():
            self._scheduler.handle(command)

    def close(self) -> None:
        self._scheduler.close()

    def pump(self) -> bool:
        """Make one step of one run and hand out what is due; false if there was nothing to do."""
        if not self._scheduler.busy():
            return False
        self._scheduler.step()
        for data in encode_all(self._scheduler):
            message = decode_message(data)
            if self._channels.accept(message):
                self._listener(message)
        return True

    def run_until_idle(self) -> None:
        """Pump until every run has ended, is paused, or waits for an acknowledgement."""
        while self.pump():
            pass


def collect(recipe: Recipe, resources: Resources) -> list[Frame]:
    """All frames of a run that ends by itself."""
    return list(paradigms.run(recipe, resources))


def final(recipe: Recipe, resources: Resources) -> Frame:
    """The frame that holds the whole result; raises ``EngineError`` if the run gives none."""
    for frame in paradigms.run(recipe, resources):
        if frame.final:
            return frame
    raise EngineError(f"Running {wording.describe(recipe)} gave no final result.")
