"""The VAE's 2-D lab: it trains while it can be seen, and nothing is played."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from playground.paradigms.vae_lab.frames import KEPT
from playground.paradigms.vae_lab.presets import PRESETS
from playground.paradigms.vae_lab.recipes import VaeLab
from playground.ui.lab.parts import Part, curves, distance
from playground.ui.lab.spec import LabSpec
from playground.ui.lab.words import Scalars
from playground.ui.plots.curves_plot import CurvesPlot
from playground.ui.stage.spec import Group
from playground.ui.tabs.vae import diagram
from playground.ui.tabs.vae.lab.planes import Sides, VaeLabScene
from playground.ui.tabs.vae.lab.state import VaeLabState
from playground.ui.tabs.vae.lab.words import TO_COME, keys, readings
from playground.ui.widgets.editors import ListEditor
from playground.ui.widgets.plain import set_tip

CURVES = ("−ELBO", "reconstruction", "KL")
SHORT = (("−ELBO", "reconstr.", "KL"), ("−ELBO", "rec.", "KL"))
COLOURS = ("#d9822b", "#1b998b")
_HEIGHT = 140
_FAR = 1500
"""Training steps after which there is something to see."""


def _curves(scene: VaeLabScene) -> tuple[Part[QWidget], ...]:
    return _bound(scene), distance(scene.feed, stretch=2)


def _bound(scene: VaeLabScene) -> Part[CurvesPlot]:
    plot, feed = CurvesPlot(CURVES, COLOURS, "entropy of the data", SHORT), scene.feed
    set_tip(
        plot,
        "Nats per point. The bound cannot fall below the entropy of the data:\n"
        "−ELBO = entropy + KL(data‖model) + the mean KL of the encoder’s posteriors from the true ones.",
    )

    return curves(
        "curves", plot, feed, lambda: feed.arrays.get("curves"), ("negative_elbo", "reconstruction", "kl"),
        "entropy", title="Curves of the bound", stem="bound", stretch=3,
    )  # fmt: skip


def _far(_recipe: VaeLab, scalars: Scalars) -> bool:
    # The first measurement is of a network that has learned nothing.
    return int(scalars.get("measured_step", 0)) > 0 and int(scalars.get("step", 0)) >= _FAR


LAB: LabSpec[VaeLabState, VaeLab] = LabSpec(
    name="vae",
    stem="vae-lab",
    kept=KEPT,
    groups=(
        Group("Objective", "beta learn_sigma sigma"),
        Group("Model", "latent width layers"),
        Group("Training", "learning_rate batch speed seed"),
    ),
    layers=(
        "ground", "data_points", "samples", "grid", "reconstructions", "posteriors", "prior_codes", "truth",
    ),
    # What σ is while it is learned, the numbers under the planes say.
    rows={"sigma": lambda recipe: not recipe.learn_sigma},
    # Three buttons in a row would be wider than the column.
    editors=lambda _scene: {"ground": ListEditor},
    presets=PRESETS,
    left=("seed", "training", "single_steps", "speed", "code", "probe"),
    planes=lambda scene, _player: Sides(scene),
    parts=lambda scene, _player: _curves(scene),
    twice=_curves,
    heights=(_HEIGHT, _HEIGHT),
    readings=readings,
    to_come=TO_COME,
    modes_with="stray",
    keys=lambda state, _scalars: keys(state),
    far=_far,
    diagram=diagram.LAB,
)  # fmt: skip
