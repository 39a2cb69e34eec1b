"""The GAN tab on an engine in this process: the real run of the lab, on a clock of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.core.cards import Card
from playground.core.recipe import Recipe, change
from playground.core.resources import Placement
from playground.engine.inprocess import InProcessEngine
from playground.paradigms import recipe_types
from playground.paradigms.gan_lab.recipes import GanLab
from playground.ui.lab.stage import LabStage
from playground.ui.stage.tab import StagedTab
from playground.ui.state.halt import Halt
from playground.ui.state.link import Link
from playground.ui.tab import Context
from playground.ui.tabs.gan import TAB
from playground.ui.tabs.gan.lab.slow_motion import SlowMotion
from playground.ui.tabs.gan.lab.state import GanLabState
from tests.support.gan_lab import begin
from tests.support.plane_lab import TickClock
from tests.support.undoing import undo_stack
from tests.ui.tabs.gan.images_bench import FEW, ImagesBench

SMALL = GanLab(d_width=8, d_layers=1, g_width=8, g_layers=1, batch=32, speed=1, points=100)


class GanWorld:
    """Runs the lab, and remembers what it was told."""

    types = recipe_types()
    cards: tuple[Card, ...] = ()

    def run(self, recipe: Recipe, placement: Placement, training: int = 0) -> Any:
        """The generator of a recipe's frames."""
        assert isinstance(recipe, GanLab)
        self.started = begin(recipe, TickClock(0.001))
        return self.started

    @property
    def lab(self) -> Any:
        """What the newest run does its work with."""
        return self.started.gi_frame.f_locals["lab"]

    def placements(self) -> tuple[Placement, ...]:
        """Where models can run."""
        return (Placement(),)


class GanBench:
    """A tab, its engine, and what was reported."""

    def __init__(self, world: GanWorld) -> None:
        self.world = world
        self.undo = undo_stack()
        self.link = Link()
        self.reports: list[str] = []
        self._now = 0.0
        self.tab: StagedTab = TAB(Context(self.link, self.undo, world.cards))
        self.tab.report.connect(lambda sentence, _details: self.reports.append(sentence))
        self.halts: dict[str, Halt | None] = {}
        self.tab.halted.connect(self._note_halt)
        self.link.attach(self._connect)

    def _note_halt(self, channel: str, halt: Halt | None) -> None:
        self.halts[channel] = halt
        if halt is not None:
            self.reports.append(halt.sentence)

    def _connect(self, listener: Callable[[object], None]) -> InProcessEngine:
        self.engine = InProcessEngine(listener, lambda _tell: self.world, clock=self._clock)
        return self.engine

    def _clock(self) -> float:
        """A clock that is always late enough for the next frame."""
        self._now += 1.0
        return self._now

    @property
    def lab(self) -> LabStage:
        """The lab."""
        found: LabStage = self.tab.open_stage("lab")
        return found

    @property
    def motion(self) -> SlowMotion:
        """What walks on in slow motion."""
        found = self.lab.scene.findChild(SlowMotion)
        assert found is not None
        return found

    @property
    def run(self) -> GanLab:
        """The recipe of the lab's run."""
        return self.tab.store.state.lab.run  # type: ignore[no-any-return]

    @property
    def scalars(self) -> Any:
        """Those of the newest frame."""
        return self.lab.scene.feed.scalars

    def turn(self, times: int = 4) -> None:
        """Let engine and window work for a while: a lab never comes to rest."""
        for _ in range(times):
            QApplication.processEvents()
            self.engine.pump()
            QApplication.processEvents()

    def turn_until(self, holds: Callable[[], bool], times: int = 200) -> None:
        """The same until something holds."""
        for _ in range(times):
            if holds():
                return
            self.turn(1)
        raise AssertionError("it does not come so far")


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[GanBench]:
    bench = GanBench(GanWorld())
    qtbot.addWidget(bench.tab)
    state = bench.tab.store.state
    bench.tab.store.load(change(state, lab=GanLabState(run=SMALL)))
    bench.tab.resize(900, 700)
    bench.tab.show()
    qtbot.waitExposed(bench.tab)
    bench.turn(6)
    yield bench
    bench.link.close()


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[ImagesBench]:
    """The tab with its Images open, all drawn."""
    found = ImagesBench()
    qtbot.addWidget(found.tab)
    found.tab.store.edit("open", stage="images")
    found.scene.edit("few", **FEW)
    found.tab.resize(900, 700)
    found.tab.show()
    qtbot.waitExposed(found.tab)
    found.settle()
    found.undo.clear()
    yield found
    found.link.close()
