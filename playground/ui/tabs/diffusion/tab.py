"""The Diffusion tab: the 2-D lab and Images."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from playground.core.cards import Card
from playground.core.recipe import change
from playground.ui.lab.kinds import DIFFUSION
from playground.ui.sampling.cards import denoisers
from playground.ui.sampling.no_models import NoModels
from playground.ui.sampling.staged_tab import IMAGES, StagedTab
from playground.ui.slice import Slice
from playground.ui.tabs.diffusion.images import DiffusionImagesStage
from playground.ui.tabs.diffusion.scene import DiffusionScene
from playground.ui.tabs.diffusion.state import DiffusionState


class DiffusionTab(StagedTab):
    """Noise is added to data, and a network takes it away again."""

    name = "diffusion"
    title = "Diffusion"

    @property
    def cards(self) -> tuple[Card, ...]:
        """Diffusion models, then all others that denoise."""
        return denoisers(self.context.cards, first="diffusion")

    def first_state(self) -> DiffusionState:
        """The lab, and behind it the first model."""
        state = DiffusionState()
        cards = self.cards
        if cards and all(card.name != state.images.model for card in cards):
            return change(state, images=change(state.images, model=cards[0].name))
        return state

    def make_stage(self, name: str, store: Slice) -> Any:
        """The stage of that name."""
        if name != IMAGES:
            from playground.ui.lab.stage import LabStage

            return LabStage(DIFFUSION, self.context, store)
        if not self.cards:
            return NoModels("diffusion model")
        return DiffusionImagesStage(DiffusionScene(store, self.context.link, self.cards))

    def explanation(self) -> QWidget:
        """Equations, text and lessons."""
        from playground.ui.sampling.explanation import StagedExplanation
        from playground.ui.tabs.diffusion.explain import DiffusionBinding

        return self.explained(lambda: StagedExplanation(self, DiffusionBinding()))
