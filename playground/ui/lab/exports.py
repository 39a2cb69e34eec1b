"""What a lab can write: the planes as plots, and the numbers behind them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QPicture

from playground.core.frames import Array
from playground.core.recipe import to_json
from playground.ui.lab.panels import Panel
from playground.ui.lab.planes import PLANES, Planes
from playground.ui.lab.scene import LabScene
from playground.ui.plots.series_plot import SeriesPlot
from playground.ui.plots.time_plot import TimePlot
from playground.ui.saving import plotted
from playground.ui.tab import Export


def lab_exports(scene: LabScene, planes: Planes, panels: Mapping[str, Panel]) -> tuple[Export, ...]:
    """Planes, curves and points as they are shown now; nothing before the first frame."""
    frame = scene.feed.frame
    if frame is None:
        return ()
    document = to_json(scene.feed.recipe, frame.facts)
    stem = scene.kind.name
    exports = [
        plotted(f"{name.capitalize()} plane", f"{stem}-{name}", planes.planes[name].picture(), {}, document)
        for name in PLANES
        if planes.planes[name].isVisibleTo(planes)
    ]
    arrays = scene.feed.arrays
    if "track" in arrays:
        exports.append(
            plotted("Flowing points at their ends", f"{stem}-points", None, _ends(arrays), document)
        )
    for name, panel in panels.items():
        columns = _columns(panel)
        if columns and panel.widget.isVisibleTo(panel.widget.window()):
            title = panel.widget.accessibleName()
            exports.append(plotted(title, f"{stem}-{name}", _picture(panel), columns, document))
    return tuple(exports)


def _ends(arrays: Mapping[str, Array]) -> dict[str, Array]:
    noise, data = arrays["track"][0], arrays["track"][-1]
    return {"noise_x": noise[:, 0], "noise_y": noise[:, 1], "x": data[:, 0], "y": data[:, 1]}


def _columns(panel: Panel) -> dict[str, Array]:
    plot = panel.widget
    if isinstance(plot, SeriesPlot) and len(plot.steps):
        return {"step": plot.steps, plot.title.lower(): plot.values}
    if isinstance(plot, TimePlot) and len(plot.times):
        return {"time": plot.times, "spread": plot.values}
    return {}


def _picture(panel: Panel) -> QPicture | None:
    plot = panel.widget
    return plot.picture() if isinstance(plot, (SeriesPlot, TimePlot)) else None
