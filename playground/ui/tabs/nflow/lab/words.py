"""The numbers and the key under the planes in words."""

from __future__ import annotations

from playground.core.words import in_sum, magnitude, number
from playground.ui.lab.densities import LOG_DENSITY, RATIO
from playground.ui.lab.words import Scalars, Words, distance, known, modes, those
from playground.ui.plots.colours import DATA, WAY
from playground.ui.plots.heat import DENSITY, SIGNED
from playground.ui.plots.key_strip import Key
from playground.ui.plots.mesh import AREA
from playground.ui.plots.wheel import wheel
from playground.ui.tabs.nflow.lab.planes import GRID, LOG_AREA
from playground.ui.tabs.nflow.lab.state import NflowLabView
from playground.ui.widgets.readings import Reading


def _nll(scalars: Scalars) -> tuple[Reading, ...]:
    nll, entropy, kl = in_sum([float(scalars[name]) for name in ("entropy", "kl")], 3)
    error = number(float(scalars["kl_error"]), 3)
    return (
        Reading("−log p(x) of new data", nll),
        Reading("entropy", entropy, sign="="),
        Reading("KL", f"{kl} ± {error}", sign="+"),
    )


def _condition(scalars: Scalars) -> Reading:
    median, worst = (float(scalars[f"condition_{name}"]) for name in ("median", "max"))
    return Reading("condition number", magnitude(median), f"largest {magnitude(worst)}")


# The midpoint rule sums a narrow peak to a little more than there can be.
_WORDS: Words = (
    ("nll", _nll),
    ("round_trip", lambda scalars: Reading("round-trip error", magnitude(float(scalars["round_trip"])))),
    ("condition_median", _condition),
    ("mass", lambda scalars: Reading("in the square", f"{min(float(scalars['mass']), 1):.1%}")),
    ("sliced_wasserstein", distance),
    ("modes_covered", modes),
)


def readings(scalars: Scalars) -> tuple[Reading, ...]:
    """What is known."""
    return known(_WORDS, scalars)


TO_COME: Scalars = {
    "nll": 1.0, "entropy": 0.5, "kl": 0.5, "kl_error": 0.001, "round_trip": 1.23e-6, "condition_median": 2.5,
    "condition_max": 500.0, "mass": 1.0, "sliced_wasserstein": 0.1, "noise_floor": 0.05,
    "noise_floor_low": 0.05, "noise_floor_high": 0.05,
}  # fmt: skip


def keys(view: NflowLabView) -> tuple[Key, ...]:
    """The meaning of what is drawn."""
    low, high = LOG_DENSITY
    around = tuple(colour.name() for colour in wheel()[::4])
    return those(
        (view.points, Key("scale", (*around, around[0]), "angle of the noise, −π … π")),
        (view.areas, Key("scale", AREA, f"log area −{LOG_AREA:g} … {LOG_AREA:g}")),
        (view.grid, Key("line", (GRID.name(),), "even grid")),
        (view.probe, Key("line", (WAY.name(),), "probe")),
        (True, Key("scale", DENSITY, f"log density {low:g} … {high:g}".replace("-", "−"))),
        (view.error, Key("scale", SIGNED, f"log of learned / known ±{RATIO:g}")),
        (view.data_points, Key("points", (DATA.name(),), "data")),
    )
