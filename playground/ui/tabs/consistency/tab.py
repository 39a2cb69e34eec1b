"""The Consistency tab: the 2-D lab and Images."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from playground.core.cards import Card
from playground.core.recipe import change
from playground.ui.lab.kinds import CONSISTENCY
from playground.ui.sampling.no_models import NoModels
from playground.ui.sampling.staged_tab import IMAGES, StagedTab
from playground.ui.slice import Slice
from playground.ui.tabs.consistency.state import ConsistencyState


class ConsistencyTab(StagedTab):
    """A network that jumps from anywhere on a trajectory to its end."""

    name = "consistency"
    title = "Consistency"

    @property
    def cards(self) -> tuple[Card, ...]:
        """Consistency models: other networks do not know where a trajectory ends."""
        return tuple(card for card in self.context.cards if card.paradigm == "consistency")

    def first_state(self) -> ConsistencyState:
        """The lab, and behind it the first model."""
        state, cards = ConsistencyState(), self.cards
        if cards and all(card.name != state.images.model for card in cards):
            return change(state, images=change(state.images, model=cards[0].name))
        return state

    def make_stage(self, name: str, store: Slice) -> Any:
        """The stage of that name."""
        if name != IMAGES:
            from playground.ui.lab.stage import LabStage

            return LabStage(CONSISTENCY, self.context, store)
        if not self.cards:
            return NoModels("consistency model")
        from playground.ui.tabs.consistency.images import ConsistencyStage
        from playground.ui.tabs.consistency.scene import ConsistencyScene

        known = self.context.cards
        return ConsistencyStage(ConsistencyScene(store, self.context.link, self.cards, known))

    def explanation(self) -> QWidget:
        """Equations, text and lessons."""
        from playground.ui.sampling.explanation import StagedExplanation
        from playground.ui.tabs.consistency.explain import ConsistencyBinding

        return self.explained(lambda: StagedExplanation(self, ConsistencyBinding()))
