"""The path of denoising diffusion: signal and noise share a constant variance."""

from __future__ import annotations

import math
from typing import Literal

from playground.gaussian.levels import Level
from playground.gaussian.schedules import Schedule, schedule


class VariancePreserving:
    """``x = √ᾱ·data + √(1 − ᾱ)·noise`` with a schedule of T steps (Ho, Jain, Abbeel 2020).

    Time is the paper's: 0 is the data, 1 … T are the steps a network was trained at (code that counts from
    zero calls them 0 … T − 1), and between them ᾱ is smooth. A network is never asked below ``floor``, 1 by
    default; the exact denoiser may be asked down to 0.
    """

    def __init__(self, betas: Schedule | None = None, *, floor: float = 1.0) -> None:
        self.schedule = schedule("linear", 1000) if betas is None else betas
        self.floor = floor

    def __repr__(self) -> str:
        return (
            f"VariancePreserving({self.schedule.name} of {self.schedule.steps} steps, floor={self.floor:g})"
        )

    @property
    def kind(self) -> Literal["variance preserving"]:
        """Its family."""
        return "variance preserving"

    @property
    def end(self) -> float:
        """T."""
        return float(self.schedule.steps)

    @property
    def steps(self) -> int:
        """T."""
        return self.schedule.steps

    @property
    def prior_std(self) -> float:
        """1, as in the paper; the true start differs from it by less than ᾱ_T."""
        return 1.0

    @property
    def coordinates(self) -> Literal["angle"]:
        """In time dσ/dt is infinite at the data; as an angle the path is a quarter of a circle, regular
        throughout."""
        return "angle"

    def level(self, t: float) -> Level:
        """The level at ``t`` in [0, T]; at 0, dσ/dt is infinite."""
        if not 0 <= t <= self.end:
            raise ValueError(f"time {t} is outside [0, {self.end}]")
        log_bar, slope = self.schedule.log_alpha_bar(t)
        alpha, sigma = math.exp(log_bar / 2), math.sqrt(-math.expm1(log_bar))
        d_alpha = alpha * slope / 2
        d_sigma = -alpha * d_alpha / sigma if sigma > 0 else math.inf
        return Level(t=float(t), alpha=alpha, sigma=sigma, d_alpha=d_alpha, d_sigma=d_sigma)

    def time(self, log_snr: float) -> float:
        """The time with this log SNR, which is log ᾱ/(1 − ᾱ) here; beyond the schedule, its nearer end."""
        log_bar = -math.log1p(math.exp(-log_snr)) if log_snr > -700 else log_snr
        return self.schedule.time(log_bar)
