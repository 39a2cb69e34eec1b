"""How a tab counts the time of a path, so that it means one thing on a screen; nothing here knows Qt."""

from __future__ import annotations

from typing import TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.words import magnitude, number
from playground.gaussian.paths import Path

Time = TypeVar("Time", float, NDArray[np.float64])


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """The program counts from data to noise, papers on flows from noise, which is 0, to data, which is 1.

    ``ends`` says what the ends are, in a plot's words. Time is called by its ``symbol``; where it is whole
    steps, there are ``steps``.
    """

    from_noise: bool
    ends: str
    clean: str
    symbol: str = "t"
    steps: int | None = None

    def told(self, time: Time) -> Time:
        """A time of the program as the tab tells it; and the other way round."""
        return 1 - time if self.from_noise else time

    def figure(self, time: float) -> str:
        """A time of the program as a number."""
        if self.symbol == "σ":
            return magnitude(time)
        return number(self.told(time), 2) if self.steps is None else number(time, 0)

    def value(self, time: float, symbol: str = "") -> str:
        """The same with its symbol, or another where its own is a letter for time."""
        return f"{symbol if symbol and self.symbol == 't' else self.symbol} = {self.figure(time)}"

    def sentence(self, time: float) -> str:
        """The same with its symbol, and how many steps there are."""
        of = "" if self.steps is None else f" of {self.steps:,}"
        return f"{self.value(time)}{of}"


def clock_of(path: Path, *, from_noise: bool = True) -> Clock:
    """As papers on such paths count; ``from_noise`` is for those on flows alone."""
    if path.kind == "linear" and from_noise:
        return FROM_NOISE
    symbol = "σ" if path.kind == "variance exploding" else "t"
    return msgspec.structs.replace(FROM_DATA, symbol=symbol, steps=path.steps)


def levels_of(path: Path, alpha: float, sigma: float) -> str:
    """How much there is of data and noise, where the time does not say it."""
    if path.kind in {"linear", "variance exploding"}:
        return ""
    data, noise = ("√ᾱ", "√(1 − ᾱ)") if path.kind == "variance preserving" else ("data", "noise")
    return f"{data} {number(alpha, 3)}, {noise} {number(sigma, 3)}"


FROM_DATA = Clock(from_noise=False, ends="0 is the data", clean="0 is clean")
FROM_NOISE = Clock(from_noise=True, ends="0 is noise and 1 is data", clean="1 is clean")
