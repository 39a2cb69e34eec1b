"""What the league can write: points and curves as plots, the ranking as values, and all of it as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from PySide6.QtGui import QPicture

from playground.core.frames import Array
from playground.core.progress import Progress
from playground.core.recipe import to_json
from playground.evaluate.leagues import columns
from playground.paradigms.league.recipes import League
from playground.paradigms.league.results import LeagueResult, to_bytes
from playground.ui.plots.plot_files import save_plot
from playground.ui.saving import plotted
from playground.ui.tab import Export
from playground.ui.tabs.compare.league.curves import LeagueCurves
from playground.ui.tabs.compare.league.planes import LeaguePlanes
from playground.ui.tabs.compare.league.ranking import Ranking
from playground.ui.tabs.compare.league.scene import LeagueScene


def league_exports(
    scene: LeagueScene,
    names: Sequence[str],
    kept: LeagueResult | None,
    planes: LeaguePlanes,
    curves: LeagueCurves,
    ranking: Ranking,
) -> tuple[Export, ...]:
    """What is shown of these entrants, and the league as it was kept; nothing before the first frame."""
    feed, found = scene.feed, scene.result()
    if feed.frame is None or found is None:
        return ()
    document = to_json(feed.recipe, feed.frame.facts)
    history = feed.arrays["history"]
    exports = [_ranking(ranking.picture(), kept or found, document)]
    if "points" in feed.arrays:
        points = _points(names, feed.arrays["points"])
        exports.append(plotted("Points", "league-points", planes.picture(), points, document))
    if len(history):
        rows = _curves(names, feed.recipe, history)
        exports.append(plotted("Curves", "league-curves", curves.picture(), rows, document))
    return tuple(exports)


def _ranking(picture: QPicture, found: LeagueResult, document: str) -> Export:
    values = columns(found)

    def save(path: Path, overwrite: bool, _progress: Progress) -> None:
        if path.suffix.lower() != ".json":
            save_plot(path, picture, values, document, overwrite=overwrite)
            return
        from datetime import UTC, datetime

        from playground.core.machine import this_machine
        from playground.export.atomic import write_file

        date = found.date or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        machine = found.machine or this_machine().sentence
        told = msgspec.structs.replace(found, date=date, machine=machine)
        write_file(path, to_bytes(told), overwrite=overwrite)

    return Export("Ranking", "league", (".csv", ".json", ".png"), save)


def _curves(names: Sequence[str], recipe: League, history: Array) -> dict[str, Array]:
    """A row for every measurement on the way, of runs that go on as well."""
    of = np.array(names, dtype=object)
    return {
        "paradigm": of[history[:, 0].astype(int)],
        "seed": recipe.seed + history[:, 1].astype(np.int64),
        "seconds": history[:, 2],
        "steps": history[:, 3].astype(np.int64),
        "sliced_wasserstein": history[:, 4],
    }


def _points(names: Sequence[str], points: Array) -> dict[str, Array]:
    """Points of all entrants in one table."""
    whose = [name for name in names for _ in range(points.shape[1])]
    flat = points.reshape(-1, 2)
    return {"paradigm": np.array(whose, dtype=object), "x": flat[:, 0], "y": flat[:, 1]}
