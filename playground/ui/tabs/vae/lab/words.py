"""The numbers and the key under the planes in words."""

from __future__ import annotations

import re

from playground.core.words import in_sum, number
from playground.ui.lab.densities import LOG_DENSITY
from playground.ui.lab.words import Scalars, Words, line, modes, those
from playground.ui.plots.colours import CLASS_COLOURS, SAMPLES
from playground.ui.plots.field_plane import LINES
from playground.ui.plots.heat import DENSITY
from playground.ui.plots.key_strip import Key
from playground.ui.tabs.vae.lab.planes import AGGREGATE, DECODED, GRID, LINE, LOG_AGGREGATE, PROBE
from playground.ui.tabs.vae.lab.state import VaeLabState


def _told(scalars: Scalars, name: str) -> str:
    return number(float(scalars[name]))


def _added(scalars: Scalars, *names: str) -> tuple[str, ...]:
    return in_sum([float(scalars[name]) for name in names])


def _sum(scalars: Scalars) -> str:
    """Where the bound goes: −ELBO = entropy + KL(data‖model) + gap."""
    if "entropy" not in scalars or "divergence" not in scalars:
        return ""
    bound, entropy, divergence, gap = _added(scalars, "entropy", "divergence", "gap")
    if "divergence_error" in scalars:
        divergence += f" ± {number(float(scalars['divergence_error']), 3)}"
    return f"−ELBO {bound} = entropy {entropy} + KL(data‖model) {divergence} + gap {gap}"


def _likelihood(scalars: Scalars) -> str:
    exact, importance = _told(scalars, "nll"), _told(scalars, "importance")
    return f"−log p(x) {exact}, at most {importance} by importance sampling"


def _kl(scalars: Scalars) -> str:
    total, information, marginal = _added(scalars, "information", "aggregate_kl")
    return f"KL {total} = I(x; z) {information} + KL(q(z)‖p(z)) {marginal}"


def _sigma(scalars: Scalars) -> str:
    learned = "learned" if scalars["sigma_learned"] else "fixed"
    return f"decoder σ {float(scalars['sigma']):.3f} ({learned})"


_MEASURED: Words = (
    ("bound", _sum),
    ("nll", _likelihood),
    ("data_kl", _kl),
    ("stray", lambda scalars: f"{float(scalars['stray']):.0%} of the samples off the data"),
    ("modes_covered", modes),
)
_NOW: Words = (
    ("active", lambda scalars: f"{scalars['active']} of {scalars['latent']} latent dimensions active"),
    ("sigma", _sigma),
    ("probe_elbo", lambda scalars: f"probe: ELBO {_told(scalars, 'probe_elbo')} nats"),
)


def readings(scalars: Scalars) -> str:
    """What is known: what is measured now and then, with the step at which it was, and what is of now."""
    measured, now = (_together(line(words, scalars)) for words in (_MEASURED, _NOW))
    if not measured:
        return now
    return f"At step {int(scalars['measured_step']):,}: {measured}\nNow: {now}"


TO_COME: Scalars = {
    "measured_step": 1000, "bound": 1.0, "entropy": 0.5, "divergence": 0.5,
    "divergence_error": 0.001, "gap": 0.5, "nll": 1.0,
    "importance": 1.0, "data_kl": 2.0, "information": 1.5, "aggregate_kl": 0.5, "stray": 0.1,
}  # fmt: skip


def _together(text: str) -> str:
    """No line ends within a formula, between a name and its number, or within “8 of 8 modes”."""
    joined = text.replace("I(x; z)", "I(x;\u00a0z)")
    return re.sub(r"(?<=−log) |(?<=[^ ]) (?=[−\d])|(?<=\d) (?=of \d|modes)", "\u00a0", joined)


def keys(state: VaeLabState) -> tuple[Key, ...]:
    """The meaning of what is drawn."""
    view, plane = state.view, state.run.latent == 2
    low, high = LOG_DENSITY
    first, last = LOG_AGGREGATE
    shown = those(
        (plane and not view.truth, Key("scale", DENSITY, f"left: log q(z) {first:g} … {last:g}")),
        (plane and view.truth, Key("scale", DENSITY, "left: p(z|x) of the probe")),
        (not plane, Key("line", (AGGREGATE.name(),), "p(z|x) of the probe" if view.truth else "q(z)")),
        (True, Key("dash", ("#ffffff",), "prior p(z)")),
        (view.ground != "none", Key("scale", DENSITY, f"right: log density {low:g} … {high:g}")),
        (view.data_points, Key("points", CLASS_COLOURS[::4], "data and their codes")),
        (view.samples, Key("points", (SAMPLES.name(),), "samples")),
        (view.grid and plane, Key("line", (GRID.name(),), "decoded grid of z")),
        (view.grid and not plane, Key("line", (LINE.name(),), "decoded line of z")),
        (view.reconstructions, Key("line", (LINES.name(),), "point to reconstruction")),
        (True, Key("line", (PROBE.name(),), "probe and its posterior at 1 σ")),
        (True, Key("dash", (DECODED.name(),), "decoded latent point ± σ")),
    )  # fmt: skip
    return tuple(Key(key.sign, key.colours, key.text.replace("-", "−")) for key in shown)
