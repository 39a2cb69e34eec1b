"""What the views of the Consistency tab's Images stage share."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from playground.core.cards import Card
from playground.core.recipe import Recipe
from playground.paradigms.denoising.refusals import refusal_of
from playground.ui.feed import Shown
from playground.ui.link import Link
from playground.ui.sampling.scene import SamplingScene
from playground.ui.store import Store
from playground.ui.tabs.consistency.state import ConsistencyImages
from playground.ui.tabs.consistency.ways import Ways

# These ask the consistency model by itself, whatever sampler is chosen for single samples.
FREE = frozenset({"jumps", "rows", "ways"})


class ConsistencyScene(SamplingScene):
    """Adds jumps from one trajectory, rows beside the teacher, and ways of several jumps."""

    walked = Signal()
    """A way has another step, or others are shown."""

    def __init__(
        self,
        store: Store,
        link: Link,
        cards: tuple[Card, ...],
        known: tuple[Card, ...],
        parent: QObject | None = None,
    ) -> None:
        """``known`` are all models there are, the teachers among them."""
        super().__init__("consistency", store, link, cards, parent)
        self._known = frozenset(card.name for card in known)
        self.jumps, self.rows = self.feed("jumps"), self.feed("rows")
        self.way_feed = self.feed("ways", strict=True)
        self.ways = Ways()
        self.way_feed.arrived.connect(self._take_way)

    def wanted(self, state: ConsistencyImages) -> dict[str, Recipe]:
        """Ways are asked for one after another."""
        if state.panel != "multistep":
            return super().wanted(state)
        self.ways.plan(state.ways())
        recipe = self.ways.pending()
        if recipe is None:
            return {}
        if self.why_not(recipe):
            self.way_feed.drop()
            return {}
        return {"ways": recipe}

    def possible(self, view: str, recipe: Recipe) -> bool:
        """Jumps and rows ask the model, and may ask its teacher, too."""
        return view not in ("jumps", "rows") or not self.why_not(recipe)

    def free(self, name: str) -> bool:
        """Whether the chosen sampler does not matter to a feed."""
        return name in FREE

    def why_not(self, recipe: Recipe) -> str:
        """Why a panel's recipe cannot be run; empty where it can."""
        denoising = self.card.denoising
        teacher = "" if denoising is None else denoising.teacher
        if teacher and teacher not in self._known and "teacher" in getattr(type(recipe), "needs", ()):
            return f"The teacher of {self.card.title}, “{teacher}”, was not found among the models."
        return refusal_of(recipe, self.card) or ""

    def _take_way(self, shown: Shown) -> None:
        if not self.ways.take(self.way_feed.run, shown.recipe, shown.frame):
            return
        self.walked.emit()
        following = self.ways.pending()
        if shown.frame.final and following is not None and self.state.panel == "multistep":
            self.way_feed.want(following)
