"""What a number of steps comes to, by what as many gave others: said before a training begins, and when it is
through.

The numbers are those of the table in docs/train.md, of drawings.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from playground.core.errors import DataError
from playground.core.words import counted
from playground.studio import training_folders
from playground.studio.training_folders import Family, Plan


class Gave(NamedTuple):
    """After so many steps the pictures of a model were at this share of the distance that noise has from real
    ones."""

    steps: int
    distance: float


OTHERS: Mapping[Family, tuple[Gave, Gave]] = {
    "vae": (Gave(9840, 0.95 / 5.79), Gave(35_700, 1.24 / 5.79)),
    "gan": (Gave(4620, 0.07 / 5.79), Gave(19_200, 0.04 / 5.79)),
    "flow": (Gave(2700, 0.17 / 5.79), Gave(10_260, 0.05 / 5.79)),
    "nflow": (Gave(1620, 0.13 / 5.79), Gave(6540, 0.07 / 5.79)),
}
"""What was measured with the preset small, after 5 and after 20 minutes."""
_ALIKE: Mapping[Family, Family] = {"diffusion": "flow"}
"""Families of which nothing was measured, and those whose network is the same."""
FEWEST: Mapping[Family, int] = {
    "vae": 500, "gan": 1000, "diffusion": 700, "flow": 700, "reflow": 300, "consistency": 300, "nflow": 400,
}  # fmt: skip
"""Steps before which pictures are hardly more than noise, or a blur."""
_TIMED = 15.0
"""Seconds that go by before the first step."""
_DAY = 24 * 60
_MANY = 100
"""Steps of another training by which the speed is known."""


class Foresight(NamedTuple):
    """What is said of the steps, and the warning where they are too few."""

    said: str
    warning: str = ""


def foresight(plan: Plan, steps: int) -> Foresight:
    """What so many steps come to, which the minutes of a plan have room for."""
    said = f"That comes to about {about(steps):,} steps here. {given(plan.family)}".rstrip()
    if not too_few(plan.family, steps):
        return Foresight(said)
    minutes = math.ceil(plan.minutes * FEWEST[plan.family] / max(steps, 1))
    instead = f"at least {counted(minutes, 'minute')}" if minutes <= _DAY else "a smaller network"
    return Foresight(said, f"{few(steps)} Give it {instead}.")


def too_few(family: Family, steps: int) -> bool:
    """Whether so few steps teach next to nothing."""
    return steps < FEWEST[family]


def few(steps: int) -> str:
    """That so few steps teach next to nothing."""
    return f"{counted(about(steps), 'step')} will hardly teach it anything: its pictures will be near noise."


def were_few(steps: int) -> str:
    """The same of one that is through."""
    return f"{counted(about(steps), 'step')} have hardly taught it anything: its pictures are near noise."


def given(family: Family) -> str:
    """What steps gave others; nothing where that was not measured."""
    measured = OTHERS.get(_ALIKE.get(family, family))
    if measured is None:
        return ""
    of = " of flow matching, whose network is the same," if family in _ALIKE else ""
    (fewer, first), (more, second) = measured
    return (
        f"With 450 drawings, {fewer:,} steps{of} brought the pictures to {first:.0%} of the distance "
        f"that noise has from real ones, {more:,} steps to {second:.0%}."
    )


def about(steps: int) -> int:
    """A number of steps with two digits that count."""
    return int(float(f"{steps:.2g}"))


def for_minutes(steps: int, minutes: float, wanted: float) -> int:
    """The number of steps in the minutes that are wanted, where there are so many in others."""
    seconds, others = (max(1.0, 60 * each - _TIMED) for each in (wanted, minutes))
    return round(steps * seconds / others)


def by_others(plan: Plan) -> int | None:
    """The steps that the minutes have room for, by the newest training here of the same kind.

    ``None`` where there is none.
    """
    for name in training_folders.names():
        try:
            found = training_folders.read(name)
        except DataError:
            continue
        other, report = found.plan, found.report
        same = ("family", "data", "preset", "size", "classes", "device", "threads")
        if report.step >= _MANY and all(getattr(other, each) == getattr(plan, each) for each in same):
            return for_minutes(report.step, (report.seconds + _TIMED) / 60, plan.minutes)
    return None
