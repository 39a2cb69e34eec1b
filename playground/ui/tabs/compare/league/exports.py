"""What the league can write: points and curves as plots, the ranking as values, and all of it as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from PySide6.QtGui import QPicture

from playground.core.frames import Array
from playground.core.progress import Progress
from playground.core.recipe import to_json
from playground.evaluate.leagues import columns
from playground.paradigms.league.results import LeagueResult, to_bytes
from playground.ui.plots.plot_files import save_plot
from playground.ui.tab import Export

if TYPE_CHECKING:
    from playground.ui.tabs.compare.league.stage import LeagueStage


def league_exports(stage: LeagueStage) -> tuple[Export, ...]:
    """What is shown now; nothing before the first frame."""
    feed, found = stage.scene.feed, stage.scene.result()
    if feed.frame is None or found is None:
        return ()
    document = to_json(feed.recipe, feed.frame.facts)
    curves = _curves(found)
    exports = [_ranking(stage, stage.kept or found, document)]
    if "points" in feed.arrays:
        exports.append(
            _plot("Points", "league-points", stage.planes.picture(), _points(stage, feed.arrays), document)
        )
    if len(curves["seconds"]):
        exports.append(_plot("Curves", "league-curves", stage.curves.picture(), curves, document))
    return tuple(exports)


def _ranking(stage: LeagueStage, found: LeagueResult, document: str) -> Export:
    picture, values = stage.ranking.picture(), columns(found)

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


def _curves(found: LeagueResult) -> dict[str, Array]:
    every = [
        (standing.name, run.seed, *row)
        for standing in found.standings
        for run in standing.runs
        for row in run.curve
    ]
    names = ("paradigm", "seed", "seconds", "steps", "sliced_wasserstein")
    found_columns = list(zip(*every, strict=True)) or [()] * len(names)
    kinds = (object, np.int64, np.float64, np.int64, np.float64)
    return {
        name: np.array(values, dtype=kind)
        for name, values, kind in zip(names, found_columns, kinds, strict=True)
    }  # fmt: skip


def _points(stage: LeagueStage, arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Points of all entrants in one table."""
    points = arrays["points"]
    names = [name for name in stage.names for _ in range(points.shape[1])]
    flat = points.reshape(-1, 2)
    return {"paradigm": np.array(names, dtype=object), "x": flat[:, 0], "y": flat[:, 1]}


def _plot(title: str, stem: str, picture: QPicture, columns: Mapping[str, Array], document: str) -> Export:
    def save(path: Path, overwrite: bool, _progress: Progress) -> None:
        save_plot(path, picture, columns, document, overwrite=overwrite)

    return Export(title, stem, (".png", ".svg", ".csv"), save)
