"""The league as a stage of the tab: planes or curves above, the ranking below, while all of them learn."""

from __future__ import annotations

import math
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QHideEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from playground.core import folders
from playground.core.floors import floor_of
from playground.core.frames import Array
from playground.core.recipe import change
from playground.paradigms.league.recipes import TITLES, League
from playground.paradigms.league.results import LeagueResult, of_whole_seeds
from playground.ui.lab.controls import LabControls
from playground.ui.lab.training_stage import TrainingStage
from playground.ui.plain import set_tip
from playground.ui.player import Player
from playground.ui.store import Store
from playground.ui.tab import Context, Export
from playground.ui.tabs.compare.league.colours import on_stage
from playground.ui.tabs.compare.league.controls import league_controls
from playground.ui.tabs.compare.league.curves import LeagueCurves
from playground.ui.tabs.compare.league.equations import LEAGUE_EQUATIONS, league_values
from playground.ui.tabs.compare.league.exports import league_exports
from playground.ui.tabs.compare.league.keeping import Keeper
from playground.ui.tabs.compare.league.pace import Pace
from playground.ui.tabs.compare.league.planes import Lane, LeaguePlanes
from playground.ui.tabs.compare.league.ranking import Ranking
from playground.ui.tabs.compare.league.scene import LeagueScene
from playground.ui.tabs.compare.league.state import LeagueState
from playground.ui.tabs.compare.league.words import before, duration, readings, rows
from playground.ui.tabs.compare.quality.board import Board
from playground.ui.widgets.pages import Pages

_IN_TABLE, _BESIDE = "kept for the table", "kept; the table tells of a larger league"
_AGAINST = {"seconds": "processor time, s", "steps": "gradient steps"}


