"""The numbers under the planes in words."""

from __future__ import annotations

from playground.core.words import number
from playground.ui.lab.words import Scalars, Words, line, modes


def _time(scalars: Scalars, called: str) -> str:
    alpha, sigma = (float(scalars[name]) for name in ("alpha", "sigma"))
    return f"{called} {float(scalars['time']):.2f} (α {alpha:.2f}, σ {sigma:.2f})"


def _modes(scalars: Scalars) -> str:
    on_data, wrong = float(scalars["mode_quality"]), float(scalars["mode_error"])
    return f"{modes(scalars)}, {on_data:.0%} of the points on one, shares wrong by {wrong:.1%}"


def _density(scalars: Scalars) -> str:
    """Of points a density is known only smoothed, which the error must not show."""
    if scalars["density_kind"] != "samples":
        return ""
    return "density smoothed from the points, and for the error the exact one alike"


def _smear(scalars: Scalars) -> str:
    smear = float(scalars["exact_smear"])
    return f"exact up to a smear of {smear:.2f}" if smear > 0 else ""


def _kl(scalars: Scalars) -> str:
    """The divergence with its standard error, and of which data it is where they are not the true ones."""
    smear = float(scalars["kl_smear"])
    found = f"KL {number(float(scalars['kl']), 3)} ± {number(float(scalars['kl_error']), 3)} nats"
    return f"{found} (data smeared by {smear:.2f})" if smear > 0 else found


_WORDS: Words = (
    ("nfe", lambda scalars: f"NFE {scalars['nfe']}"),
    ("mode_error", _modes),
    ("kl", _kl),
    ("straightness", lambda scalars: f"straightness {float(scalars['straightness']):.3f} (0 is straight)"),
    ("field_error", lambda scalars: f"field error {float(scalars['field_error']):.1%}"),
    ("density_kind", _density),
    ("exact_smear", _smear),
    ("curve_error", lambda scalars: f"jumps miss by {float(scalars['curve_error']):.3f}"),
)

HELP = (
    "A point lies on a mode where the density of the data is that of a round Gaussian at three standard "
    "deviations, or more.\nA mode is covered when at least a quarter of its share of the points lies on it.\n"
    "The shares count every point for the nearest mode, however far that is."
)
"""What the numbers about modes mean."""


def readings(scalars: Scalars, time: str = "time") -> str:
    """What is known, in one line or more; the path’s time under the name ``time``."""
    return line((("sigma", lambda scalars: _time(scalars, time)), *_WORDS), scalars)
