"""The Normalizing Flow tab: the 2-D lab and Images."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from playground.core.cards import Card
from playground.core.recipe import Recipe
from playground.ui.sampling.model_tab import ModelTab
from playground.ui.slice import Slice
from playground.ui.tabs.nflow.state import NflowImages, NflowState


class NflowTab(ModelTab):
    """Invertible layers carry noise to data and back, and the likelihood is exact."""

    name = "nflow"
    title = "Normalizing Flow"
    kind = "normalizing flow"
    states: type[Recipe] = NflowState

    def make_lab(self, store: Slice) -> Any:
        """Layers on the plane."""
        from playground.ui.tabs.nflow.lab.stage import NflowLabStage

        return NflowLabStage(self.context, store)

    def make_images(self, store: Slice) -> Any:
        """Trained flows of pictures."""
        from playground.ui.tabs.nflow.images import NflowStage
        from playground.ui.tabs.nflow.scene import NflowScene

        return NflowStage(NflowScene(store, self.context.link, self.cards))

    def fitted(self, images: NflowImages, card: Card) -> NflowImages:
        """The state with no label that the model does not know."""
        return images.fitted(card)

    def explanation(self) -> QWidget:
        """Equations, text and lessons."""
        from playground.ui.sampling.explanation import StagedExplanation
        from playground.ui.tabs.nflow.explain import NflowBinding

        return self.explained(lambda: StagedExplanation(self, NflowBinding()))
