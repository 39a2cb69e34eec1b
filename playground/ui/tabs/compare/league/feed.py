"""The frames of a league, in which the seeds that were measured before stand before those that are played."""

from __future__ import annotations

from playground.core.frames import Frame
from playground.core.recipe import Recipe, change
from playground.paradigms.league.recipes import League
from playground.paradigms.league.resuming import NOTHING, Known, complete, joined, rest_of
from playground.ui.lab.feed import LabFeed


class LeagueFeed(LabFeed):
    """Asks for the seeds that are missing, and tells of all of them."""

    known: Known = NOTHING
    """The seeds of the league that is asked for which are measured already."""

    def go_on(self, recipe: League, known: Known) -> None:
        """Play what is missing of a league; where nothing is, show what is known."""
        self.known = known
        rest = rest_of(recipe, known)
        if rest is None:
            self._channel.cancel()
            self.show(recipe, complete(recipe, known))
        elif rest == self._channel.recipe:
            self._channel.request_again()
        else:
            self.begin(rest)

    def begin(self, recipe: Recipe) -> None:
        """Play a league, after whose request no frame of another one comes: its seeds have other places."""
        self._channel.request(recipe, live=True, strict=True)

    def told(self, recipe: League, frame: Frame) -> tuple[League, Frame]:
        """The whole league, and the frame as one of it."""
        before = self.known.seeds
        whole = change(recipe, seed=recipe.seed - before, seeds=recipe.seeds + before) if before else recipe
        return whole, joined(frame, self.known)
