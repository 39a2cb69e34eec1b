"""The race's stage on an engine in this process, with models in a few lines of numpy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from playground import paradigms
from playground.core.cards import Card
from playground.core.frames import Scalar
from playground.core.paradigm import Run
from playground.core.recipe import Recipe, change
from playground.core.resources import Placement
from playground.engine.inprocess import InProcessEngine
from playground.paradigms import consistency, diffusion, flow
from playground.paradigms.gan_images import recipes as gan
from playground.paradigms.nflow_images import recipes as nflow
from playground.paradigms.race.recipes import LaneRecipe, Race
from playground.paradigms.vae_images import recipes as vae
from playground.ui.stage.stage import make
from playground.ui.state.link import Link
from playground.ui.state.store import Store
from playground.ui.tab import Context
from playground.ui.tabs.compare.race.drawing import RowsView
from playground.ui.tabs.compare.race.panels import RacePanel
from playground.ui.tabs.compare.race.scene import RaceScene
from playground.ui.tabs.compare.race.spec import RACE
from playground.ui.tabs.compare.race.state import RaceState
from tests.support.race_world import CARDS, RaceWorld
from tests.support.resting import come_to_rest
from tests.support.undoing import undo_stack

LANES: tuple[LaneRecipe, ...] = (
    diffusion.Sample(model="ddpm", sampler="ddpm", steps=12),
    flow.Sample(model="flow", sampler="heun", steps=3),
    consistency.Sample(model="jump", steps=2),
    gan.Sample(model="gan"),
    vae.Sample(model="vae"),
    nflow.Sample(model="nflow"),
)
FIRST = RaceState().with_values(lanes=LANES, label=1, count=2)


class Workbench(RaceWorld):
    """The models with what an engine asks of them."""

    @property
    def types(self) -> tuple[type[Recipe], ...]:
        """All recipe types."""
        return paradigms.recipe_types()

    device = "cpu"

    def facts(self, model: str) -> dict[str, Scalar]:
        """As a real store gives them."""
        return {**super().facts(model), "device": self.device}

    def run(self, recipe: Recipe, placement: Placement, training: int = 0) -> Run:
        """The generator of a recipe's frames."""
        self.device = placement.device
        return paradigms.run(recipe, self)

    def placements(self) -> tuple[Placement, ...]:
        """The one there is."""
        return (Placement("onnx", "cpu"),)


class RaceBench:
    """A stage, its engine, and the races that were asked for."""

    def __init__(self, state: RaceState = FIRST, cards: Iterable[Card] = CARDS.values()) -> None:
        self.undo, self.link = undo_stack(), Link()
        self.asked: list[Race] = []
        self.reports: list[str] = []
        self._now = 0.0
        self.world = Workbench()
        self.store = Store(state, self.undo)
        there = tuple(cards)
        self.stage = make(RACE, "compare", Context(self.link, self.undo, there), self.store, there)
        self.controls = self.stage.controls()
        self.stage.report.connect(lambda sentence, _details: self.reports.append(sentence))
        self.link.attach(self._connect)

    @property
    def state(self) -> RaceState:
        """What is shown."""
        state: RaceState = self.store.state
        return state

    @property
    def scene(self) -> RaceScene:
        """The lanes, and what was run of them."""
        scene = self.stage.scene
        assert isinstance(scene, RaceScene)
        return scene

    @property
    def panel(self) -> RacePanel:
        """The open panel."""
        panel: RacePanel = self.stage.panels.open
        return panel

    @property
    def view(self) -> RowsView:
        """What the open panel draws."""
        return self.panel.view

    @property
    def run(self) -> list[LaneRecipe]:
        """The lanes that were asked for, each by itself."""
        assert all(len(race.lanes) == 1 for race in self.asked)
        return [race.lanes[0] for race in self.asked]

    @property
    def words(self) -> str:
        """How the clock runs."""
        return self.panel.note.text()

    def settle(self) -> None:
        """Run the engine and the window until neither has anything to do, and stop playing."""
        come_to_rest(self.engine.pump, lambda: self.link.busy, 20_000, self.stage.player.pause)

    def edit(self, **values: object) -> None:
        """Change the state, and let all be run and drawn."""
        self.store.edit("edit", **values)
        self.settle()

    def steps(self, lane: int, steps: int) -> None:
        """Let a lane take so many steps."""
        lanes = self.state.race.lanes
        self.edit(lanes=(*lanes[:lane], change(lanes[lane], steps=steps), *lanes[lane + 1 :]))

    def _connect(self, listener: Callable[[object], None]) -> InProcessEngine:
        self.engine = InProcessEngine(listener, lambda _tell: self.world, clock=self._clock)
        start = self.engine.start

        def noted(channel: str, recipe: Recipe, placement: Placement, **how: Any) -> int:
            assert isinstance(recipe, Race)
            self.asked.append(recipe)
            return start(channel, recipe, placement, **how)

        self.engine.start = noted  # type: ignore[method-assign]
        return self.engine

    def _clock(self) -> float:
        """A clock that is always late enough for the next frame."""
        self._now += 1.0
        return self._now


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[RaceBench]:
    bench = RaceBench()
    qtbot.addWidget(bench.stage)
    qtbot.addWidget(bench.controls)
    bench.stage.resize(640, 420)
    bench.stage.show()
    qtbot.waitExposed(bench.stage)
    bench.settle()
    bench.edit(position=0.0)
    bench.undo.clear()
    yield bench
    bench.link.close()
