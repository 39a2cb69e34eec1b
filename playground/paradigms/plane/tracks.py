"""Where the flowing points are between the times at which the run has told."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.floating]


def place(times: Points, time: float) -> tuple[int, float]:
    """The step of falling ``times`` (k + 1,) that ``time`` lies in, and how far into it, 0 to 1."""
    steps = len(times) - 1
    if steps < 1:
        return 0, 0.0
    index = int(np.clip(np.searchsorted(-times, -time, side="right") - 1, 0, steps - 1))
    length = float(times[index] - times[index + 1])
    share = (float(times[index]) - time) / length if length > 0 else 1.0
    return index, min(max(share, 0.0), 1.0)


def points_at(track: Points, times: Points, time: float) -> Points:
    """The points ``(n, 2)`` of ``track`` (k + 1, n, 2) at a time, on straight lines between its steps."""
    if len(track) == 1:
        return np.asarray(track[0])
    index, share = place(times, time)
    return np.asarray((1 - share) * track[index] + share * track[index + 1])


def trails_at(track: Points, times: Points, time: float, count: int) -> Points:
    """The ways ``(count, m, 2)`` that the first points of a track have come from the noise until a time."""
    index, _ = place(times, time)
    ways = np.concatenate([track[: index + 1, :count], points_at(track[:, :count], times, time)[None]])
    return np.asarray(ways.swapaxes(0, 1))
