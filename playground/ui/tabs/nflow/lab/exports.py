"""What the flow's lab can write: planes, curve and waterfall as plots, and the numbers behind them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from playground.core.frames import Array
from playground.core.recipe import to_json
from playground.ui.plots.curves_plot import CurvesPlot
from playground.ui.plots.waterfall_plot import WaterfallPlot
from playground.ui.saving import plotted
from playground.ui.tab import Export
from playground.ui.tabs.nflow.lab.planes import NflowPlanes
from playground.ui.tabs.nflow.lab.scene import NflowLabScene

_TITLES = {"flow": "Flow plane", "learned": "Learned plane", "known": "Known plane"}


def nflow_lab_exports(
    scene: NflowLabScene, planes: NflowPlanes, curve: CurvesPlot, waterfall: WaterfallPlot
) -> tuple[Export, ...]:
    """What is shown now; nothing before the first frame."""
    feed = scene.feed
    if feed.frame is None:
        return ()
    document = to_json(feed.recipe, feed.frame.facts)
    exports = []
    for name, plane in planes.planes.items():
        columns = _points(feed.arrays) if name == "flow" else {}
        if plane.isVisibleTo(planes):
            exports.append(plotted(_TITLES[name], f"nflow-lab-{name}", plane.picture(), columns, document))
    if len(curve.steps):
        columns = {"step": curve.steps, "nll": curve.values[:, 0]}
        exports.append(
            plotted("Curve of the likelihood", "nflow-lab-nll", curve.picture(), columns, document)
        )
    if len(waterfall.terms):
        # From the data's side on, as frames have them.
        terms = feed.arrays["waterfall"].astype(np.float64)
        columns = {"log_density": np.append(terms, terms.sum())}
        picture = waterfall.picture()
        exports.append(plotted("Waterfall of the probe", "nflow-lab-waterfall", picture, columns, document))
    return tuple(exports)


def _points(arrays: Mapping[str, Array]) -> dict[str, Array]:
    points, angles, radii = (arrays.get(name) for name in ("points", "angles", "radii"))
    if points is None or angles is None or radii is None:
        return {}
    return {"x": points[:, 0], "y": points[:, 1], "noise_angle": angles, "noise_radius": radii}
