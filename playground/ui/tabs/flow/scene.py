"""What the views of the Images stage of flow matching share beside those of every denoising model."""

from __future__ import annotations

from typing import Any

from playground.core.cards import Card
from playground.core.recipe import change
from playground.paradigms.flow.reflowed import reflow_of
from playground.ui.sampling.scene import SamplingScene
from playground.ui.tabs.flow.state import FlowImages


class FlowScene(SamplingScene[FlowImages]):
    """A model is compared with its own reflow where the one that the state names is none of its."""

    @property
    def reflow(self) -> str:
        """The name of the model to compare with; one that is lost is named, and not replaced unasked."""
        asked = self.state.reflow
        return reflow_of(self.card, self.cards.values(), asked) if asked in self.known else asked

    def recipe(self, view: str) -> Any:
        """What the state asks for."""
        found = super().recipe(view)
        return change(found, reflow=self.reflow) if view == "reflow" else found

    def take_models(self, cards: tuple[Card, ...]) -> None:
        """Let these models be chosen, and compared with at once."""
        super().take_models(cards)
        if self._card is not None and self.state.panel == "reflow":
            self.start()
