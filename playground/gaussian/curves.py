"""The curves of a path: how signal and noise share x at every time."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.gaussian.paths import Path, VariancePreserving

_POINTS = 257
_LEAST_SNR, _LARGEST_SNR = 1e-6, 1e6


class Curve(msgspec.Struct, frozen=True):
    """A named curve ``y`` over ``t``, both (n,); ``decades`` says that y is a logarithm to base 10.

    ``at`` gives the value at any time of a curve whose ends are cut off.
    """

    symbol: str
    meaning: str
    t: NDArray[np.float64]
    y: NDArray[np.float64]
    decades: bool = False
    at: Callable[[float], float] | None = None


def curves_of(path: Path) -> tuple[Curve, ...]:
    """β, ᾱ and SNR of a path with a schedule (Ho et al. 2020), else α, σ and SNR."""

    def ratio_at(time: float) -> float:
        return path.level(min(max(time, 0.0), path.end)).snr

    if isinstance(path, VariancePreserving):
        schedule = path.schedule
        t = np.arange(1, schedule.steps + 1, dtype=np.float64)
        return (
            Curve("β", "noise added in one step", t, schedule.betas),
            Curve("ᾱ", "share of the data’s variance", t, schedule.alpha_bars[1:]),
            Curve("SNR", "signal-to-noise ratio ᾱ/(1 − ᾱ)", t, _decades(schedule.snr), True, ratio_at),
        )
    t = np.linspace(0, path.end, _POINTS)
    levels = [path.level(float(at)) for at in t]
    ratio = np.array([level.snr for level in levels])
    return (
        Curve("α", "factor of the data", t, np.array([level.alpha for level in levels])),
        Curve("σ", "factor of the noise", t, np.array([level.sigma for level in levels])),
        Curve("SNR", "signal-to-noise ratio (α/σ)²", t, _decades(ratio), True, ratio_at),
    )


def _decades(ratio: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logarithms to base 10; the ends, where there is only signal or only noise, are cut off."""
    return np.asarray(np.log10(np.clip(ratio, _LEAST_SNR, _LARGEST_SNR)), dtype=np.float64)
