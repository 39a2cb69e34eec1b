"""What the views of the league share: the state, the newest frame, and what came out so far."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from playground.paradigms.lab.steering import restarts
from playground.paradigms.league.frames import KEPT
from playground.paradigms.league.recipes import League
from playground.paradigms.league.results import LeagueResult, result, whole_seeds
from playground.paradigms.league.resuming import NOTHING, Known, rest_of
from playground.ui.lab.scene import Order, TrainingScene
from playground.ui.link import Channel, Link
from playground.ui.store import Store
from playground.ui.tabs.compare.league.feed import LeagueFeed
from playground.ui.tabs.compare.league.state import LeagueState


class LeagueScene(TrainingScene[LeagueState, League]):
    """The training of all entrants."""

    feed: LeagueFeed

    ended = Signal()
    """The league that was asked for is over: its last frame has come."""

    seed_finished = Signal()
    """Everybody has finished one more seed, and there are others."""

    def __init__(
        self,
        store: Store[LeagueState],
        link: Link,
        known: Callable[[League], Known],
        parent: QObject | None = None,
    ) -> None:
        """``known`` tells what is measured already of a league."""
        super().__init__("compare/league", store, link, KEPT, parent=parent)
        self._known_of = known
        self._whole = 0
        self.feed.arrived.connect(self._note)
        self.feed.interrupted.connect(lambda again: self._resume() if again else None)
        link.placed.connect(self._resume)

    def make_feed(self, channel: Channel) -> LeagueFeed:
        """What receives the frames of the run."""
        return LeagueFeed(channel, self.kept, self)

    def restarts(self, old: League, new: League) -> bool:
        """Whether the change begins the league anew.

        A larger budget lets runs go on, but not those of which only the numbers are known.
        """
        return restarts(old, new) or (self.feed.known.seeds > 0 and old.limit != new.limit)

    def begin(self, recipe: League) -> None:
        """Go on with what is measured already."""
        self._ask(recipe, self._known_of(recipe))

    def update(self, recipe: League) -> None:
        """Let the run go on with changed controls; a league of which all is known has none."""
        if self.failed:
            self.begin(recipe)
            return
        rest = rest_of(recipe, self.feed.known)
        if rest is not None:
            super().update(rest)

    def train(self, order: Order) -> None:
        """As in every lab; beginning anew measures anew, but for a league that has failed, which goes on."""
        if self.empty:
            return
        if self.failed and (order == "reset" or self.recipe.training):
            self.begin(self.sent(self.recipe))
        elif order == "reset":
            self._ask(self.sent(self.recipe), NOTHING)
        else:
            super().train(order)

    def _resume(self) -> None:
        """A run that is begun again by others need not learn what it had finished.

        Otherwise it is left to them: a run that ends its engine is not asked for again and again.
        """
        known = self._known_of(self.recipe) if self._begun else NOTHING
        if known.seeds > self.feed.known.seeds:
            self._ask(self.recipe, known)

    def _ask(self, recipe: League, known: Known) -> None:
        self._whole = known.seeds
        self.feed.go_on(recipe, known)

    def result(self) -> LeagueResult | None:
        """What came out so far, by the recipe that gave it; ``None`` before the first frame."""
        feed = self.feed
        if feed.frame is None:
            return None
        date = feed.known.date if feed.known.seeds == feed.recipe.seeds else ""
        return result(feed.recipe, feed.frame, date=date)

    def _note(self) -> None:
        frame, recipe = self.feed.frame, self.feed.recipe
        # The last frames of a league that was replaced may come after the request for another.
        if frame is None or frame.scalars["entrants"] != ",".join(recipe.entrants):
            return
        before, self._whole = self._whole, whole_seeds(frame)
        if frame.final:
            self.ended.emit()
        elif before < self._whole < recipe.seeds:
            self.seed_finished.emit()
