"""The GAN tab: the 2-D lab and Images."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from playground.core.cards import Card
from playground.core.recipe import Recipe, change
from playground.ui.sampling.no_models import NoModels
from playground.ui.sampling.staged_tab import IMAGES, LAB, StagedTab
from playground.ui.slice import Slice
from playground.ui.tabs.gan.state import GanImages, GanState


class GanTab(StagedTab):
    """A generator and a discriminator that learn against each other."""

    name = "gan"
    title = "GAN"

    @property
    def cards(self) -> tuple[Card, ...]:
        """The pairs of players among the models."""
        return tuple(card for card in self.context.cards if card.paradigm == "gan")

    def first_state(self) -> GanState:
        """The lab, and behind it the first model."""
        state, cards = GanState(), self.cards
        if cards and all(card.name != state.images.model for card in cards):
            return change(state, images=change(state.images, model=cards[0].name))
        return state

    def make_stage(self, name: str, store: Slice) -> Any:
        """The stage of that name."""
        if name != IMAGES:
            from playground.ui.tabs.gan.lab.stage import GanLabStage

            return GanLabStage(self.context, store)
        return NoModels("GAN")

    def explanation(self) -> QWidget:
        """Equations, text and lessons."""
        from playground.ui.tabs.gan.explain import GanBinding, GanExplanation

        return self.explained(lambda: GanExplanation(self, GanBinding()))

    def accept(self, recipe: Recipe) -> bool:
        """Show a whole state, or whatever one of the stages can show, as one undoable step."""
        state: GanState = self.store.state
        if isinstance(recipe, GanState):
            return self._show(recipe)
        lab = state.lab.applying(recipe)
        if lab is not None:
            return self._show(change(state, stage=LAB, lab=lab))
        images = state.images.applying(recipe)
        if images is None:
            return False
        if all(card.name != images.model for card in self.cards):
            self.report.emit(f"The recipe needs the model “{images.model}”, which was not found.", "")
            return True
        return self._show(change(state, stage=IMAGES, images=images))

    def compare(self, recipe: Recipe, picture: Path) -> bool:
        """Show an exported picture beside what its recipe gives now; a state or a lab has no such moment."""
        state: GanState = self.store.state
        if isinstance(recipe, GanImages | GanState) or state.lab.applying(recipe) is not None:
            return False
        return super().compare(recipe, picture)
