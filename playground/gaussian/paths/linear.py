"""The straight path of flow matching and rectified flow."""

from __future__ import annotations

import math
from typing import Literal

import msgspec

from playground.gaussian.levels import Level


class Linear(msgspec.Struct, frozen=True, kw_only=True):
    """``x = (1 − t)·data + t·noise`` (Liu et al. 2023; Lipman et al. 2023 with their time reversed).

    ``end`` below 1 is for networks that predict noise or the score, which says nothing of the data at t = 1.
    """

    end: float = 1.0
    floor: float = 0.0

    @property
    def kind(self) -> Literal["linear"]:
        """Its family."""
        return "linear"

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
        """In its own time the flow is regular."""
        return "time"

    def level(self, t: float) -> Level:
        """The level at ``t`` in [0, end]."""
        if not 0 <= t <= self.end:
            raise ValueError(f"time {t} is outside [0, {self.end}]")
        return Level(t=float(t), alpha=1.0 - float(t), sigma=float(t), d_alpha=-1.0, d_sigma=1.0)

    def time(self, log_snr: float) -> float:
        """``1/(1 + exp(log_snr/2))``, at most ``end``."""
        if log_snr > 0:
            small = math.exp(-log_snr / 2)
            return min(small / (1 + small), self.end)
        return min(1 / (1 + math.exp(log_snr / 2)), self.end)
