"""The Normalizing Flow tab on an engine in this process: the real lab, with a clock of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.core.paradigm import Run
from playground.core.recipe import Recipe, change
from playground.core.resources import Placement
from playground.engine.inprocess import InProcessEngine
from playground.paradigms.nflow_lab.recipes import NflowLab
from playground.ui.lab.stage import LabStage
from playground.ui.stage.tab import StagedTab
from playground.ui.state.halt import Halt
from playground.ui.state.link import Link
from playground.ui.tab import Context
from playground.ui.tabs.nflow import TAB
from playground.ui.tabs.nflow.lab.state import NflowLabState
from tests.support.bare import Bare
from tests.support.plane_lab import TickClock
from tests.support.undoing import undo_stack
from tests.ui.tabs.nflow.bench_images import ImagesBench

SMALL = NflowLab(layers=3, width=8, bins=4, batch=32, speed=1, points=300)


class LabWorld:
    """A workbench that runs the lab."""

    types = (NflowLab,)

    def run(self, recipe: Recipe, placement: Placement, training: int = 0) -> Run:
        from playground.paradigms.nflow_lab.runs import train

        assert isinstance(recipe, NflowLab)
        return train(recipe, Bare(), TickClock(0.001))

    def placements(self) -> tuple[Placement, ...]:
        return (Placement("onnx", "cpu"),)


class LabBench:
    """The tab with its lab open, its engine, and what was reported."""

    def __init__(self) -> None:
        self.undo, self.link = undo_stack(), Link()
        self.reports: list[str] = []
        self._now = 0.0
        self.tab: StagedTab = TAB(Context(self.link, self.undo, ()))
        self.tab.report.connect(lambda sentence, _details: self.reports.append(sentence))
        self.halts: dict[str, Halt | None] = {}
        self.tab.halted.connect(self._note_halt)
        self.tab.store.load(change(self.tab.store.state, lab=NflowLabState(run=SMALL)))
        self.link.attach(self._connect)

    def _note_halt(self, channel: str, halt: Halt | None) -> None:
        self.halts[channel] = halt
        if halt is not None:
            self.reports.append(halt.sentence)

    def _connect(self, listener: Callable[[object], None]) -> InProcessEngine:
        self.engine = InProcessEngine(listener, lambda _tell: LabWorld(), clock=self._clock)
        return self.engine

    def _clock(self) -> float:
        """A clock that is always late enough for the next frame."""
        self._now += 1.0
        return self._now

    @property
    def lab(self) -> LabStage:
        found: LabStage = self.tab.open_stage("lab")
        return found

    @property
    def run(self) -> NflowLab:
        found: NflowLab = self.tab.store.state.lab.run
        return found

    @property
    def scalars(self) -> Any:
        return self.lab.scene.feed.scalars

    @property
    def arrays(self) -> Any:
        return self.lab.scene.feed.arrays

    def turn(self, times: int = 4) -> None:
        """Let engine and window work for a while: a lab never comes to rest."""
        for _ in range(times):
            QApplication.processEvents()
            self.engine.pump()
            QApplication.processEvents()

    def until(self, holds: Callable[[], bool]) -> None:
        """Let them work until this holds, and draw what there is then."""
        for _ in range(400):
            if self.lab.scene.feed.frame is not None and holds():
                self.lab.planes.draw()
                self.lab.tell()
                return
            self.turn(1)
        raise AssertionError("the lab never comes so far")

    def known(self) -> None:
        """Let them work until everything is measured."""
        self.until(
            lambda: {"nll", "round_trip", "condition_max", "sliced_wasserstein"} <= self.scalars.keys()
        )


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[LabBench]:
    bench = LabBench()
    qtbot.addWidget(bench.tab)
    bench.tab.resize(900, 900)
    bench.tab.show()
    qtbot.waitExposed(bench.tab)
    bench.until(lambda: "probe_way" in bench.arrays and "grid" in bench.arrays)
    yield bench
    bench.link.close()


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[ImagesBench]:
    """The tab at its Images stage, with few samples, all drawn."""
    bench = ImagesBench()
    qtbot.addWidget(bench.tab)
    bench.tab.store.edit("open", stage="images")
    bench.tab.resize(900, 800)
    bench.scene.edit("few", frames=5, label=-1, **{"sample.count": 20})
    bench.tab.show()
    qtbot.waitExposed(bench.tab)
    bench.settle()
    bench.undo.clear()
    yield bench
    bench.link.close()
