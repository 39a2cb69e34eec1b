"""What the views of the Flow Matching tab's Images stage share."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from playground.core.cards import Card
from playground.core.recipe import Recipe
from playground.paradigms import flow
from playground.paradigms.denoising.refusals import refusal_of
from playground.ui.feed import Shown
from playground.ui.link import Link
from playground.ui.sampling.clock import FROM_DATA, FROM_NOISE, Clock
from playground.ui.sampling.scene import SamplingScene
from playground.ui.store import Store
from playground.ui.tabs.flow.solvers import Results, contenders
from playground.ui.tabs.flow.state import FlowImages

FREE = frozenset({"solvers", "likelihood"})


class FlowScene(SamplingScene):
    """Adds lines, reflow, solvers, and the likelihood, which is measured on demand alone."""

    solved = Signal()
    """Another solver has finished, or others are compared."""

    def __init__(
        self, store: Store, link: Link, cards: tuple[Card, ...], parent: QObject | None = None
    ) -> None:
        super().__init__("flow", store, link, cards, parent)
        self.lines, self.reflow = self.feed("lines"), self.feed("reflow")
        self.solvers = self.feed("solvers", strict=True)
        self.likelihood = self.feed("likelihood", strict=True)
        self.results = Results()
        self.solvers.arrived.connect(self._take_solver)

    @property
    def clock(self) -> Clock:
        """That of the papers on flows, where the path is theirs."""
        return FROM_NOISE if self.path.kind == "linear" else FROM_DATA

    def wanted(self, state: FlowImages) -> dict[str, Recipe]:
        """Solvers are asked for one after another."""
        return self._next_solver(state) if state.panel == "solvers" else super().wanted(state)

    def possible(self, view: str, recipe: Recipe) -> bool:
        """Lines and reflow are of paths and models that fit."""
        if view == "reflow" and self.state.reflow not in self.cards:
            return False
        return view not in ("lines", "reflow") or refusal_of(recipe, self.card) is None

    def free(self, name: str) -> bool:
        """Solvers are compared whichever is chosen, and the likelihood has its own."""
        return name in FREE

    def why_not(self, recipe: Recipe) -> str:
        """Why a panel's recipe cannot be run, where the sampler is not to blame; empty where it can."""
        if self.refusal is not None and not self.free(self.state.panel):
            return ""
        return refusal_of(recipe, self.card) or ""

    def measure(self) -> None:
        """Measure the likelihood that the state describes."""
        self.likelihood.want(self.state.recipe("likelihood"))

    @property
    def measured(self) -> bool:
        """Whether the last likelihood is that of the present state."""
        shown = self.likelihood.last
        return shown is not None and shown.recipe == self.state.recipe("likelihood")

    def reflowed(self) -> tuple[Card, ...]:
        """Models that the current one can be compared with: those that it taught first."""
        others = [card for card in self.cards.values() if _comparable(card, self.card)]
        return tuple(sorted(others, key=lambda card: not _taught_by(card, self.card)))

    def _next_solver(self, state: FlowImages) -> dict[str, Recipe]:
        self.results.plan(contenders(state, self.card))
        recipe = self.results.pending()
        return {} if recipe is None else {"solvers": recipe}

    def _take_solver(self, shown: Shown) -> None:
        recipe: flow.Sample = shown.recipe
        if self.results.take(recipe, shown.frame):
            self.solved.emit()
            following = self.results.pending()
            if following is not None and self.state.panel == "solvers":
                self.solvers.want(following)


def _comparable(card: Card, other: Card) -> bool:
    """Whether both begin in the same noise and end in the same kind of picture."""
    one, two = card.denoising, other.denoising
    if one is None or two is None or card.name == other.name:
        return False
    same = (one.kind, one.path, one.shape, one.classes) == (two.kind, two.path, two.shape, two.classes)
    return same and card.data == other.data


def _taught_by(card: Card, teacher: Card) -> bool:
    return card.denoising is not None and card.denoising.teacher == teacher.name
