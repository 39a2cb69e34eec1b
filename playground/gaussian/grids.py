"""Time grids: the times that a sampler visits, as a list from the noisiest down to 0."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import msgspec
import numpy as np

from playground.core.errors import RecipeError
from playground.gaussian.paths import Path

_KARRAS_RHO = 7.0
_BETA_SHAPE = 0.6
# Karras et al. (2022) go from σ/α = 80 to 0.002; a path whose ends lie beyond is divided between these.
_LARGEST_RATIO, _LEAST_RATIO = 80.0, 0.002

_ENDLESS = (
    "This spacing divides all of σ/α, which is infinite where this path begins. Choose Karras, which begins "
    f"at {_LARGEST_RATIO:g}."
)
_NEEDS_STEPS = (
    "This spacing counts the whole steps that a network was trained at; this path’s time is continuous. "
    "Choose uniform."
)


class Grid(msgspec.Struct, frozen=True, kw_only=True):
    """A way to space times.

    ``whole`` ones exist only on paths with a number of steps, of which they leave at least ``spare``;
    ``finite`` ones only on paths with some data left at their end.
    """

    name: str
    title: str
    help: str
    build: Callable[[Path, int], list[float]]
    whole: bool = False
    spare: int = 0
    finite: bool = False


def times(name: str, path: Path, steps: int) -> list[float]:
    """``steps + 1`` strictly decreasing times ending at 0, the clean data; raises ``RecipeError``.

    The first is the path's end, except with ``leading`` spacings. On a path with a floor above 0 the last
    time before 0 is the floor, except with those that are shifted, ``trailing`` or open (and with one step).
    """
    if name not in GRIDS:
        raise RecipeError(f"There is no spacing “{name}”; there are {', '.join(GRIDS)}.")
    if steps < 1:
        raise RecipeError("A sampler needs at least one step.")
    if reason := refusal(name, path, steps):
        raise RecipeError(reason)
    found = GRIDS[name].build(path, steps)
    if any(low >= high for high, low in itertools.pairwise(found)):
        raise RecipeError(
            f"The spacing “{name}” has no {steps} different times on this path; take fewer steps."
        )
    return found


def refusal(name: str, path: Path, steps: int) -> str | None:
    """Why a spacing does not exist on a path, as a sentence; ``None`` where it does."""
    if GRIDS[name].finite and path.level(path.end).alpha == 0:
        return _ENDLESS
    if not GRIDS[name].whole:
        return None
    if path.steps is None:
        return _NEEDS_STEPS
    if steps > (most := path.steps - GRIDS[name].spare):
        return f"There are only {most} steps on this path, so {steps} cannot be chosen from them."
    return None


def _spaced(time_at: Callable[[Path, float], float]) -> Callable[[Path, int], list[float]]:
    """A grid from a map of [0, 1] (noisiest to cleanest) to time, ending at the floor and then 0."""

    def build(path: Path, steps: int) -> list[float]:
        count = steps if path.floor > 0 else steps + 1
        inner = [time_at(path, i / (count - 1)) for i in range(1, count - 1)]
        # The ends are exact, whatever the rounding of the map.
        return [path.end, *inner, *([path.floor] if count > 1 else []), *([0.0] if path.floor > 0 else [])]

    return build


def _uniform(path: Path, u: float) -> float:
    return path.end + u * (path.floor - path.end)


def _quadratic(path: Path, u: float) -> float:
    return path.floor + (1 - u) ** 2 * (path.end - path.floor)


def ends(path: Path) -> tuple[float, float]:
    """The largest and least σ/α at which a model is asked."""
    end, floor = path.level(path.end), path.level(path.floor)
    return end.sigma / end.alpha if end.alpha > 0 else math.inf, floor.sigma / floor.alpha


def covered(path: Path) -> bool:
    """Whether spacings of σ/α go from end to end of a path, and not only between their bounds."""
    return ends(path) == _ratios(path)


def _ratios(path: Path) -> tuple[float, float]:
    """The largest and least σ/α to divide between."""
    largest, least = ends(path)
    return min(largest, _LARGEST_RATIO), max(least, _LEAST_RATIO)


def _karras_between(ends: tuple[float, float], path: Path, u: float) -> float:
    largest, least = (ratio ** (1 / _KARRAS_RHO) for ratio in ends)
    return path.time(-2 * _KARRAS_RHO * math.log(largest + u * (least - largest)))


def _karras(path: Path, u: float) -> float:
    return _karras_between(_ratios(path), path, u)


def _karras_whole(path: Path, u: float) -> float:
    return _karras_between(ends(path), path, u)


def _beta(path: Path, u: float) -> float:
    from scipy.special import betaincinv

    largest, least = ends(path)
    share = float(betaincinv(_BETA_SHAPE, _BETA_SHAPE, 1 - u))
    return path.time(-2 * math.log(least + share * (largest - least)))


def _log_snr(path: Path, u: float) -> float:
    largest, least = (math.log(ratio) for ratio in _ratios(path))
    return path.time(-2 * (largest + u * (least - largest)))


def _total(path: Path) -> int:
    if path.steps is None:
        raise RecipeError(_NEEDS_STEPS)
    return path.steps


def _leading(path: Path, steps: int) -> list[float]:
    stride = _total(path) // steps
    return [*(1.0 + stride * i for i in reversed(range(steps))), 0.0]


def _leading_shifted(path: Path, steps: int) -> list[float]:
    return [*(time + 1 for time in _leading(path, steps)[:-1]), 0.0]


def _leading_open(path: Path, steps: int) -> list[float]:
    return [*_leading(path, steps + 1)[:-2], 0.0]


def _trailing(path: Path, steps: int) -> list[float]:
    total = _total(path)
    return [*(float(np.round(total - i * (total / steps))) for i in range(steps)), 0.0]


def _linspace(path: Path, steps: int) -> list[float]:
    total = _total(path)
    if steps == 1:
        return [path.end, 0.0]
    return [*(1.0 + float(t) for t in np.round(np.linspace(0, total - 1, steps))[::-1]), 0.0]


def _linspace_open(path: Path, steps: int) -> list[float]:
    inner = np.round(np.linspace(0, _total(path) - 1, steps + 1))[:0:-1]
    return [*(1.0 + float(t) for t in inner), 0.0]


_ALL = (
    Grid(
        name="uniform",
        title="Uniform",
        help="Equal steps of time.",
        build=_spaced(_uniform),
    ),
    Grid(
        name="leading",
        title="Leading",
        help="Every k-th step from the first; starts below the noisiest level (DDIM’s own code).",
        build=_leading,
        whole=True,
    ),
    Grid(
        name="leading-shifted",
        title="Leading, shifted",
        help="As leading, but one step noisier each (“steps_offset” = 1 of diffusers).",
        build=_leading_shifted,
        whole=True,
        spare=1,
    ),
    Grid(
        name="leading-open",
        title="Leading, open",
        help="As leading with one step more, of which the last is left out (DPM-Solver++ of diffusers).",
        build=_leading_open,
        whole=True,
        spare=1,
    ),
    Grid(
        name="trailing",
        title="Trailing",
        help="Every k-th step from the last; starts at pure noise (Lin et al. 2024).",
        build=_trailing,
        whole=True,
    ),
    Grid(
        name="linspace",
        title="Linspace",
        help="From the last step to the first, rounded to whole steps.",
        build=_linspace,
        whole=True,
    ),
    Grid(
        name="linspace-open",
        title="Linspace, open",
        help="As linspace with one step more, of which the last is left out (DPM-Solver++ of diffusers).",
        build=_linspace_open,
        whole=True,
        spare=1,
    ),
    Grid(
        name="quadratic",
        title="Quadratic",
        help="Time as a square, denser near the data (Song, Meng and Ermon 2021).",
        build=_spaced(_quadratic),
    ),
    Grid(
        name="karras",
        title="Karras",
        help="σ/α as a seventh power, denser near the data (Karras et al. 2022).",
        build=_spaced(_karras),
    ),
    Grid(
        name="karras-whole",
        title="Karras, whole path",
        help="As Karras, but between the path’s own largest and least σ/α, whatever they are.",
        build=_spaced(_karras_whole),
        finite=True,
    ),
    Grid(
        name="beta",
        title="Beta",
        help="σ/α by quantiles of Beta(0.6, 0.6), denser at both ends (Lee et al. 2024).",
        build=_spaced(_beta),
        finite=True,
    ),
    Grid(
        name="log-snr",
        title="Log SNR",
        help="Equal steps of the logarithm of the signal-to-noise ratio (Lu et al. 2022).",
        build=_spaced(_log_snr),
    ),
)
GRIDS: dict[str, Grid] = {grid.name: grid for grid in _ALL}
TITLES = {grid.name: grid.title for grid in _ALL}
