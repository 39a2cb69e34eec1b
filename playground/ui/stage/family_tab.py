"""The tab of a family, run by its specification."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from playground.core.cards import Card
from playground.core.dotted import load
from playground.core.recipe import Recipe, change
from playground.ui.sampling.no_models import NoModels
from playground.ui.sampling.staged_tab import IMAGES, LAB, StagedTab
from playground.ui.slice import Slice
from playground.ui.stage.spec import TabSpec
from playground.ui.state.views import StageState
from playground.ui.tab import Context

LAB_STAGE = "playground.ui.lab.stage:LabStage"
"""What runs a lab; loaded when one is first shown."""


class FamilyTab(StagedTab):
    """A 2-D lab, and a stage that runs models."""

    def __init__(self, spec: TabSpec, context: Context, parent: QWidget | None = None) -> None:
        self.spec, self.name, self.title = spec, spec.name, spec.title
        super().__init__(context, parent)

    @property
    def cards(self) -> tuple[Card, ...]:
        """The models that its Images stage can run."""
        return self.spec.cards(self.spec.name, self.context.cards)

    def first_state(self) -> Any:
        """The state as it is at first, with a model that is there."""
        state: Any = self.spec.state()
        cards = self.cards
        if cards and all(card.name != state.images.model for card in cards):
            return change(state, images=self.fitted(state.images, cards[0]))
        return state

    def make_stage(self, name: str, store: Slice[Any]) -> Any:
        """The stage of that name."""
        if name == LAB:
            return load(LAB_STAGE)(load(self.spec.lab), self.context, store)
        if not self.cards:
            return NoModels(self.spec.kind)
        # A stage that nobody opens costs nothing.
        from playground.ui.stage.stage import make

        return make(self.spec.images, self.name, self.context, store, self.cards)

    def explanation(self) -> QWidget:
        """Equations, text and lessons."""
        spec = self.spec
        return self.explained(lambda: load(spec.explanation)(self, load(spec.binding)()))

    def accept(self, recipe: Recipe) -> bool:
        """Show a whole state, or whatever one of the stages can show, as one undoable step."""
        state: Any = self.store.state
        if type(recipe) is type(state):
            return self._show(recipe)
        lab = state.lab.applying(recipe)
        if lab is not None:
            return self._show(change(state, stage=LAB, lab=lab))
        wanted = state.images.applying(recipe)
        if wanted is None:
            return False
        card = self._card(wanted.model)
        if card is None:
            self.report.emit(f"The recipe needs the model “{wanted.model}”, which was not found.", "")
            return True
        # What the recipe does not name is made fit for its model first, and what it names is then as it says.
        shown = self.fitted(state.images, card).applying(recipe)
        return self._show(change(state, stage=IMAGES, images=self.fitted(shown, card)))

    def compare(self, recipe: Recipe, picture: Path) -> bool:
        """Show an exported picture beside what its recipe gives now; a state or a lab has no such moment."""
        state: Any = self.store.state
        of_state = isinstance(recipe, StageState) or type(recipe) is type(state)
        if of_state or state.lab.applying(recipe) is not None:
            return False
        return super().compare(recipe, picture)

    def _card(self, model: str) -> Card | None:
        return next((card for card in self.cards if card.name == model), None)
