"""The normalizing flow's 2-D lab: the transport goes through its layers while they learn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtWidgets import QWidget

from playground.core.words import subscript
from playground.paradigms.nflow_lab.presets import PRESETS
from playground.paradigms.nflow_lab.recipes import NflowLab
from playground.ui.lab.parts import Figure, Part, curves
from playground.ui.lab.spec import LabSpec
from playground.ui.lab.words import Scalars
from playground.ui.plots.curves_plot import CurvesPlot
from playground.ui.plots.waterfall_plot import WaterfallPlot
from playground.ui.stage.spec import Group, Walk
from playground.ui.state.player import Player
from playground.ui.tabs.nflow import diagram
from playground.ui.tabs.nflow.lab.layer_bar import LayerBar
from playground.ui.tabs.nflow.lab.places import STOPS, NflowLabScene, layer_of, stop_of
from playground.ui.tabs.nflow.lab.planes import NflowPlanes
from playground.ui.tabs.nflow.lab.state import NflowLabState
from playground.ui.tabs.nflow.lab.words import TO_COME, keys, readings
from playground.ui.widgets.plain import set_tip

_LEAST, _MOST = 104, 140
_FAR = 1500
"""Training steps after which there is something to see."""


def _parts(scene: NflowLabScene, player: Player) -> tuple[Part[QWidget], ...]:
    layers = Part(name="layers", widget=LayerBar(scene, player), place="below")
    return layers, *_fit(scene)


def _fit(scene: NflowLabScene) -> tuple[Part[QWidget], ...]:
    return _likelihood(scene), _waterfall(scene)


def _likelihood(scene: NflowLabScene) -> Part[CurvesPlot]:
    plot, feed = CurvesPlot(("−log p(x)",), (), "entropy"), scene.feed
    set_tip(
        plot,
        "Nats per point. The mean over the data cannot fall below their entropy:\n"
        "−log p = entropy + KL(data‖model).",
    )

    return curves(
        "curve", plot, feed, lambda: feed.arrays.get("losses"), ("loss",), "entropy",
        title="Curve of the likelihood", stem="nll", columns=("nll",), stretch=2, empty=False,
    )  # fmt: skip


def _waterfall(scene: NflowLabScene) -> Part[WaterfallPlot]:
    plot, feed = WaterfallPlot("log p(x)", "nats", "known"), scene.feed
    set_tip(
        plot,
        "The probe’s log-likelihood: the log-density of its noise, and each layer’s log|det J|\n"
        "in the sense from data to noise, in nats.",
    )

    def tell() -> bool:
        terms, scalars = feed.arrays.get("waterfall"), feed.scalars
        if terms is None:
            return True
        names = [f"f{subscript(index)}" for index in range(1, len(terms))]
        if scalars["direction"] == "noise to data":
            # In the order in which they are walked through.
            names, terms = names[::-1], terms[[0, *range(len(terms) - 1, 0, -1)]]
        level = float(scalars.get("log_density_exact", "nan"))
        position = round(float(scalars["position"]))
        plot.set_terms(("log p(z)", *names, "log p(x)"), terms, level, position)
        return True

    def figures() -> Iterator[Figure]:
        if len(plot.terms):
            # From the data's side on, as frames have them.
            terms = feed.arrays["waterfall"].astype(np.float64)
            columns = {"log_density": np.append(terms, terms.sum())}
            yield Figure("Waterfall of the probe", "waterfall", plot.picture(), columns)

    return Part(name="waterfall", widget=plot, tell=tell, figures=figures, stretch=3)


def _far(_recipe: NflowLab, scalars: Scalars) -> bool:
    known = {"nll", "sliced_wasserstein", "condition_median"} <= scalars.keys()
    return known and int(scalars.get("step", 0)) >= _FAR


LAB: LabSpec[NflowLabState, NflowLab] = LabSpec(
    name="nflow",
    stem="nflow-lab",
    kept=("data_points", "points", "angles", "radii", "grid", "log_areas", "density", "density_exact"),
    groups=(
        Group("Flow", "transform layers width bins"),
        Group("Training", "learning_rate batch speed seed"),
        Group("View", "points"),
    ),
    presets=PRESETS,
    left=("seed", "training", "single_steps", "speed", "direction", "layer", "points", "probe", "held"),
    layers=("points", "grid", "areas", "probe", "data_points", "error"),
    rows={"bins": lambda recipe: recipe.transform == "spline coupling"},
    planes=lambda scene, _player: NflowPlanes(scene),
    parts=_parts,
    twice=_fit,
    heights=(_LEAST, _MOST),
    readings=readings,
    to_come=TO_COME,
    modes_with="sliced_wasserstein",
    keys=lambda state, _scalars: keys(state.view),
    far=_far,
    per_second=20.0,
    walk=Walk(
        "Through the layers",
        "Go to a layer",
        lambda recipe: (STOPS * recipe.most_layers + 1, stop_of(recipe)),
        lambda recipe, stop: {"layer": layer_of(stop, recipe.most_layers)},
    ),
    diagram=diagram.LAB,
)
