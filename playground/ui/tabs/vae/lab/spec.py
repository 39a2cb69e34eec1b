"""The VAE's 2-D lab: it trains while it can be seen, and nothing is played."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from playground.core.words import in_sum, number
from playground.paradigms.vae_lab.frames import KEPT
from playground.paradigms.vae_lab.presets import PRESETS
from playground.paradigms.vae_lab.recipes import VaeLab
from playground.ui.lab.densities import LOG_DENSITY
from playground.ui.lab.parts import Part, curves, distance
from playground.ui.lab.spec import LabSpec
from playground.ui.lab.words import Scalars, Words, known, least_seen, modes, those
from playground.ui.plots.colours import CLASS_COLOURS, SAMPLES
from playground.ui.plots.curves_plot import CurvesPlot
from playground.ui.plots.field_plane import LINES
from playground.ui.plots.heat import DENSITY
from playground.ui.plots.key_strip import Key
from playground.ui.stage.spec import Group, Simple
from playground.ui.tabs.vae import diagram
from playground.ui.tabs.vae.lab.planes import (
    AGGREGATE,
    DECODED,
    GRID,
    LINE,
    LOG_AGGREGATE,
    PROBE,
    Sides,
    VaeLabScene,
)
from playground.ui.tabs.vae.lab.state import VaeLabState
from playground.ui.widgets.editors import ListEditor
from playground.ui.widgets.plain import set_tip
from playground.ui.widgets.readings import Reading


def _told(scalars: Scalars, name: str) -> str:
    return number(float(scalars[name]))


def _added(scalars: Scalars, *names: str) -> tuple[str, ...]:
    return in_sum([float(scalars[name]) for name in names])


def _sum(scalars: Scalars) -> tuple[Reading, ...]:
    """Where the bound goes: −ELBO = entropy + KL(data‖model) + gap."""
    if "entropy" not in scalars or "divergence" not in scalars:
        return ()
    bound, entropy, divergence, gap = _added(scalars, "entropy", "divergence", "gap")
    if "divergence_error" in scalars:
        divergence += f" ± {number(float(scalars['divergence_error']), 3)}"
    return (
        Reading("−ELBO", bound),
        Reading("entropy", entropy, sign="="),
        Reading("KL(data‖model)", divergence, sign="+"),
        Reading("gap", gap, sign="+"),
    )


def _likelihood(scalars: Scalars) -> Reading:
    exact, importance = _told(scalars, "nll"), _told(scalars, "importance")
    return Reading("−log p(x)", exact, f"at most {importance} by importance sampling")


def _kl(scalars: Scalars) -> tuple[Reading, ...]:
    total, information, marginal = _added(scalars, "information", "aggregate_kl")
    return (
        Reading("KL", total),
        Reading("I(x; z)", information, sign="="),
        Reading("KL(q(z)‖p(z))", marginal, sign="+"),
    )


def _sigma(scalars: Scalars) -> Reading:
    learned = "learned" if scalars["sigma_learned"] else "fixed"
    return Reading("decoder σ", f"{float(scalars['sigma']):.3f}", learned)


_MEASURED: Words = (
    ("bound", _sum),
    ("nll", _likelihood),
    ("data_kl", _kl),
    ("stray", lambda scalars: Reading("samples off the data", f"{float(scalars['stray']):.0%}")),
    ("modes_covered", modes),
)
_NOW: Words = (
    ("active", lambda scalars: Reading("active dimensions", f"{scalars['active']} of {scalars['latent']}")),
    ("sigma", _sigma),
    ("probe_elbo", lambda scalars: Reading("ELBO of the probe", f"{_told(scalars, 'probe_elbo')} nats")),
)


def readings(scalars: Scalars) -> tuple[Reading, ...]:
    """What is known: what is measured now and then, with the step at which it was, and what is of now."""
    measured, now = known(_MEASURED, scalars), known(_NOW, scalars)
    if not measured:
        return now
    step = Reading("at step", number(int(scalars["measured_step"]), 0))
    return step, *measured, Reading("at step", "now", first=True), *now


TO_COME: Scalars = {
    "measured_step": 1000, "bound": 1.0, "entropy": 0.5, "divergence": 0.5,
    "divergence_error": 0.001, "gap": 0.5, "nll": 1.0,
    "importance": 1.0, "data_kl": 2.0, "information": 1.5, "aggregate_kl": 0.5, "stray": 0.1,
}  # fmt: skip


def _seen(scene: VaeLabScene) -> str:
    scalars = scene.numbers()
    if not {"bound", "entropy"} <= scalars.keys():
        return ""
    return least_seen("Over all data −ELBO", float(scalars["bound"]), float(scalars["entropy"]))


def _probed(with_others: bool) -> str:
    return "probe; posteriors at 1 σ" if with_others else "probe and its posterior at 1 σ"


def keys(state: VaeLabState) -> tuple[Key, ...]:
    """The meaning of what is drawn."""
    view, plane = state.view, state.run.latent == 2
    low, high = LOG_DENSITY
    first, last = LOG_AGGREGATE
    shown = those(
        (plane and not view.truth, Key("scale", DENSITY, f"left: log q(z) {first:g} … {last:g}")),
        (plane and view.truth, Key("scale", DENSITY, "left: p(z|x) of the probe")),
        (not plane, Key("line", (AGGREGATE.name(),), "p(z|x) of the probe" if view.truth else "q(z)")),
        (True, Key("dash", ("#ffffff",), "left: prior p(z)")),
        (view.ground != "none", Key("scale", DENSITY, f"right: log density {low:g} … {high:g}")),
        (view.data_points, Key("points", CLASS_COLOURS[::4], "data and their codes")),
        (view.samples, Key("points", (SAMPLES.name(),), "samples" if view.prior_codes else "right: samples")),
        (view.grid and plane, Key("line", (GRID.name(),), "right: decoded grid of z")),
        (view.grid and not plane, Key("line", (LINE.name(),), "right: decoded line of z")),
        (view.reconstructions, Key("line", (LINES.name(),), "right: point to reconstruction")),
        (True, Key("line", (PROBE.name(),), _probed(view.posteriors))),
        (True, Key("dash", (DECODED.name(),), "decoded latent point ± σ")),
    )  # fmt: skip
    return tuple(Key(key.sign, key.colours, key.text.replace("-", "−")) for key in shown)


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
    simple=Simple("beta", around="curves distance", sees=_seen),
)  # fmt: skip
