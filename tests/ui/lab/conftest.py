"""A lab's stage on an engine in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.core.recipe import Recipe, change
from playground.engine.inprocess import InProcessEngine
from playground.engine.workbench import Workbench
from playground.ui.lab.spec import LabSpec
from playground.ui.lab.stage import LabStage
from playground.ui.sampling.lab.state import PlaneState
from playground.ui.state.halt import Halt
from playground.ui.state.link import Link
from playground.ui.state.slice import Slice
from playground.ui.state.store import Store
from playground.ui.tab import Context
from playground.ui.tabs.consistency.lab import LAB as CONSISTENCY
from playground.ui.tabs.consistency.state import ConsistencyState
from playground.ui.tabs.diffusion.lab import LAB as DIFFUSION
from playground.ui.tabs.diffusion.state import DiffusionState
from playground.ui.tabs.flow.lab import LAB as FLOW
from playground.ui.tabs.flow.state import FlowState
from tests.support.undoing import undo_stack
from tests.ui.lab.world import LabWorld

LABS: dict[str, LabSpec[Any, Any]] = {lab.name: lab for lab in (DIFFUSION, FLOW, CONSISTENCY)}
FIRST: dict[str, PlaneState] = {
    "diffusion": DiffusionState().lab, "flow": FlowState().lab, "consistency": ConsistencyState().lab,
}  # fmt: skip


class Holder(Recipe, frozen=True, kw_only=True, tag="holder"):
    """A tab's state with a lab in it."""

    lab: PlaneState


class LabBench:
    """A stage in a tab's store, its engine, and what was reported."""

    def __init__(self, name: str, world: Workbench | None = None, state: PlaneState | None = None) -> None:
        """``world`` is what runs recipes, ``state`` what the window has kept; else all begins anew."""
        self.undo, self.link, self.world = undo_stack(), Link(), world or LabWorld()
        first = FIRST[name]
        begun = change(first, run=change(first.run, points=500)) if state is None else state
        self.store = Store(Holder(lab=begun), self.undo)
        self.stage = LabStage(LABS[name], Context(self.link, self.undo, ()), Slice(self.store, "lab"))
        self.reports: list[str] = []
        self._now = 0.0
        self.stage.report.connect(lambda sentence, _details: self.reports.append(sentence))
        self.halts: dict[str, Halt | None] = {}
        self.stage.halted.connect(self._note_halt)
        self.link.attach(self._connect)

    @property
    def state(self) -> PlaneState:
        state: PlaneState = self.store.state.lab
        return state

    def turn(self, times: int = 4) -> None:
        """Let engine and window work for a while: a lab never comes to rest."""
        for _ in range(times):
            QApplication.processEvents()
            self.engine.pump()
            QApplication.processEvents()

    def draw(self) -> None:
        """Write and draw what has come, whatever the timers do, and let it take its place."""
        self.stage.tell()
        QApplication.processEvents()
        self.stage.planes.draw()

    def step(self) -> int:
        """Frames in which the shown run has trained."""
        return int(self.stage.scene.feed.scalars["step"])

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


@pytest.fixture(params=["flow"])
def bench(qtbot: QtBot, request: pytest.FixtureRequest) -> Iterator[LabBench]:
    bench = LabBench(request.param)
    qtbot.addWidget(bench.stage)
    # Large enough for three planes, however many lines the numbers take.
    bench.stage.resize(760, 760)
    bench.stage.show()
    qtbot.waitExposed(bench.stage)
    bench.turn()
    bench.draw()
    yield bench
    bench.stage.player.pause()
    bench.link.close()
