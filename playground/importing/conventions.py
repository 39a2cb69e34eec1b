"""Ways in which denoising networks are known to speak: path, time, prediction, sign and range."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Literal

import msgspec
import numpy as np

from playground.core.cards import Unconditional
from playground.gaussian import schedules
from playground.gaussian.adapt import network_time, path_of
from playground.gaussian.card import Denoising, Knots, PathName, Times
from playground.gaussian.levels import Level
from playground.gaussian.predictions import PredictionKind
from playground.gaussian.schedules import Schedule

Clock = Literal["plain", "log", "quarter log"]
"""How a card's time is told: as it is, as its logarithm, or as a quarter of that (Karras et al. 2022)."""

Range = tuple[float, float]
"""The values that a network sees for black and white."""

SIGNED: Range = (-1.0, 1.0)
UNSIGNED: Range = (0.0, 1.0)

_T = 1000
_SHORT = (100, 200, 300, 500)
_UNSCALED = (300, 500)
"""Fewer steps of the usual β end far from noise."""
_PREDICTIONS: dict[PathName, tuple[PredictionKind, ...]] = {
    "variance preserving": ("noise", "data", "v", "score"),
    "linear": ("velocity", "noise", "data", "score"),
    "variance exploding": ("data", "score", "noise"),
}
"""What networks on a path are asked for; a path by arrays is one that preserves variance."""


class Convention(msgspec.Struct, frozen=True, kw_only=True):
    """One way to speak: what a card would say of it, and what a card has no word for.

    ``denoising`` is without the network's shape and condition. ``clock`` is what becomes of the card's time
    before the network is told it.
    """

    denoising: Denoising
    clock: Clock = "plain"
    range: Range = SIGNED

    def time(self, level: Level) -> float:
        """What the network is told at a level of the path."""
        asked = network_time(self.denoising, level)
        return asked if self.clock == "plain" else _logarithm(asked) / (1 if self.clock == "log" else 4)

    @property
    def title(self) -> str:
        """In words, such as “linear β of 1,000 steps, told 0 (data) … 999 (noise), predicts the noise”."""
        said = self.denoising
        what = said.prediction if said.prediction in ("v", "velocity") else f"the {said.prediction}"
        sign = "" if said.sign > 0 else "minus "
        low, high = self.range
        pictures = f"pictures from {low:g} to {high:g}"
        return f"{_path_title(said)}, told {self._times_text}, predicts {sign}{what}, {pictures}"

    @property
    def _times_text(self) -> str:
        if self.denoising.path == "variance exploding":
            return {"plain": "σ", "log": "ln σ", "quarter log": "¼ ln σ"}[self.clock]
        path = path_of(self.denoising)
        clean, noisy = (self.time(path.level(t)) for t in (path.floor, path.end))
        return f"{clean:.4g} (data) … {noisy:.4g} (noise)"


def _logarithm(value: float) -> float:
    return float(np.log(max(value, 1e-12)))


def _path_title(said: Denoising) -> str:
    if said.path == "linear":
        return "straight lines"
    if said.path == "variance exploding":
        return "noise added alone"
    if said.path == "arrays" and said.knots is not None:
        snr = (said.knots.alphas[-1] / said.knots.sigmas[-1]) ** 2
        return f"a schedule of its own, {len(said.knots.times) - 1:,} steps down to (α/σ)² = {snr:.2g}"
    return f"{said.schedule} β of {said.schedule_steps:,} steps"


def said(
    path: PathName,
    prediction: PredictionKind,
    times: Times,
    *,
    schedule: Literal["linear", "cosine", "sigmoid"] = "linear",
    steps: int = _T,
    knots: Knots | None = None,
    sign: Literal[1, -1] = 1,
) -> Denoising:
    """What a card says of a convention; shape and condition are filled in with the network."""
    return Denoising(
        path=path, schedule=schedule, schedule_steps=steps, knots=knots, prediction=prediction, sign=sign,
        times=times, shape=(1, 1, 1), condition=Unconditional(),
    )  # fmt: skip


def knots_of(schedule: Schedule) -> Knots:
    """The path of a schedule that has no name in cards, by arrays."""
    bars = schedule.alpha_bars
    return Knots(
        times=tuple(float(t) for t in range(len(bars))),
        alphas=tuple(np.sqrt(bars).tolist()),
        sigmas=tuple(np.sqrt(-np.expm1(schedule.log_alpha_bars)).tolist()),
    )


@functools.cache
def scaled_linear(steps: int = _T, first: float = 0.00085, last: float = 0.012) -> Schedule:
    """β whose root rises in equal steps (Rombach et al. 2022)."""
    return Schedule("scaled linear", np.linspace(first**0.5, last**0.5, steps) ** 2)


class Manner(msgspec.Struct, frozen=True, kw_only=True):
    """A path and how time is told on it: all that a network's answer depends on, before it is understood."""

    path: PathName
    times: Times
    schedule: Literal["linear", "cosine", "sigmoid"] = "linear"
    steps: int = _T
    knots: Knots | None = None
    clock: Clock = "plain"

    def conventions(self, values: Range) -> Iterator[Convention]:
        """All that a network may predict in this manner, with both signs."""
        kind: PathName = "variance preserving" if self.path == "arrays" else self.path
        signs: tuple[Literal[1, -1], ...] = (1, -1)
        for prediction in _PREDICTIONS[kind]:
            for sign in signs:
                denoising = said(
                    self.path, prediction, self.times, schedule=self.schedule, steps=self.steps,
                    knots=self.knots, sign=sign,
                )  # fmt: skip
                yield Convention(denoising=denoising, clock=self.clock, range=values)


def manners() -> tuple[Manner, ...]:
    """The manners that networks are known to have."""
    index, whole = Times(offset=-1.0), _T
    found = [
        Manner(path="variance preserving", schedule=name, steps=whole, times=times)
        for name in ("linear", "cosine", "sigmoid")
        for times in (index, Times(scale=1 / whole), Times(reversed=True))
    ]
    found += [
        Manner(path="arrays", knots=knots_of(one), times=index)
        for one in (
            scaled_linear(),
            scaled_linear(_T, 1e-4, 0.02),
            *(schedules.linear(steps, 1e-4, 0.02) for steps in _UNSCALED),
        )
    ]
    found += [
        Manner(path="variance preserving", schedule=name, steps=steps, times=index)
        for name in ("linear", "cosine")
        for steps in (*_SHORT, 4000)
    ]
    found += [
        Manner(path="linear", times=Times(scale=scale, reversed=reverse))
        for scale in (1.0, 1000.0)
        for reverse in (False, True)
    ]
    clocks: tuple[Clock, ...] = ("plain", "log", "quarter log")
    found += [Manner(path="variance exploding", times=Times(), clock=clock) for clock in clocks]
    return tuple(found)
