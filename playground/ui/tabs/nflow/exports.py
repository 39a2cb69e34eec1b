"""What the Images stage of normalizing flows can write: exports hold the frames shown when they were made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from playground.core.frames import Array
from playground.core.progress import Progress
from playground.core.recipe import change, to_json
from playground.paradigms.nflow_images.recipes import Inspect
from playground.ui.feed import Feed, Shown
from playground.ui.plots.plot_files import save_plot
from playground.ui.sampling.exports import ANIMATION
from playground.ui.saving import plotted, saver
from playground.ui.tab import Export
from playground.ui.tabs.nflow.scene import NflowScene
from playground.ui.tabs.nflow.sources import LOOKS

if TYPE_CHECKING:
    from playground.ui.tabs.nflow.back_panel import BackPanel
    from playground.ui.tabs.nflow.inspect_panel import InspectPanel
    from playground.ui.tabs.nflow.likelihood_panel import LikelihoodPanel

_GRID = {"layout": "grid", "scale": 3, "spacing": 1}


def frame_exports(scene: NflowScene) -> list[Export]:
    """Pictures and arrays of what the open panel shows whole."""
    strip = {"layout": "filmstrip", "scale": 4, "spacing": 1}
    made: tuple[tuple[Feed, str, str, tuple[str, ...], dict[str, Any]], ...] = (
        (scene.sample, "Samples, grid and arrays", "samples", (".png", ".npz"), _GRID),
        (scene.sample, "Samples, a folder of pictures", "samples", ("",), {}),
        (
            scene.interpolate, "Between A and B, filmstrip and arrays", "between", (".png", ".npz"),
            {**strip, "scale": 2},
        ),
        (scene.interpolate, "Between A and B, animated", "between", ANIMATION, {"scale": 8, "fps": 16}),
        (scene.inspect, "There and back, and read as each class", "picture", (".png", ".npz"), strip),
    )  # fmt: skip
    found = [
        _export(scene, scene.whole(feed), title, stem, suffixes, options)
        for feed, title, stem, suffixes, options in made
        if scene.shows(feed)
    ]
    scales = scene.whole(scene.scales)
    if scales is not None and scene.shows(scene.scales):
        across = {**_GRID, "columns": int(scales.frame.scalars["columns"])}
        found.append(
            _export(scene, scales, "Scales, pictures and arrays", "scales", (".png", ".npz"), across)
        )
    return [export for export in found if export is not None]


def bits_exports(scene: NflowScene) -> list[Export]:
    """The bits of every picture that was measured, for each kind as a table and as arrays."""
    exports = []
    for recipe in scene.measured.planned or (scene.images.likelihood(),):
        frame = scene.bits_of(recipe)
        if frame is None or not frame.final or recipe.model != scene.card.name:
            continue
        names = ("bits", "log_base", "log_determinant")
        columns: dict[str, Array] = {"index": np.arange(len(frame.arrays["bits"]))}
        columns |= {"label": frame.arrays["labels"], **{name: frame.arrays[name] for name in names}}
        title = f"Bits per dimension, {LOOKS[recipe.of].title}"
        stem = f"{scene.card.name}-bits-{recipe.of}"
        shown = Shown(recipe, frame)
        exports.append(Export(title, stem, (".csv", ".npz"), _table_or_arrays(shown, columns)))
    return exports


def likelihood_plot(scene: NflowScene, panel: LikelihoodPanel) -> list[Export]:
    """The histograms, once all of them are whole."""
    bars = panel.plot.bars
    if not bars or not scene.measured.complete:
        return []
    edges = next(iter(bars.values())).edges
    columns: dict[str, Array] = {"from": edges[:-1], "to": edges[1:]}
    columns |= {LOOKS[name].title.replace(" ", "_"): each.counts for name, each in bars.items()}
    frame = scene.bits_of(scene.measured.planned[0])
    document = to_json(scene.images.recipe("likelihoods"), {} if frame is None else frame.facts)
    title = "Bits per dimension, histograms"
    return [plotted(title, f"{scene.card.name}-histogram", panel.plot.picture(), columns, document)]


def inspect_plots(scene: NflowScene, panel: InspectPanel) -> list[Export]:
    """The terms of the chosen picture's log-likelihood."""
    shown = scene.whole(scene.inspect)
    if shown is None or not len(panel.terms.terms):
        return []
    terms = panel.terms.terms
    columns: dict[str, Array] = {
        "term": np.array(panel.terms.names), "nats": np.append(terms, terms.sum())
    }  # fmt: skip
    document = to_json(shown.recipe, shown.frame.facts)
    return [
        plotted(
            "Terms of the log-likelihood",
            f"{scene.card.name}-terms",
            panel.terms.picture(),
            columns,
            document,
        )
    ]


def back_plots(scene: NflowScene, panel: BackPanel) -> list[Export]:
    """The distribution of z."""
    shown = scene.whole(scene.inspect)
    if shown is None or not len(panel.plot.edges):
        return []
    edges = panel.plot.edges
    columns: dict[str, Array] = {"from": edges[:-1], "to": edges[1:], "density": panel.plot.densities}
    document = to_json(_looked_at(scene, shown).recipe, shown.frame.facts)
    return [plotted("Values of z, plot", f"{scene.card.name}-z", panel.plot.picture(), columns, document)]


def _looked_at(scene: NflowScene, shown: Shown) -> Shown:
    """An inspected picture with the panel that is open: both that show it ask for it alike."""
    look = "way" if scene.images.panel == "back" else "likelihood"
    return Shown(change(shown.recipe, look=look), shown.frame)


def _export(
    scene: NflowScene,
    shown: Shown | None,
    title: str,
    stem: str,
    suffixes: tuple[str, ...],
    options: dict[str, Any],
) -> Export | None:
    if shown is None:
        return None
    if isinstance(shown.recipe, Inspect):
        shown = _looked_at(scene, shown)
    return Export(title, f"{scene.card.name}-{stem}", suffixes, saver(shown, options))


def _table_or_arrays(shown: Shown, columns: dict[str, Array]) -> Any:
    arrays = saver(shown, {})

    def save(path: Path, overwrite: bool, progress: Progress) -> None:
        if path.suffix.lower() == ".npz":
            arrays(path, overwrite, progress)
        else:
            document = to_json(shown.recipe, shown.frame.facts)
            save_plot(path, None, columns, document, overwrite=overwrite)

    return save
