"""What a panel can write to files: each export holds the frame and the recipe shown when it was made."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from PySide6.QtGui import QPicture

from playground.core.frames import Array
from playground.core.progress import Progress
from playground.core.recipe import to_json
from playground.ui.stage.saving import Ways, pictured, plotted, saver
from playground.ui.stage.scene import Scene
from playground.ui.state.feed import Shown
from playground.ui.state.views import StageState
from playground.ui.tab import Export

ANIMATION = (".gif", ".webp", ".apng")
FILM = (*ANIMATION, ".mp4") if importlib.util.find_spec("av") else ANIMATION
"""For what is long and has many colours."""
PICTURES = (".png", ".npz")
AS_IT_IS: Ways = {}
GRID: Ways = {"layout": "grid", "scale": 3, "spacing": 1}
STRIP: Ways = {"layout": "filmstrip", "spacing": 1}


class Written(NamedTuple):
    """One way of writing a view's frame; ``options`` are those of ``playground.export`` itself."""

    title: str
    stem: str
    suffixes: tuple[str, ...] = PICTURES
    options: Ways = AS_IT_IS


def frame_exports(scene: Scene[StageState], shown: Shown | None, *ways: Written) -> list[Export]:
    """One result in several ways; none where there is no result."""
    if shown is None:
        return []
    stem = scene.card.name
    return [pictured(way.title, f"{stem}-{way.stem}", way.suffixes, shown, way.options) for way in ways]


def grid_export(
    scene: Scene[StageState], shown: Shown | None, title: str, stem: str, across: int
) -> list[Export]:
    """The pictures of a result, so many in a row, and its arrays."""
    return frame_exports(scene, shown, Written(title, stem, options={**GRID, "columns": across}))


def rows_exports(scene: Scene[StageState], shown: Shown | None, title: str, stem: str) -> list[Export]:
    """A filmstrip for each of several things, and the same animated; ``columns`` says how long they are."""
    if shown is None:
        return []
    rows: Ways = {"moments": int(shown.frame.scalars["columns"]), "spacing": 1}
    strips = Written(f"{title}, filmstrips and arrays", stem, options={**STRIP, **rows, "scale": 2})
    animated = Written(f"{title}, animated", stem, ANIMATION, {**rows, "scale": 4, "fps": 4})
    return frame_exports(scene, shown, strips, animated)


def plot_export(
    scene: Scene[StageState],
    shown: Shown | None,
    title: str,
    stem: str,
    picture: QPicture | None,
    columns: Mapping[str, Array] | None = None,
) -> list[Export]:
    """A plot of a result as PNG and SVG, and as CSV where it has columns of equal length."""
    if shown is None:
        return []
    document = to_json(shown.recipe, shown.frame.facts)
    return [plotted(title, f"{scene.card.name}-{stem}", picture, columns or {}, document)]


def table_export(
    scene: Scene[StageState], shown: Shown | None, title: str, stem: str, columns: Mapping[str, Array]
) -> list[Export]:
    """A result as a table of these columns, or as its arrays."""
    if shown is None:
        return []
    arrays, (table,) = saver(shown, {}), plot_export(scene, shown, title, stem, None, columns)

    def save(path: Path, overwrite: bool, progress: Progress) -> None:
        write = arrays if path.suffix.lower() == ".npz" else table.save
        write(path, overwrite, progress)

    return [Export(title, table.stem, (".csv", ".npz"), save)]
