"""The path that only adds noise."""

from __future__ import annotations

import math
from typing import Literal

import msgspec

from playground.gaussian.levels import Level


class VarianceExploding(msgspec.Struct, frozen=True, kw_only=True):
    """``x = data + σ·noise``, and time is σ itself, from 0 to ``end`` (Karras et al. 2022).

    Their least and largest σ are the defaults.
    """

    floor: float = 0.002
    end: float = 80.0

    @property
    def kind(self) -> Literal["variance exploding"]:
        """Its family."""
        return "variance exploding"

    @property
    def steps(self) -> None:
        """Time is continuous."""
        return

    @property
    def prior_std(self) -> float:
        """Standard deviation of the start, σ at ``end``."""
        return self.end

    @property
    def coordinates(self) -> Literal["time"]:
        """In its own time, σ, the flow is regular."""
        return "time"

    def level(self, t: float) -> Level:
        """The level at σ = ``t`` in [0, end]."""
        if not 0 <= t <= self.end:
            raise ValueError(f"time {t} is outside [0, {self.end}]")
        return Level(t=float(t), alpha=1.0, sigma=float(t), d_alpha=0.0, d_sigma=1.0)

    def time(self, log_snr: float) -> float:
        """``exp(−log_snr/2)``, at most ``end``."""
        return self.end if log_snr < -2 * math.log(self.end) else math.exp(-log_snr / 2)
