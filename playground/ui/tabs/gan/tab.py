"""The GAN tab: the 2-D lab and Images."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from playground.core.cards import Card
from playground.core.recipe import Recipe
from playground.ui.sampling.model_tab import ModelTab
from playground.ui.slice import Slice
from playground.ui.tabs.gan.state import GanImages, GanState


class GanTab(ModelTab):
    """A generator and a discriminator that learn against each other."""

    name = "gan"
    title = "GAN"
    kind = "GAN"
    states: type[Recipe] = GanState

    def make_lab(self, store: Slice) -> Any:
        """Both players on the plane."""
        from playground.ui.tabs.gan.lab.stage import GanLabStage

        return GanLabStage(self.context, store)

    def make_images(self, store: Slice) -> Any:
        """Trained players of pictures."""
        from playground.ui.tabs.gan.images import GanStage
        from playground.ui.tabs.gan.scene import GanScene

        return GanStage(GanScene(store, self.context.link, self.cards))

    def fitted(self, images: GanImages, card: Card) -> GanImages:
        """The state with no label, moment or direction that the model does not have."""
        return images.fitted(card)

    def explanation(self) -> QWidget:
        """Equations, text and lessons."""
        from playground.ui.tabs.gan.explain import GanBinding, GanExplanation

        return self.explained(lambda: GanExplanation(self, GanBinding()))
