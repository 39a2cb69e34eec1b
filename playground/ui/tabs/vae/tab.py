"""The VAE tab: the 2-D lab and Images."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from playground.core.cards import Card
from playground.core.recipe import Recipe, change
from playground.ui.sampling.no_models import NoModels
from playground.ui.sampling.staged_tab import IMAGES, LAB, StagedTab
from playground.ui.slice import Slice
from playground.ui.tabs.vae.state import VaeImages, VaeState
from playground.ui.tabs.vae.switch import most_informative, with_model


class VaeTab(StagedTab):
    """Codes that are drawn from a distribution, and what is decoded from them."""

    name = "vae"
    title = "VAE"

    @property
    def cards(self) -> tuple[Card, ...]:
        """The VAEs among the models."""
        return tuple(card for card in self.context.cards if card.paradigm == "vae")

    def first_state(self) -> VaeState:
        """The first model's images: nothing has to be trained before one sees something."""
        state, cards = VaeState(), self.cards
        if cards and all(card.name != state.images.model for card in cards):
            horizontal, vertical = most_informative(cards[0])
            values = {"model": cards[0].name, "horizontal": horizontal, "vertical": vertical}
            return change(state, images=change(state.images, **values))
        return state

    def make_stage(self, name: str, store: Slice) -> Any:
        """The stage of that name."""
        if name != IMAGES:
            from playground.ui.tabs.vae.lab.stage import VaeLabStage

            return VaeLabStage(self.context, store)
        if not self.cards:
            return NoModels("VAE")
        from playground.ui.tabs.vae.images import VaeStage
        from playground.ui.tabs.vae.scene import Scene

        return VaeStage(Scene(store, self.context.link, self.cards))

    def explanation(self) -> QWidget:
        """Equations, text and lessons."""
        from playground.ui.tabs.vae.explain import VaeBinding, VaeExplanation

        return self.explained(lambda: VaeExplanation(self, VaeBinding()))

    def card_of(self, model: str) -> Card | None:
        """The card of a VAE by its name, if it is there."""
        return next((card for card in self.cards if card.name == model), None)

    def fitted(self, images: VaeImages, card: Card) -> VaeImages:
        """The state of the Images stage with points, axes and drawings that fit a model."""
        present = self.card_of(images.model)
        return images if present is None else with_model(images, present, card)

    def accept(self, recipe: Recipe) -> bool:
        """Show a whole state, or whatever one of the stages can show, as one undoable step."""
        state: VaeState = self.store.state
        if isinstance(recipe, VaeState):
            return self._show(recipe)
        lab = state.lab.applying(recipe)
        if lab is not None:
            return self._show(change(state, stage=LAB, lab=lab))
        wanted = state.images.applying(recipe)
        if wanted is None:
            return False
        card = self.card_of(wanted.model)
        if card is None:
            self.report.emit(f"The recipe needs the model “{wanted.model}”, which was not found.", "")
            return True
        shown = self.fitted(state.images, card).applying(recipe)
        return shown is not None and self._show(change(state, stage=IMAGES, images=shown))

    def compare(self, recipe: Recipe, picture: Path) -> bool:
        """Show an exported picture beside what its recipe gives now; a state or a lab has no such moment."""
        state: VaeState = self.store.state
        if isinstance(recipe, VaeImages | VaeState) or state.lab.applying(recipe) is not None:
            return False
        return super().compare(recipe, picture)
