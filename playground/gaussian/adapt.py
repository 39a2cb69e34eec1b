"""What a card says of a denoising network, as the theory's objects: the only place that knows both."""

from __future__ import annotations

from playground.core.cards import Denoising
from playground.gaussian.levels import Level
from playground.gaussian.paths import Linear, Path, VarianceExploding, VariancePreserving
from playground.gaussian.predictions import SILENT_IN_PURE_NOISE
from playground.gaussian.schedules import schedule

# Where a network says nothing of the data in pure noise, the straight path starts this little below it.
_JUST_BELOW = 1 - 1e-3


def path_of(denoising: Denoising) -> Path:
    """The path that the network was trained along."""
    if denoising.path == "variance preserving":
        return VariancePreserving(schedule(denoising.schedule, denoising.schedule_steps))
    if denoising.path == "variance exploding":
        return VarianceExploding()
    silent = denoising.prediction in SILENT_IN_PURE_NOISE
    return Linear(end=_JUST_BELOW) if silent else Linear()


def network_time(denoising: Denoising, level: Level) -> float:
    """What the network is told where the path's time is ``level.t``."""
    return (level.t + denoising.time_offset) * denoising.time_scale
