"""The league in the real process: it runs to its end, is paused, and gives way to a newer one."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator

import pytest

from playground.core.frames import Frame
from playground.core.recipe import change
from playground.engine.client import EngineClient, Setup
from playground.engine.protocol import Event, FrameMessage
from playground.paradigms.league.results import result
from tests.support.league import measured_roughly, of, play

pytestmark = [pytest.mark.process, pytest.mark.torch, pytest.mark.timeout(600)]

ROUGHLY = "tests.support.rough_league:keeping_workbench"
PATIENCE = 240.0
"""Seconds for what may have to load PyTorch first, on a machine with other work to do."""


class Line:
    """A client of a process that serves the playground, with rough measures, and what it said in order."""

    def __init__(self) -> None:
        self._events: queue.Queue[Event] = queue.Queue()
        self.engine = EngineClient(self._events.put, Setup(workbench=ROUGHLY))

    def when(self, generation: int, holds: Callable[[Frame], bool]) -> Frame:
        """The first frame of a run for which this holds; once its frames come, none of another do."""
        begun = False
        while True:
            event = self._events.get(timeout=PATIENCE)
            if isinstance(event, FrameMessage):
                self.engine.acknowledge(event.channel, event.generation)
                assert not begun or event.generation == generation
                begun = event.generation == generation
                if begun and holds(event.frame):
                    return event.frame


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    made = Line()
    with made.engine:
        yield made


def test_it_gives_the_same_numbers_as_in_this_process(line: Line) -> None:
    recipe = of("gan", "vae", seeds=2)
    generation = line.engine.start("league", recipe)
    there = result(recipe, line.when(generation, lambda frame: frame.final))
    with measured_roughly(marks=5):
        here = result(recipe, play(recipe))
    for one, other in zip(there.standings, here.standings, strict=True):
        assert one.name == other.name
        for name, spread in other.spreads.items():
            if name not in ("seconds", "sampling_ms"):
                assert one.spreads[name] == spread


def test_it_is_paused_and_a_newer_one_takes_its_place(line: Line) -> None:
    long = of("gan", "flow", steps=50_000)
    first = line.engine.start("league", long)
    line.when(first, lambda frame: int(frame.scalars["step"]) > 0)
    line.engine.update("league", change(long, training=False))
    line.when(first, lambda frame: not frame.scalars["trained"])
    second = line.engine.start("league", of("gan", steps=40))
    line.when(second, lambda frame: frame.final)
