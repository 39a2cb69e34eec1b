"""Paths from data to noise, one file each; every path maps its time to a :class:`Level`."""

from __future__ import annotations

from typing import Literal, Protocol

from playground.gaussian.levels import Level
from playground.gaussian.paths.linear import Linear
from playground.gaussian.paths.tabulated import Tabulated
from playground.gaussian.paths.variance_exploding import VarianceExploding
from playground.gaussian.paths.variance_preserving import VariancePreserving

PathKind = Literal["variance preserving", "linear", "variance exploding", "arrays"]
CoordinatesName = Literal["time", "angle", "ratio"]

__all__ = [
    "CoordinatesName",
    "Linear",
    "Path",
    "PathKind",
    "Tabulated",
    "VarianceExploding",
    "VariancePreserving",
]


class Path(Protocol):
    """A way from clean data (time 0) to noise (time ``end``)."""

    @property
    def kind(self) -> PathKind:
        """Which family it belongs to."""

    @property
    def end(self) -> float:
        """The noisiest time."""

    @property
    def floor(self) -> float:
        """The least time at which a model is asked; a step that ends below it takes the data it is given."""

    @property
    def steps(self) -> int | None:
        """The number of whole times T that a network was trained at; ``None`` where time is continuous."""

    @property
    def prior_std(self) -> float:
        """Standard deviation of the Gaussian that a sampler starts from at ``end``."""

    @property
    def coordinates(self) -> CoordinatesName:
        """The coordinates in which its probability flow is regular at both ends."""

    def level(self, t: float) -> Level:
        """The level at time ``t``; raises ``ValueError`` outside [0, end]."""

    def time(self, log_snr: float) -> float:
        """The time at which the signal-to-noise ratio has this logarithm; beyond the path, its nearer end."""
