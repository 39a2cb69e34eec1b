"""A tab of two stages on an engine in this process, with models in closed form and labs without training."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QApplication, QMenu

from playground.core.cards import Card
from playground.core.frames import Frame
from playground.core.paradigm import Run
from playground.core.recipe import Recipe
from playground.core.resources import Placement
from playground.engine.inprocess import InProcessEngine, final
from playground.paradigms.plane.recipes import Lab
from playground.ui.state.link import Link
from playground.ui.tab import Context
from tests.support.garment_denoiser import GarmentWorld
from tests.support.resting import come_to_rest
from tests.support.undoing import undo_stack
from tests.ui.lab.world import LabWorld


class BothWorld(GarmentWorld):
    """The models and the labs."""

    def __init__(self, *cards: Card) -> None:
        super().__init__(*cards)
        self.labs = LabWorld()

    @property
    def types(self) -> tuple[type[Recipe], ...]:
        """All recipe types."""
        return tuple(dict.fromkeys((*super().types, *self.labs.types)))

    def run(self, recipe: Recipe, placement: Placement, training: int = 0) -> Run:
        """The generator of a recipe's frames."""
        labs = isinstance(recipe, Lab)
        return self.labs.run(recipe, placement) if labs else super().run(recipe, placement)


class StageBench:
    """A tab, its engine, and what was asked of it; ``show`` shows it."""

    def __init__(self, tab: type[Any], world: BothWorld | None = None, cards: bool = True) -> None:
        self.world = world or BothWorld()
        self.undo = undo_stack()
        self.link = Link()
        self.requests: list[tuple[str, Recipe]] = []
        self.reports: list[str] = []
        self._now = 0.0
        found = tuple(self.world.cards.values()) if cards else ()
        self.tab = tab(Context(self.link, self.undo, found))
        self.tab.report.connect(lambda sentence, _details: self.reports.append(sentence))
        self.link.attach(self._connect)

    @property
    def images(self) -> Any:
        """The state of the Images stage."""
        return self.tab.store.state.images

    @property
    def stage(self) -> Any:
        """The Images stage."""
        return self.tab.open_stage("images")

    @property
    def scene(self) -> Any:
        """The scene of the Images stage."""
        return self.stage.scene

    def panel(self, name: str) -> Any:
        """Open a panel of the Images stage and let it be drawn."""
        self.scene.edit("open", panel=name)
        self.settle()
        return self.stage.panels.built[name]

    def pump(self, times: int) -> None:
        """Let the engine make some steps, and the window draw what comes."""
        for _ in range(times):
            self.engine.pump()
            QApplication.processEvents()

    def settle(self) -> None:
        """Run the engine and the window until neither has anything to do."""
        come_to_rest(self.engine.pump, lambda: self.link.busy, 20_000)

    def asked(self, channel: str) -> list[Recipe]:
        """The recipes requested on a channel since :meth:`forget`."""
        return [recipe for name, recipe in self.requests if name == f"{self.tab.name}/{channel}"]

    def forget(self) -> None:
        """Start counting requests anew."""
        self.requests.clear()

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

    def frame(self, recipe: Recipe) -> Frame:
        """What a recipe gives, without the window."""
        return final(recipe, self.world)

    def pick(self, entry: str) -> None:
        """Choose from the menu that is open."""
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        (action,) = (each for each in menu.actions() if each.text() == entry)
        action.trigger()
        menu.close()
        self.settle()