class LeagueStage(TrainingStage[LeagueState, League]):
    """All entrants learn while they can be seen."""

    scene: LeagueScene

    ongoing = Signal(str)
    """In a few words how far the league has come; empty when none is on."""

    def __init__(
        self,
        context: Context,
        store: Store[LeagueState],
        folder: Path | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``store`` holds a :class:`LeagueState`; leagues are kept in ``folder``, the user's own if none."""
        self.keeper = Keeper(folder or folders.user_data() / "compare")
        super().__init__(LeagueScene(store, context.link, self.keeper.known), Player(), parent)
        self.keeper.setParent(self)
        self.planes, self.curves, self.ranking = LeaguePlanes(), LeagueCurves(), Ranking()
        self.kept: LeagueResult | None = None
        """The league that is shown, once it is over and kept."""
        self._in_table, self._refusal = False, ""
        self._pace = Pace()
        self._lay_out()
        self.scene.changed.connect(self._follow)
        self.scene.feed.arrived.connect(self._draw_planes)
        self.scene.ended.connect(self._keep)
        self.scene.seed_finished.connect(self._keep_seeds)
        self.keeper.kept.connect(self._note)
        self.keeper.failed.connect(self._report_once)
        self._follow(self.scene.state, self.scene.state)

    def _lay_out(self) -> None:
        self.upper = Pages()
        self.upper.addWidget(self.planes)
        self.upper.addWidget(self.curves)
        self.upper.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.upper.setMinimumHeight(150)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(self.bar)
        column.addWidget(self.upper, 3)
        column.addWidget(self.numbers)
        column.addWidget(self.ranking, 2)

    @property
    def names(self) -> tuple[str, ...]:
        """The entrants of the newest frame, or of the recipe before there is one."""
        told = str(self.scene.feed.scalars.get("entrants", ""))
        return tuple(told.split(",")) if told else self.scene.recipe.entrants

    # The cycle

    def _follow(self, old: LeagueState, new: LeagueState) -> None:
        if old.run.training != new.run.training:
            self._pace.forget()
            self.ongoing.emit(self._ongoing())
        self._draw_planes()
        self._draw_curves()

    def _draw_planes(self) -> None:
        feed = self.scene.feed
        arrays, scalars = feed.arrays, feed.scalars
        # Of a league that was measured before numbers are known, but no points.
        pointless = feed.recipe is not None and feed.known.seeds == feed.recipe.seeds
        large = self.scene.state.view.large
        self.upper.setCurrentWidget(self.curves if large == "curves" or pointless else self.planes)
        if feed.frame is None:
            return
        points, used, newest = arrays.get("points"), arrays["used"], self._newest()
        lanes = [
            Lane(
                title=TITLES[name],
                note=f"{newest[name]:.3f}" if name in newest else "",
                ink=on_stage(name).name(),
                points=None if points is None else points[number],
                share=float(used[number, 0]),
            )
            for number, name in enumerate(self.names)
        ]
        data = arrays.get("data_points") if self.scene.state.view.data_points else None
        self.planes.set_lanes(lanes, data, float(scalars["extent"]))

    def _newest(self) -> dict[str, float]:
        """The newest distance of each entrant in the seed that is learned now."""
        history, place = self.scene.feed.arrays["history"], self.scene.feed.scalars["seed_index"]
        found = {}
        for number, name in enumerate(self.names):
            rows_of = history[(history[:, 0] == number) & (history[:, 1] == place)]
            if len(rows_of) and math.isfinite(rows_of[-1, 4]):
                found[name] = float(rows_of[-1, 4])
        return found

    def _draw_curves(self) -> None:
        feed = self.scene.feed
        if feed.frame is None:
            return
        against = self.scene.state.view.against
        columns = [0, 1, 2 if against == "seconds" else 3, 4]
        history, scalars = feed.arrays["history"][:, columns], feed.scalars
        floor = floor_of(scalars, "way_floor")
        self.curves.set_history(self.names, TITLES, history, int(scalars["seed_index"]), floor)
        self.curves.set_range(_last(feed.recipe, history, against), _AGAINST[against])

    # Numbers

    def readings(self) -> str:
        """How far the league is."""
        feed = self.scene.feed
        if feed.frame is None:
            return ""
        if not self.scene.recipe.training and not feed.scalars["step"] and not feed.known.seeds:
            return "Start it to let all of them learn side by side."
        share = self._share()
        if self.scene.recipe.training:
            self._pace.note(share)
        kept = "" if self.kept is None else _IN_TABLE if self._in_table else _BESIDE
        told = before(feed.known, feed.recipe.seeds, feed.scalars["phase"] == "over")
        return readings(feed.scalars, share, self._pace.left(), kept, told)

    def tell(self) -> None:
        """Show the newest numbers, here and in the status line."""
        super().tell()
        self.ongoing.emit(self._ongoing())

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: the league is held, and that is said."""
        super().hideEvent(event)
        self.ongoing.emit(self._ongoing())

    def _ongoing(self) -> str:
        feed = self.scene.feed
        if feed.frame is None or feed.scalars["phase"] == "over" or not self.scene.recipe.training:
            return ""
        if not self.isVisible():
            return f"League held at {self._share():.0%}"
        left = self._pace.left()
        return f"League {self._share():.0%}{'' if left is None else f' (about {duration(left)} left)'}"

    def _share(self) -> float:
        scalars, used = self.scene.feed.scalars, self.scene.feed.arrays["used"]
        present = float(used[:, 0].clip(0, 1).mean()) if len(used) else 0.0
        over = scalars["phase"] == "over"
        return 1.0 if over else (int(scalars["seed_index"]) + present) / int(scalars["seeds"])

    def draw_panels(self) -> None:
        """Draw the curves and the ranking."""
        self._draw_curves()
        found = self.scene.result()
        if found is None:
            return
        phases = dict(zip(self.names, str(self.scene.feed.scalars["phases"]).split(","), strict=True))
        newest = self._newest()
        running = {name: newest[name] for name in newest if phases[name] not in ("over", "unstable")}
        self.ranking.set_rows(rows(found, running), found.js_reach)
        if self.kept is not None and not found.over:
            self.kept = None
            set_tip(self.numbers, "")

    # What is over is kept

    def _keep(self) -> None:
        found = self.scene.result()
        if found is not None:
            self.keeper.keep(self.scene.feed.recipe, found)

    def _keep_seeds(self) -> None:
        """Should the league be stopped now, it goes on from here."""
        found, recipe = self.scene.result(), self.scene.feed.recipe
        smaller = None if found is None else of_whole_seeds(found)
        if smaller is not None:
            self.keeper.keep(change(recipe, seeds=int(smaller.recipe["seeds"])), smaller)

    def _report_once(self, sentence: str, details: str) -> None:
        """What cannot be kept is told once, and not of every seed."""
        if sentence != self._refusal:
            self._refusal = sentence
            self.report.emit(sentence, details)

    def _note(self, path: Path, found: LeagueResult, in_table: bool) -> None:
        self._refusal, recipe = "", self.scene.feed.recipe
        if recipe is None or found.recipe["seeds"] != recipe.seeds:
            return
        self.kept, self._in_table = found, in_table
        set_tip(self.numbers, f"Kept in {path}")
        self.tell()

    # What the tab asks for

    def equations(self) -> tuple[str, ...]:
        """The equations that belong to the league."""
        return LEAGUE_EQUATIONS

    def values(self) -> dict[str, dict[str, str]]:
        """By equation and term, what the term is now."""
        return league_values(self.scene.result())

    def has_come_far(self) -> bool:
        """Whether all is over and told, or held."""
        scalars = self.scene.feed.scalars
        if not scalars or not self.told():
            return False
        return scalars["phase"] == "over" or not self.scene.recipe.training

    def controls(self) -> LabControls[LeagueState, League]:
        """The form for the left column."""
        return league_controls(self.scene)

    def exports(self) -> tuple[Export, ...]:
        """What can be written now."""
        return league_exports(
            self.scene, self.names, self.kept, self.planes, self.curves, self.ranking
        )  # fmt: skip

    def copy(self) -> bool:
        """Put the picture of what stands above the ranking on the clipboard."""
        shown = self.curves if self.upper.currentWidget() is self.curves else self.planes
        QGuiApplication.clipboard().setImage(shown.grab().toImage())
        return True


def _last(recipe: League, history: Array, against: str) -> float:
    """The right end of the curves' range: the budget, or a round number beyond what was reached."""
    if recipe.budget == against:
        return recipe.limit
    reached = float(history[:, 2].max()) if len(history) else 1.0
    power = 10.0 ** math.floor(math.log10(max(reached, 1e-3)))
    return next(power * step for step in (1.5, 2, 3, 5, 7, 10, 15) if power * step >= reached)


def open_league(context: Context, store: Store[LeagueState], _board: Board) -> LeagueStage:
    """The league of a tab."""
    return LeagueStage(context, store)
