"""What is drawn of the league: points of all entrants or their curves, and the ranking under them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import msgspec
import numpy as np
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.core.floors import floor_of
from playground.core.frames import Array
from playground.core.recipe import to_json
from playground.evaluate.leagues import columns, now
from playground.evaluate.ranking import rows
from playground.paradigms.league.recipes import TITLES, League
from playground.paradigms.league.results import to_bytes
from playground.ui.lab.parts import Figure, Part
from playground.ui.lab.planes import LabPlanes
from playground.ui.lab.scene import TrainingScene
from playground.ui.plots.plot_files import plot_bytes
from playground.ui.stage.saving import drawable, file_export
from playground.ui.state.player import Player
from playground.ui.tab import Export
from playground.ui.tabs.compare.league.colours import on_stage
from playground.ui.tabs.compare.league.curves import LeagueCurves
from playground.ui.tabs.compare.league.planes import Lane, LeaguePlanes
from playground.ui.tabs.compare.league.ranking import Ranking
from playground.ui.tabs.compare.league.scene import LeagueScene
from playground.ui.tabs.compare.league.state import LeagueState
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.pages import Pages

_AGAINST = {"seconds": "processor time, s", "steps": "gradient steps"}
_UNBEGUN = "its flow"
"""Noted beside a reflow or a distillation whose points are still those of the flow that it learns from."""


class LeagueBoard(LabPlanes[LeagueState, League]):
    """Points or curves, of which one is shown."""

    usual, smallest = (640, 380), (240, 150)

    def __init__(self, scene: TrainingScene[LeagueState, League], _player: Player) -> None:
        super().__init__(scene)
        self.league = _league(scene)
        self.points, self.curves, self.pages = LeaguePlanes(), LeagueCurves(), Pages()
        for page in (self.points, self.curves):
            self.pages.addWidget(page)
        lay_out(self, down(self.pages))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(150)
        self.show_planes({})

    @property
    def copied(self) -> QWidget:
        """What is shown."""
        return self.curves if self.pages.currentWidget() is self.curves else self.points

    def arrange(self) -> None:
        """Show what is chosen, curves where there are no points."""
        curves = self.large_name == "curves" or self.league.pointless
        self.pages.setCurrentWidget(self.curves if curves else self.points)
        self.turn.wait()

    def follow(self, old: LeagueState, new: LeagueState) -> None:
        """Show a new state at once."""
        super().follow(old, new)
        self.tell()

    def draw_frame(self, arrays: Mapping[str, Array]) -> None:
        """Draw the points of all entrants."""
        self.arrange()
        points, used, newest = arrays.get("points"), arrays["used"], self.league.newest()
        unbegun = str(self.scene.feed.scalars.get("unbegun", "")).split(",")
        lanes = [
            Lane(
                title=TITLES[name],
                note=f"{newest[name]:.3f}" if name in newest else _UNBEGUN if name in unbegun else "",
                ink=on_stage(name).name(),
                points=None if points is None else points[number],
                share=float(used[number, 0]),
            )
            for number, name in enumerate(self.league.names)
        ]
        data = arrays.get("data_points") if self.scene.state.view.data_points else None
        self.points.set_lanes(lanes, data, float(self.scene.feed.scalars["extent"]))

    def tell(self) -> None:
        """Draw the curves."""
        feed, against = self.scene.feed, self.scene.state.view.against
        if feed.frame is None:
            return
        shown = feed.arrays["history"][:, [0, 1, 2 if against == "seconds" else 3, 4]]
        floor = floor_of(feed.scalars, "way_floor")
        self.curves.set_history(self.league.names, TITLES, shown, int(feed.scalars["seed_index"]), floor)
        self.curves.set_range(_last(feed.recipe, shown, against), _AGAINST[against])

    def figures(self) -> Iterator[Figure]:
        """Points and curves, with the numbers of all entrants in one table each."""
        arrays, names = self.scene.feed.arrays, np.array(self.league.names, dtype=object)
        points, history = arrays.get("points"), arrays["history"]
        if points is not None:
            flat = points.reshape(-1, 2)
            whose = {"paradigm": np.repeat(names, points.shape[1])}
            yield Figure(
                "Points", "points", self.points.picture(), whose | {"x": flat[:, 0], "y": flat[:, 1]}
            )
        if len(history):
            found = {
                "paradigm": names[history[:, 0].astype(int)],
                "seed": self.scene.feed.recipe.seed + history[:, 1].astype(np.int64),
                "seconds": history[:, 2],
                "steps": history[:, 3].astype(np.int64),
                "sliced_wasserstein": history[:, 4],
            }
            yield Figure("Curves", "curves", self.curves.picture(), found)


def ranking(scene: TrainingScene[LeagueState, League], _player: Player) -> tuple[Part[QWidget], ...]:
    """The ranking, and all of the league to be exported with it."""
    league, table = _league(scene), Ranking()

    def tell() -> bool:
        found = league.result()
        if found is not None:
            phases = dict(zip(league.names, str(league.feed.scalars["phases"]).split(","), strict=True))
            runs = ((name, far) for name, far in league.newest().items())
            running = {name: far for name, far in runs if phases[name] not in ("over", "unstable")}
            table.set_rows(rows(found, running), found.js_reach)
        return True

    def exports() -> Iterator[Export]:
        shown = league.result()
        if shown is not None and league.feed.frame is not None:
            found, document = league.held or shown, to_json(league.feed.recipe, league.feed.frame.facts)
            picture, values = table.picture(), columns(found)

            def content(suffix: str) -> bytes:
                if suffix != ".json":
                    return plot_bytes(suffix, picture, values, document)
                from playground.core.machine import this_machine

                date, machine = found.date or now(), found.machine or this_machine().sentence
                return to_bytes(msgspec.structs.replace(found, date=date, machine=machine))

            yield drawable(
                file_export("Ranking", "league", (".csv", ".json", ".png"), content), picture, document
            )

    return (Part(name="ranking", widget=table, tell=tell, exports=exports, place="table"),)


def _league(scene: TrainingScene[LeagueState, League]) -> LeagueScene:
    if not isinstance(scene, LeagueScene):
        raise TypeError("the parts of the league need its scene")
    return scene


def _last(recipe: League, history: Array, against: str) -> float:
    """The right end of the curves' range: the budget, or a round number beyond what was reached."""
    if recipe.budget == against:
        return recipe.limit
    reached = float(history[:, 2].max()) if len(history) else 1.0
    power = 10.0 ** math.floor(math.log10(max(reached, 1e-3)))
    return next(power * step for step in (1.5, 2, 3, 5, 7, 10, 15) if power * step >= reached)
