"""How a tab counts the time of a path, so that t means one thing on a screen; nothing here knows Qt."""

from __future__ import annotations

from typing import TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.gaussian.paths import Path

Time = TypeVar("Time", float, NDArray[np.float64])


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """The program counts from data to noise, papers on flows from noise, which is 0, to data, which is 1.

    ``ends`` says what the ends are, in a plot's words.
    """

    from_noise: bool
    ends: str
    clean: str

    def told(self, time: Time) -> Time:
        """A time of the program as the tab tells it; and the other way round."""
        return 1 - time if self.from_noise else time


def clock_of(path: Path) -> Clock:
    """As papers on flows count, where the path is theirs."""
    return FROM_NOISE if path.kind == "linear" else FROM_DATA


FROM_DATA = Clock(from_noise=False, ends="0 is the data", clean="0 is clean")
FROM_NOISE = Clock(from_noise=True, ends="0 is noise and 1 is data", clean="1 is clean")
