"""What the views of the league share: the state, the newest frame, and what came out so far."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from playground.paradigms.league.frames import KEPT
from playground.paradigms.league.recipes import League, restarts
from playground.paradigms.league.results import LeagueResult, result
from playground.ui.lab.scene import TrainingScene
from playground.ui.link import Link
from playground.ui.store import Store
from playground.ui.tabs.compare.league.state import LeagueState


class LeagueScene(TrainingScene):
    """The training of all entrants."""

    kept = KEPT

    ended = Signal()
    """The league that was asked for is over: its last frame has come."""

    def __init__(self, store: Store, link: Link, parent: QObject | None = None) -> None:
        super().__init__("compare/league", store, link, parent)
        self.feed.arrived.connect(self._note)

    @property
    def state(self) -> LeagueState:
        """The current state."""
        state: LeagueState = self.store.state
        return state

    @property
    def recipe(self) -> League:
        """The current recipe of the run."""
        return self.state.run

    def restarts(self, old: League, new: League) -> bool:
        """Whether the change begins the league anew."""
        return restarts(old, new)

    def result(self) -> LeagueResult | None:
        """What came out so far, by the recipe that gave it; ``None`` before the first frame."""
        feed = self.feed
        return None if feed.frame is None else result(feed.recipe, feed.frame)

    def _note(self) -> None:
        frame, recipe = self.feed.frame, self.feed.recipe
        # The last frames of a league that was replaced may come after the request for another.
        if frame is not None and frame.final and frame.scalars["entrants"] == ",".join(recipe.entrants):
            self.ended.emit()
