"""The numbers and the key under the planes in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from playground.core.frames import Scalar
from playground.ui.floors import floor_words
from playground.ui.lab.densities import LOG_DENSITY, RATIO
from playground.ui.plots.field_plane import DATA, WAY
from playground.ui.plots.heat import DENSITY, SIGNED
from playground.ui.plots.key_strip import Key
from playground.ui.plots.mesh import AREA
from playground.ui.plots.wheel import wheel
from playground.ui.tabs.nflow.lab.planes import GRID, LOG_AREA
from playground.ui.tabs.nflow.lab.state import NflowLabView
from playground.ui.words import magnitude, number

_Write = Callable[[Mapping[str, Scalar]], str]


def _nll(scalars: Mapping[str, Scalar]) -> str:
    nll, entropy, kl = (float(scalars[name]) for name in ("nll", "entropy", "kl"))
    return f"new data: −log p(x) {number(nll)} = entropy {number(entropy)} + KL {number(kl, 3)}"


def _condition(scalars: Mapping[str, Scalar]) -> str:
    median, worst = (float(scalars[f"condition_{name}"]) for name in ("median", "max"))
    return f"condition number {magnitude(median)}, largest {magnitude(worst)}"


def _distance(scalars: Mapping[str, Scalar]) -> str:
    found = f"sliced Wasserstein {float(scalars['sliced_wasserstein']):.3f}"
    return found + floor_words(scalars, "noise_floor")


# The midpoint rule sums a narrow peak to a little more than there can be.
_WORDS: tuple[tuple[str, _Write], ...] = (
    ("nll", _nll),
    ("round_trip", lambda scalars: f"round-trip error {magnitude(float(scalars['round_trip']))}"),
    ("condition_median", _condition),
    ("mass", lambda scalars: f"{min(float(scalars['mass']), 1):.1%} in the square"),
    ("sliced_wasserstein", _distance),
    ("modes_covered", lambda scalars: f"{scalars['modes_covered']} of {scalars['modes']} modes"),
)
"""For the scalar that must be there, how it and those beside it are written."""


def readings(scalars: Mapping[str, Scalar]) -> str:
    """What is known, in one line or more."""
    return "  ·  ".join(write(scalars) for name, write in _WORDS if name in scalars)


_TO_COME: Mapping[str, Scalar] = {
    "nll": 1.0, "entropy": 0.5, "kl": 0.5, "round_trip": 1.23e-6, "condition_median": 2.5,
    "condition_max": 500.0, "mass": 1.0, "sliced_wasserstein": 0.1, "noise_floor": 0.05,
    "noise_floor_low": 0.05, "noise_floor_high": 0.05,
}  # fmt: skip
_MODES_TO_COME: Mapping[str, Scalar] = {"modes": 8, "modes_covered": 8}


def most_readings(scalars: Mapping[str, Scalar]) -> str:
    """What is known, and in the place of what is not yet, numbers about as long as those will be."""
    modes = {} if "sliced_wasserstein" in scalars else _MODES_TO_COME
    return readings({**_TO_COME, **modes, **scalars})


def keys(view: NflowLabView) -> tuple[Key, ...]:
    """The meaning of what is drawn."""
    low, high = LOG_DENSITY
    around = tuple(colour.name() for colour in wheel()[::4])
    shown: list[tuple[bool, Key]] = [
        (view.points, Key("scale", (*around, around[0]), "angle of the noise, −π … π")),
        (view.areas, Key("scale", AREA, f"log area −{LOG_AREA:g} … {LOG_AREA:g}")),
        (view.grid, Key("line", (GRID.name(),), "even grid")),
        (view.probe, Key("line", (WAY.name(),), "probe")),
        (True, Key("scale", DENSITY, f"log density {low:g} … {high:g}".replace("-", "−"))),
        (view.error, Key("scale", SIGNED, f"log of learned / known ±{RATIO:g}")),
        (view.data_points, Key("points", (DATA.name(),), "data")),
    ]
    return tuple(key for there, key in shown if there)
