"""What the VAE's lab can write: the planes and curves as plots, and the numbers behind them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from playground.core.frames import Array
from playground.core.recipe import to_json
from playground.ui.plots.curves_plot import CurvesPlot
from playground.ui.saving import plotted
from playground.ui.tab import Export
from playground.ui.tabs.vae.lab.planes import Sides
from playground.ui.tabs.vae.lab.scene import VaeLabScene


def vae_lab_exports(scene: VaeLabScene, sides: Sides, curves: CurvesPlot) -> tuple[Export, ...]:
    """What is shown now; nothing before the first frame."""
    feed = scene.feed
    if feed.frame is None:
        return ()
    document = to_json(feed.recipe, feed.frame.facts)
    arrays = feed.arrays
    columns: dict[str, Array] = {"step": curves.steps}
    columns |= {name: curves.values[:, index] for index, name in enumerate(curves.names)}
    return (
        plotted("Latent plane", "vae-lab-latent", sides.latent.picture(), _codes(arrays), document),
        plotted("Data plane", "vae-lab-data", sides.data.picture(), _points(arrays), document),
        plotted("Curves of the bound", "vae-lab-bound", curves.picture(), columns, document),
    )


def _codes(arrays: Mapping[str, Array]) -> dict[str, Array]:
    codes, deviations = arrays["codes"], arrays["code_deviations"]
    columns = {f"mean_{axis + 1}": codes[:, axis] for axis in range(codes.shape[1])}
    return columns | {f"deviation_{axis + 1}": deviations[:, axis] for axis in range(codes.shape[1])}


def _points(arrays: Mapping[str, Array]) -> dict[str, Array]:
    points = arrays.get("data_points")
    if points is None:
        points = np.zeros((0, 2))
    names = {"x": points, "reconstructed": arrays["reconstructions"][: len(points)]}
    return {f"{name}_{axis + 1}": each[:, axis] for name, each in names.items() for axis in range(2)}
