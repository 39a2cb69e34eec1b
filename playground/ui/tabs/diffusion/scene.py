"""What the views of the Diffusion tab's Images stage share."""

from __future__ import annotations

from PySide6.QtCore import QObject

from playground.core.cards import Card
from playground.ui.link import Link
from playground.ui.sampling.scene import SamplingScene
from playground.ui.store import Store

# The forward process has no sampler, the fan is DDIM's, and the bound has its own steps.
FREE = frozenset({"forward", "fan", "bound"})


class DiffusionScene(SamplingScene):
    """Adds the forward process, the fan of η, and the bound, which is measured on demand alone."""

    def __init__(
        self, store: Store, link: Link, cards: tuple[Card, ...], parent: QObject | None = None
    ) -> None:
        super().__init__("diffusion", store, link, cards, parent)
        self.forward, self.fan = self.feed("forward"), self.feed("fan", strict=True)
        self.bound = self.feed("bound", strict=True)

    def free(self, name: str) -> bool:
        """Whether the chosen sampler does not matter to a feed."""
        return name in FREE

    def measure(self) -> None:
        """Measure the bound that the state describes."""
        self.bound.want(self.state.recipe("bound"))

    @property
    def measured(self) -> bool:
        """Whether the bound that is shown, whole or not, is that of the present state."""
        shown = self.bound.last
        return shown is not None and shown.recipe == self.state.recipe("bound")
