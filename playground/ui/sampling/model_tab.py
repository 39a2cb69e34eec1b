"""Base of the tabs whose Images stage runs the models of one paradigm alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playground.core.cards import Card
from playground.core.recipe import Recipe, change
from playground.ui.sampling.no_models import NoModels
from playground.ui.sampling.staged_tab import IMAGES, LAB, StagedTab
from playground.ui.slice import Slice


class ModelTab(StagedTab):
    """A tab whose models are those of the paradigm with its name.

    A subclass gives the state's class as ``states``, what one of its models is called as ``kind``, and makes
    both stages. Its stages' states have ``applying``.
    """

    kind: str
    states: type[Recipe]

    # What a subclass says

    def make_lab(self, store: Slice) -> Any:
        """The 2-D lab."""
        raise NotImplementedError

    def make_images(self, store: Slice) -> Any:
        """The Images stage; there is a model."""
        raise NotImplementedError

    # What a tab has

    @property
    def cards(self) -> tuple[Card, ...]:
        """The models of this paradigm."""
        return tuple(card for card in self.context.cards if card.paradigm == self.name)

    def first_state(self) -> Any:
        """The lab, and behind it the first model."""
        state: Any = self.states()
        cards = self.cards
        if cards and all(card.name != state.images.model for card in cards):
            images = self.fitted(change(state.images, model=cards[0].name), cards[0])
            return change(state, images=images)
        return state

    def make_stage(self, name: str, store: Slice) -> Any:
        """The stage of that name."""
        if name != IMAGES:
            return self.make_lab(store)
        return self.make_images(store) if self.cards else NoModels(self.kind)

    def accept(self, recipe: Recipe) -> bool:
        """Show a whole state, or whatever one of the stages can show, as one undoable step."""
        state = self.store.state
        if isinstance(recipe, self.states):
            return self._show(recipe)
        lab = state.lab.applying(recipe)
        if lab is not None:
            return self._show(change(state, stage=LAB, lab=lab))
        images = state.images.applying(recipe)
        if images is None:
            return False
        card = next((card for card in self.cards if card.name == images.model), None)
        if card is None:
            self.report.emit(f"The recipe needs the model “{images.model}”, which was not found.", "")
            return True
        return self._show(change(state, stage=IMAGES, images=self.fitted(images, card)))

    def compare(self, recipe: Recipe, picture: Path) -> bool:
        """Show an exported picture beside what its recipe gives now; a state or a lab has no such moment."""
        state = self.store.state
        if isinstance(recipe, type(state.images) | self.states) or state.lab.applying(recipe) is not None:
            return False
        return super().compare(recipe, picture)
