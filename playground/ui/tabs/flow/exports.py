"""What the Flow Matching tab's own panels can write to files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from playground.core.frames import Array
from playground.ui.feed import Feed, Shown
from playground.ui.sampling.clock import FROM_NOISE
from playground.ui.sampling.exports import plot_export, plot_of
from playground.ui.saving import saver
from playground.ui.tab import Export
from playground.ui.tabs.flow.scene import FlowScene
from playground.ui.tabs.flow.solvers import distances

if TYPE_CHECKING:
    from playground.ui.tabs.flow.likelihood_panel import LikelihoodPanel
    from playground.ui.tabs.flow.lines_panel import LinesPanel
    from playground.ui.tabs.flow.reflow_panel import ReflowPanel
    from playground.ui.tabs.flow.solvers_panel import SolversPanel


def lines_exports(scene: FlowScene, panel: LinesPanel) -> list[Export]:
    """The plane with its lines and paths, and the pairs' pictures."""
    shown = scene.whole(scene.lines)
    if shown is None:
        return []
    arrays = shown.frame.arrays
    columns = path_columns(arrays["curves"], scene.clock.told(arrays["times"]))
    title = "Lines and paths, plot"
    plane = plot_export(scene, scene.lines, title, "paths", panel.plot.picture(), columns)
    return [
        *plane,
        *pictures(scene, scene.lines, "Lines and paths, pairs and arrays", "pairs", shown.recipe.count),
    ]


def reflow_exports(scene: FlowScene, panel: ReflowPanel) -> list[Export]:
    """The matrix with its headings, and its pictures alone."""
    shown = scene.whole(scene.reflow)
    if shown is None:
        return []
    across = int(np.prod(shown.frame.arrays["images"].shape[1:3]))
    title = "Before and after reflow, with headings"
    plot = plot_export(scene, scene.reflow, title, "reflow", panel.matrix.picture(), {})
    return [
        *plot,
        *pictures(scene, scene.reflow, "Before and after reflow, pictures and arrays", "reflow", across),
    ]


def solver_exports(scene: FlowScene, panel: SolversPanel) -> list[Export]:
    """The matrix with its headings and the table of costs, once all have finished."""
    results = scene.results
    reference = results.reference
    frames = [frame for frame in map(results.frame, results.contenders) if frame is not None]
    if not results.complete or reference is None:
        return []
    columns: dict[str, Array] = {
        "solver": np.array([contender.recipe.sampler for contender in results.contenders]),
        "nfe": np.array([frame.scalars["nfe"] for frame in frames]),
        "milliseconds": np.array([frame.scalars["milliseconds"] for frame in frames]),
        "apart": np.array([distances(frame.arrays["images"], reference) for frame in frames]),
    }
    whole = Shown(scene.state.recipe("solvers"), frames[0])
    return plot_of(scene, whole, "Solvers, with headings", "solvers", panel.matrix.picture(), columns)


def likelihood_exports(scene: FlowScene, panel: LikelihoodPanel) -> list[Export]:
    """The images with their bits, and the curve along the way."""
    shown = scene.whole(scene.likelihood)
    if shown is None:
        return []
    arrays = shown.frame.arrays
    count = len(arrays["bits"])
    table: dict[str, Array] = {"index": np.arange(count), "label": arrays["labels"], "bits": arrays["bits"]}
    curve: dict[str, Array] = {"t": FROM_NOISE.told(arrays["times"]), "bits_per_dim": arrays["curve"]}
    return [
        *plot_export(
            scene, scene.likelihood, "Likelihood, images", "likelihood", panel.matrix.picture(), table
        ),
        *plot_export(
            scene, scene.likelihood, "Likelihood, curve", "likelihood-curve", panel.plot.picture(), curve
        ),
    ]


def pictures(scene: Any, feed: Feed, title: str, stem: str, across: int) -> list[Export]:
    """A feed's pictures as a grid of ``across`` in a row, and its arrays."""
    shown = scene.whole(feed)
    if shown is None:
        return []
    options = {"layout": "grid", "columns": across, "scale": 3, "spacing": 1}
    return [Export(title, f"{scene.card.name}-{stem}", (".png", ".npz"), saver(shown, options))]


def path_columns(curves: NDArray[np.floating], times: NDArray[np.floating]) -> dict[str, Array]:
    """Paths ``(n, steps + 1, 2)`` as columns, one row for each point of each."""
    count, moments = curves.shape[:2]
    return {
        "path": np.repeat(np.arange(count), moments),
        "t": np.tile(times, count),
        "pc1": curves[..., 0].reshape(-1),
        "pc2": curves[..., 1].reshape(-1),
    }
