"""The Flow Matching tab: the 2-D lab and Images."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from playground.core.cards import Card
from playground.core.recipe import change
from playground.ui.lab.kinds import FLOW
from playground.ui.sampling.cards import denoisers
from playground.ui.sampling.no_models import NoModels
from playground.ui.sampling.staged_tab import IMAGES, StagedTab
from playground.ui.slice import Slice
from playground.ui.tabs.flow.state import FlowState


class FlowTab(StagedTab):
    """A velocity carries noise to data, on paths that reflow makes straight."""

    name = "flow"
    title = "Flow Matching"

    @property
    def cards(self) -> tuple[Card, ...]:
        """Flow models, then all others that denoise."""
        return denoisers(self.context.cards, first="flow")

    def first_state(self) -> FlowState:
        """The lab, and behind it the first model."""
        state, cards = FlowState(), self.cards
        if cards and all(card.name != state.images.model for card in cards):
            return change(state, images=change(state.images, model=cards[0].name))
        return state

    def make_stage(self, name: str, store: Slice) -> Any:
        """The stage of that name."""
        if name != IMAGES:
            from playground.ui.lab.stage import LabStage

            return LabStage(FLOW, self.context, store)
        if not self.cards:
            return NoModels("flow matching model")
        from playground.ui.tabs.flow.images import FlowStage
        from playground.ui.tabs.flow.scene import FlowScene

        return FlowStage(FlowScene(store, self.context.link, self.cards))

    def explanation(self) -> QWidget:
        """Equations, text and lessons."""
        from playground.ui.sampling.explanation import StagedExplanation
        from playground.ui.tabs.flow.explain import FlowBinding

        return self.explained(lambda: StagedExplanation(self, FlowBinding()))
