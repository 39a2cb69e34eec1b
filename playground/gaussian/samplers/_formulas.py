"""The equations of a sampler, and the numbers that stand under their terms in one of its steps."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path as Folder
from typing import NamedTuple

import msgspec

from playground.core.errors import RecipeError
from playground.gaussian.coordinates import coordinates
from playground.gaussian.levels import Level
from playground.gaussian.paths import CoordinatesName, Path
from playground.gaussian.transitions import Transition, transition


class Interval(NamedTuple):
    """One step of a walk as its equations see it: from ``now`` to ``target``.

    ``before`` is where the step before began, ``None`` in the first one; ``eta``, ``variance`` and
    ``coordinates`` are the sampler's options of that name.
    """

    path: Path
    before: Level | None
    now: Level
    target: Level
    eta: float = 0.0
    variance: str = "posterior"
    coordinates: CoordinatesName | None = None

    @property
    def length(self) -> float:
        """Of the step on the solver's clock, negative towards the data; NaN for a jump from where it has no
        number."""
        clock = coordinates(self.path, self.coordinates)
        try:
            return clock.place(self.target).s - clock.place(self.now).s
        except RecipeError:
            return math.nan

    @property
    def transition(self) -> Transition:
        """The Gaussians between its two levels."""
        return transition(self.now, self.target)


class Formula(msgspec.Struct, frozen=True, kw_only=True):
    """A typeset equation, by its name in ``assets/equations``.

    ``terms`` gives what its terms are in a step, as numbers; one that is not finite is not shown. An equation
    ``beside_flow`` speaks of dx/dt and the length of a step alone, so that it can stand beside those of flow
    matching, too, whose time runs the other way. ``folder`` holds the typeset equations of a package of
    others, as ``assets/equations/build.py`` writes them.
    """

    name: str
    terms: Mapping[str, Callable[[Interval], float]] = {}
    beside_flow: bool = False
    folder: Folder | None = None


def in_steps(name: str, term: str = "step_size", share: float = 1.0, folder: Folder | None = None) -> Formula:
    """The equation of an ODE solver, in which ``term`` is this share of the step's length."""
    return Formula(name=name, terms={term: lambda step: share * step.length}, beside_flow=True, folder=folder)


PREDICTED_DATA = Formula(
    name="predicted_data",
    terms={"noise_level": lambda step: step.now.sigma, "signal": lambda step: step.now.alpha},
)
"""What the predicted noise is subtracted with, and what the rest is divided by."""

PROBABILITY_FLOW = Formula(
    name="probability_flow", terms={"rate": lambda step: step.now.d_alpha / step.now.alpha}
)
"""Its rate is −½β(t), the derivative of log √ᾱ by the step."""
