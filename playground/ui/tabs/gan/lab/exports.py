"""What the GAN's lab can write: planes, histograms and curves as plots, and the numbers behind them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from playground.core.frames import Array, Scalar
from playground.core.recipe import to_json
from playground.ui.plots.curves_plot import CurvesPlot
from playground.ui.plots.series_plot import SeriesPlot
from playground.ui.saving import plotted
from playground.ui.tab import Export
from playground.ui.tabs.gan.lab.planes import Planes
from playground.ui.tabs.gan.lab.scene import GanLabScene


def gan_lab_exports(
    scene: GanLabScene, planes: Planes, losses: CurvesPlot, js: SeriesPlot, kl: SeriesPlot
) -> tuple[Export, ...]:
    """What is shown now; nothing before the first frame."""
    feed = scene.feed
    if feed.frame is None:
        return ()
    document, arrays = to_json(scene.recipe, feed.frame.facts), feed.arrays
    bins = planes.judgements
    edges = _edges(feed.scalars, len(bins.real))
    histogram: dict[str, Array] = {
        "from": edges[:-1], "to": edges[1:], "real": bins.real, "generated": bins.fake,
    }  # fmt: skip
    return (
        plotted("Game", "gan-lab-game", planes.game.picture(), _points(arrays), document),
        plotted("Generator", "gan-lab-generator", planes.generator.picture(), _warp(arrays), document),
        plotted("Judgements", "gan-lab-judgements", bins.picture(), histogram, document),
        plotted("Losses", "gan-lab-losses", losses.picture(), _curves(losses), document),
        plotted("JS divergence", "gan-lab-js", js.picture(), _divergences(js, kl), document),
    )


def _edges(scalars: Mapping[str, Scalar], bins: int) -> Array:
    """What D says at the edges of its histogram's bins; what lies beyond is in the first or the last one."""
    shown = np.linspace(0, 1, bins + 1)
    if scalars["d_scale"] == "probability":
        return shown
    return float(scalars["d_half"]) + (2 * shown - 1) * float(scalars["d_span"])


def _points(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Real and generated points in one table; real ones have no sticks."""
    fakes, real = arrays["fakes"], arrays.get("data_points", np.zeros((0, 2)))
    points = np.concatenate([real, fakes])
    sticks = np.concatenate([np.full_like(real, np.nan), arrays["sticks"]])
    kinds = np.arange(len(points)) < len(real)
    columns: dict[str, Array] = {"real": kinds.astype(np.int64)}
    for name, values in (("x", points), ("stick", sticks)):
        columns |= {f"{name}_{axis + 1}": values[:, axis] for axis in range(2)}
    return columns


def _warp(arrays: Mapping[str, Array]) -> dict[str, Array]:
    noise, made = arrays.get("mesh_noise"), arrays.get("mesh")
    if noise is None or made is None:
        noise, made = arrays["curve_noise"][:, None], arrays["curve"]
    nodes, points = noise.reshape(-1, noise.shape[-1]), made.reshape(-1, 2)
    columns = {f"noise_{axis + 1}": nodes[:, axis] for axis in range(nodes.shape[1])}
    return columns | {f"x_{axis + 1}": points[:, axis] for axis in range(2)}


def _curves(plot: CurvesPlot) -> dict[str, Array]:
    values = {name: plot.values[:, index] for index, name in enumerate(plot.names)}
    return {"step": plot.steps, **values}


def _divergences(js: SeriesPlot, kl: SeriesPlot) -> dict[str, Array]:
    return {"step": js.steps, "js": js.values, "kl": kl.values}
