"""The numbers under the planes in words."""

from __future__ import annotations

from playground.core.words import number
from playground.ui.lab.words import Scalars, Words, known, modes
from playground.ui.widgets.readings import Reading

_LEVELS = "Of the level that densities are drawn at: no network is asked nearer the data than it was trained."
_KL = "Along the probability flow in fine steps, whatever the sampler does."


def _levels(scalars: Scalars) -> tuple[Reading, ...]:
    """Of the densities; the transport says at which time."""
    alpha, sigma = (f"{float(scalars[name]):.2f}" for name in ("alpha", "sigma"))
    return Reading("signal", alpha, tip=_LEVELS), Reading("noise", sigma, tip=_LEVELS)


def _modes(scalars: Scalars) -> tuple[Reading, ...]:
    on_data, wrong = float(scalars["mode_quality"]), float(scalars["mode_error"])
    return (
        modes(scalars),
        Reading("points on one", f"{on_data:.0%}"),
        Reading("shares wrong by", f"{wrong:.1%}"),
    )


def _density(scalars: Scalars) -> tuple[Reading, ...]:
    """Of points a density is known only smoothed, which the error must not show."""
    alike = Reading("density", "estimated from the points", "for the error, the exact one likewise")
    return (alike,) if scalars["density_kind"] == "samples" else ()


def _smear(scalars: Scalars) -> tuple[Reading, ...]:
    smear = float(scalars["exact_smear"])
    return (Reading("exact up to a smear of", f"{smear:.2f}"),) if smear > 0 else ()


def _kl(scalars: Scalars) -> Reading:
    """The divergence with its standard error, and of which data it is where they are not the true ones.

    It begins a row: what stands before it is of points, and changes with the sampler.
    """
    smear = float(scalars["kl_smear"])
    found = f"{number(float(scalars['kl']), 3)} ± {number(float(scalars['kl_error']), 3)} nats"
    note = f"data smeared by {smear:.2f}" if smear > 0 else ""
    return Reading("KL of the learned density", found, note, first=True, tip=_KL)


def _straightness(scalars: Scalars) -> Reading:
    return Reading("straightness", f"{float(scalars['straightness']):.3f}", "0 is straight")


_WORDS: Words = (
    ("sigma", _levels),
    ("nfe", lambda scalars: Reading("NFE", str(scalars["nfe"]))),
    ("mode_error", _modes),
    ("straightness", _straightness),
    ("curve_error", lambda scalars: Reading("jumps miss by", f"{float(scalars['curve_error']):.3f}")),
    ("kl", _kl),
    ("field_error", lambda scalars: Reading("field error", f"{float(scalars['field_error']):.1%}")),
    ("density_kind", _density),
    ("exact_smear", _smear),
)

HELP = (
    "A point lies on a mode where the density of the data is that of a round Gaussian at three standard "
    "deviations, or more.\nA mode is covered when at least a quarter of its share of the points lies on it.\n"
    "The shares count every point for the nearest mode, however far that is."
)
"""What the numbers about modes mean."""


def readings(scalars: Scalars) -> tuple[Reading, ...]:
    """What is known."""
    return known(_WORDS, scalars)
