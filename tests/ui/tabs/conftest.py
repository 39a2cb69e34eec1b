"""The VAE tab on an engine in this process, with linear models of real garments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from playground.core.recipe import Recipe
from playground.core.resources import Placement
from playground.engine.inprocess import InProcessEngine
from playground.ui.stage.stage import Stage
from playground.ui.stage.tab import StagedTab
from playground.ui.state.halt import Halt
from playground.ui.state.link import Link
from playground.ui.tab import Context
from playground.ui.tabs.vae import TAB
from tests.support.linear_vae import LinearWorld
from tests.support.resting import come_to_rest
from tests.support.undoing import undo_stack


class Bench:
    """A shown tab, its engine, and what was asked of it."""

    def __init__(self, world: LinearWorld) -> None:
        self.world = world
        self.undo = undo_stack()
        self.link = Link()
        self.requests: list[tuple[str, Recipe]] = []
        self.reports: list[str] = []
        self._now = 0.0
        self.tab: StagedTab = TAB(Context(self.link, self.undo, tuple(world.cards.values())))
        self.tab.report.connect(lambda sentence, _details: self.reports.append(sentence))
        self.halts: dict[str, Halt | None] = {}
        self.tab.halted.connect(self._note_halt)
        self.link.attach(self._connect)

    @property
    def stage(self) -> Stage:
        """The Images stage, which is open at first."""
        stage: Stage = self.tab.open_stage("images")
        return stage

    def _note_halt(self, channel: str, halt: Halt | None) -> None:
        self.halts[channel] = halt
        if halt is not None:
            self.reports.append(halt.sentence)

    def _connect(self, listener: Callable[[object], None]) -> InProcessEngine:
        self.engine = InProcessEngine(listener, lambda _tell: self.world, clock=self._clock)
        start = self.engine.start

        def noted(channel: str, recipe: Recipe, placement: Placement, **how: Any) -> int:
            self.requests.append((channel, recipe))
            return start(channel, recipe, placement, **how)

        self.engine.start = noted  # type: ignore[method-assign]
        return self.engine

    def _clock(self) -> float:
        """A clock that is always late enough for the next frame."""
        self._now += 1.0
        return self._now

    def settle(self) -> None:
        """Run the engine and the window until neither has anything to do."""
        come_to_rest(self.engine.pump, lambda: self.link.busy, 5000)

    def asked(self, channel: str) -> list[Recipe]:
        """The recipes requested on a channel since :meth:`forget`."""
        return [recipe for name, recipe in self.requests if name == f"vae/{channel}"]

    def forget(self) -> None:
        """Start counting requests anew."""
        self.requests.clear()


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    bench = Bench(LinearWorld())
    qtbot.addWidget(bench.tab)
    bench.tab.resize(900, 700)
    bench.tab.show()
    qtbot.waitExposed(bench.tab)
    bench.settle()
    yield bench
    bench.link.close()
