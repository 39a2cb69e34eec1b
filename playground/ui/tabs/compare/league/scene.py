"""What the parts of the league share: the training of all entrants, what came out so far, and its keeping."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Collection, Mapping
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QThreadPool, Signal

from playground.core import folders
from playground.core.errors import PlaygroundError
from playground.core.frames import Frame, Scalar
from playground.core.pace import Pace
from playground.core.recipe import Recipe, change
from playground.evaluate.ranking import before, duration
from playground.paradigms.lab.steering import restarts
from playground.paradigms.league.recipes import League
from playground.paradigms.league.results import LeagueResult, of_whole_seeds, result, whole_seeds
from playground.paradigms.league.resuming import NOTHING, Known, complete, joined, known_of, rest_of
from playground.ui.lab.feed import LabFeed
from playground.ui.lab.scene import Sent, TrainingScene
from playground.ui.state.link import Channel, Link
from playground.ui.state.store import Store
from playground.ui.tab import Order
from playground.ui.tabs.compare.league.state import LeagueState


class Keeper(QObject):
    """Keeps leagues in a folder."""

    kept = Signal(object, object, bool)
    """(file, league, whether the table of paradigms tells of it)"""

    failed = Signal(str, str)
    """(sentence, details)"""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)

    def known(self, recipe: League) -> Known:
        """What the folder knows already of a league, measured here."""
        from playground.core.machine import this_machine
        from playground.evaluate.sweep.stability import read_leagues

        leagues, _problems = read_leagues(self.folder)
        return known_of(recipe, leagues, this_machine().sentence)

    def keep(self, recipe: League, found: LeagueResult) -> None:
        """Write a league soon."""
        self._pool.start(lambda: self._write(recipe, found))

    def _write(self, recipe: League, found: LeagueResult) -> None:
        from playground.core.machine import this_machine
        from playground.evaluate.leagues import command_of, keep, now
        from playground.evaluate.sweep.stability import largest, leagues_at_hand

        told = msgspec.structs.replace(
            found, machine=this_machine().sentence, date=now(), command=command_of(recipe)
        )
        # Whoever asked may be gone by now, with window or test; the league is kept all the same.
        with contextlib.suppress(RuntimeError):
            try:
                path = keep(told, self.folder)
            except PlaygroundError as error:
                self.failed.emit(error.sentence, "")
                return
            own, shipped, _problems = leagues_at_hand(self.folder)
            self.kept.emit(path, told, largest([*own, *shipped]) == told)

    def wait(self) -> bool:
        """Wait until all is written, a few seconds at most."""
        return self._pool.waitForDone(5000)


_IN_TABLE, _BESIDE = "kept for the table", "kept; the table tells of a larger league"


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


class LeagueScene(TrainingScene[LeagueState, League]):
    """The training of all entrants; what everybody has finished is kept, to go on with and for the table."""

    feed: LeagueFeed

    def __init__(
        self, name: str, store: Store[LeagueState], link: Link, kept: Collection[str], sent: Sent[League]
    ) -> None:
        self.keeper = Keeper(folders.user_data() / "compare")
        super().__init__(name, store, link, kept, sent)
        self.keeper.setParent(self)
        self.held: LeagueResult | None = None
        """The league that is shown, once it is over and kept."""
        self._in_table, self._unkept, self._whole = False, "", 0
        self._pace = Pace()
        self.feed.arrived.connect(self._note)
        self.feed.interrupted.connect(lambda again: self._resume() if again else None)
        self.keeper.kept.connect(self._note_kept)
        self.keeper.failed.connect(self._report_once)
        link.placed.connect(self._resume)

    # What parts read

    @property
    def names(self) -> tuple[str, ...]:
        """The entrants of the newest frame, or of the recipe before there is one."""
        told = str(self.feed.scalars.get("entrants", ""))
        return tuple(told.split(",")) if told else self.recipe.entrants

    @property
    def pointless(self) -> bool:
        """Whether the league was measured before: its numbers are known, but no points."""
        return self.feed.recipe is not None and self.feed.known.seeds == self.feed.recipe.seeds

    def newest(self) -> dict[str, float]:
        """The newest distance of each entrant in the seed that is learned now."""
        history, place = self.feed.arrays["history"], self.feed.scalars["seed_index"]
        found = {}
        for number, name in enumerate(self.names):
            rows = history[(history[:, 0] == number) & (history[:, 1] == place)]
            if len(rows) and math.isfinite(rows[-1, 4]):
                found[name] = float(rows[-1, 4])
        return found

    def result(self) -> LeagueResult | None:
        """What came out so far, by the recipe that gave it; ``None`` before the first frame."""
        feed = self.feed
        if feed.frame is None:
            return None
        date = feed.known.date if feed.known.seeds == feed.recipe.seeds else ""
        return result(feed.recipe, feed.frame, date=date)

    def numbers(self) -> Mapping[str, Scalar]:
        """How far the league is, and what became of it."""
        feed, scalars = self.feed, self.feed.scalars
        if feed.frame is None:
            return {}
        fresh = not self.recipe.training and not scalars["step"] and not feed.known.seeds
        share = self._share()
        if self.recipe.training:
            self._pace.note(share)
        left = self._pace.left()
        kept = "" if self.held is None else _IN_TABLE if self._in_table else _BESIDE
        told = before(feed.known, feed.recipe.seeds, scalars["phase"] == "over")
        more = {} if left is None else {"left": left}
        return {**scalars, **more, "fresh": fresh, "share": share, "kept": kept, "before": told}

    def ongoing(self) -> str:
        """How far the league has come, and that it is held while nobody looks."""
        if self.feed.frame is None or self.feed.scalars["phase"] == "over" or not self.recipe.training:
            return ""
        if not self.watched:
            return f"League held at {self._share():.0%}"
        left = self._pace.left()
        return f"League {self._share():.0%}{'' if left is None else f' (about {duration(left)} left)'}"

    def _share(self) -> float:
        scalars, used = self.feed.scalars, self.feed.arrays["used"]
        present = float(used[:, 0].clip(0, 1).mean()) if len(used) else 0.0
        over = scalars["phase"] == "over"
        return 1.0 if over else (int(scalars["seed_index"]) + present) / int(scalars["seeds"])

    # The run

    def make_feed(self, channel: Channel) -> LeagueFeed:
        """What receives the frames of the run."""
        return LeagueFeed(channel, self.kept, self)

    def _follow(self, old: LeagueState, new: LeagueState) -> None:
        if old.run.training != new.run.training:
            self._pace.forget()
        super()._follow(old, new)

    def restarts(self, old: League, new: League) -> bool:
        """Whether the change begins the league anew.

        A larger budget lets runs go on, but not those of which only the numbers are known.
        """
        return restarts(old, new) or (self.feed.known.seeds > 0 and old.limit != new.limit)

    def begin(self, recipe: League) -> None:
        """Go on with what is measured already."""
        self._ask(recipe, self.keeper.known(recipe))

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
        known = self.keeper.known(self.recipe) if self._begun else NOTHING
        if known.seeds > self.feed.known.seeds:
            self._ask(self.recipe, known)

    def _ask(self, recipe: League, known: Known) -> None:
        self._whole = known.seeds
        self.feed.go_on(recipe, known)

    def _note(self) -> None:
        frame, recipe = self.feed.frame, self.feed.recipe
        # The last frames of a league that was replaced may come after the request for another.
        if frame is None or frame.scalars["entrants"] != ",".join(recipe.entrants):
            return
        had, self._whole = self._whole, whole_seeds(frame)
        if frame.scalars["phase"] != "over":
            self.held, self.tip = None, ""
        more = had < self._whole < recipe.seeds
        found = self.result() if frame.final or more else None
        if found is not None and not frame.final:
            # Should the league be stopped now, it goes on from here.
            found = of_whole_seeds(found)
        if found is not None:
            self.keeper.keep(change(recipe, seeds=int(found.recipe["seeds"])), found)

    def _report_once(self, sentence: str, details: str) -> None:
        """What cannot be kept is told once, and not of every seed."""
        if sentence != self._unkept:
            self._unkept = sentence
            self.report.emit(sentence, details)

    def _note_kept(self, path: Path, found: LeagueResult, in_table: bool) -> None:
        self._unkept, recipe = "", self.feed.recipe
        if recipe is None or found.recipe["seeds"] != recipe.seeds:
            return
        self.held, self._in_table, self.tip = found, in_table, f"Kept in {path}"
        self.told_anew.emit()
