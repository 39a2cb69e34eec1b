"""What a card or a training recipe says of a denoising network, as the theory's objects: the only place that
knows both."""

from __future__ import annotations

from typing import Literal, Protocol

from playground.core.cards import Denoising
from playground.gaussian.levels import Level
from playground.gaussian.paths import Linear, Path, VarianceExploding, VariancePreserving
from playground.gaussian.predictions import SILENT_IN_PURE_NOISE, PredictionKind
from playground.gaussian.schedules import schedule

# Where a network says nothing of the data in pure noise, the straight path starts this little below it.
_JUST_BELOW = 1 - 1e-3


class OnPath(Protocol):
    """What names a path: a card's :class:`Denoising`, or the recipe of a training."""

    @property
    def path(self) -> Literal["variance preserving", "linear", "variance exploding"]:
        """Its family."""

    @property
    def schedule(self) -> str:
        """The β schedule of a variance-preserving path."""

    @property
    def schedule_steps(self) -> int:
        """T, the steps of that schedule."""

    @property
    def prediction(self) -> PredictionKind:
        """What the network is asked for."""


def path_of(named: OnPath) -> Path:
    """The path that a network is trained along, and so is sampled along."""
    if named.path == "variance preserving":
        return VariancePreserving(schedule(named.schedule, named.schedule_steps))
    if named.path == "variance exploding":
        return VarianceExploding()
    silent = named.prediction in SILENT_IN_PURE_NOISE
    return Linear(end=_JUST_BELOW) if silent else Linear()


def network_time(denoising: Denoising, level: Level) -> float:
    """What the network is told where the path's time is ``level.t``."""
    return (level.t + denoising.time_offset) * denoising.time_scale
