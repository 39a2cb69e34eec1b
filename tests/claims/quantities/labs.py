"""Numbers of the labs: what a training comes to in its course, over one seed or several.

A lab is that of a lesson (``lesson = "gan/lab-statue"``: as its preset sets it) or of a ``recipe``. Its
course is a number of ``steps``, or of ``stages``: each a number of steps, and what is ``set`` for them while
it trains, as a reader of the lesson would. With ``seeds`` the numbers of so many trainings are found, which
differ in nothing but the seed.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import msgspec
import numpy as np

from playground import paradigms
from playground.core.frames import Array, Frame, Scalar
from playground.core.recipe import Recipe, change, decode
from playground.paradigms.gan_lab.recipes import GanLab
from playground.paradigms.lab.measures import modes
from playground.paradigms.lab.source import Source, source_of
from tests.claims.lessons import lab_of
from tests.claims.quantities import quantity
from tests.support.bare import Bare

_FRAMES = 400
"""Frames in which a lab that no longer trains has measured everything."""
_TOGETHER, _WATCHED = 50, 10
"""Steps of training between two looks: where the end is asked for, and where every look counts."""
_RING = 1.5 + 3 * 0.12
"""How far from the middle the eight Gaussians reach: three deviations beyond their centres."""


class Moment(msgspec.Struct, frozen=True):
    """What a lab knows when it has trained for some steps."""

    scalars: dict[str, Scalar]
    arrays: dict[str, Array]


class Course:
    """A training from the start, seen every so many steps."""

    def __init__(self, recipe: dict[str, Any], together: int) -> None:
        decoded: Recipe = decode(json.dumps(recipe).encode(), paradigms.recipe_types())
        self._recipe = change(decoded, training=True, speed=together)
        self._run = paradigms.run(self._recipe, Bare())
        self.frame, self._sent = next(self._run), True

    @property
    def step(self) -> int:
        """How many steps have been made."""
        return int(self.frame.scalars["step"])

    def set(self, fields: dict[str, Any]) -> None:
        """Change controls, which the next steps follow."""
        if fields:
            self._recipe, self._sent = change(self._recipe, **fields), False

    def on(self) -> Frame:
        """So many more."""
        self.frame = next(self._run) if self._sent else self._run.send(self._recipe)
        self._sent = True
        return self.frame

    def rest(self, **places: Any) -> Moment:
        """Stop the training until all is measured, with other controls if wanted."""
        frame = self._run.send(change(self._recipe, training=False, **places))
        arrays: dict[str, Array] = {}
        for _ in range(_FRAMES):
            arrays |= frame.arrays
            if frame.still:
                break
            frame = next(self._run)
        self._sent = False
        return Moment(frame.scalars, arrays | frame.arrays)

    def close(self) -> None:
        """End it."""
        self._run.close()


def _labs(lesson: str, recipe: dict[str, Any] | None, seeds: int) -> list[dict[str, Any]]:
    """The recipes that are trained; without seeds the one as it is."""
    one = lab_of(lesson) if recipe is None else recipe
    return [one | {"seed": one.get("seed", 0) + seed} for seed in range(max(1, seeds))]


def _begun(recipe: str, stages: list[dict[str, Any]], together: int) -> Course:
    """What the first stage sets holds from the first step on."""
    return Course(json.loads(recipe) | stages[0].get("set", {}), together)


@cache
def _moments(recipe: str, stages: str, places: str) -> tuple[tuple[Moment, ...], ...]:
    """The end of each stage, seen from each of the places."""
    plan = json.loads(stages)
    course, moments, until = _begun(recipe, plan, _TOGETHER), [], 0
    for stage in plan:
        course.set(stage.get("set", {}))
        until += stage["steps"]
        while course.step < until:
            course.on()
        moments.append(tuple(course.rest(**place) for place in json.loads(places)))
    course.close()
    return tuple(moments)


_WORKED_OUT: Mapping[str, Callable[[Moment], float]] = {
    "added by layers": lambda moment: float(moment.arrays["waterfall"][1:].sum()),
    "least code": lambda moment: float(moment.arrays["codes"].min()),
    "greatest code": lambda moment: float(moment.arrays["codes"].max()),
    "magnitude of sticks": lambda moment: math.log10(float(moment.scalars["stick_size"])),
    "magnitude of condition": lambda moment: math.log10(float(moment.scalars["condition_max"])),
}
"""What a moment knows without saying it.

A magnitude is a power of ten, since what differs by factors is told badly by a mean.
"""


def _value(moment: Moment, what: str, at: list[int] | None) -> float:
    if what in _WORKED_OUT:
        return _WORKED_OUT[what](moment)
    if what in moment.scalars:
        return float(moment.scalars[what])
    values: Any = moment.arrays[what]
    for place in at or []:
        values = values[place]
    return float(values)


@quantity(slow=True)
def of_lab(
    what: str,
    steps: int = 0,
    lesson: str = "",
    recipe: dict[str, Any] | None = None,
    stages: list[dict[str, Any]] | None = None,
    stage: int = -1,
    places: list[dict[str, Any]] | None = None,
    place: int = 0,
    at: list[int] | None = None,
    times: float = 1.0,
    seeds: int = 0,
) -> list[float]:
    """A scalar at the end of a stage, or an element of an array, for each seed.

    ``places`` are where handles are put, and what else is changed, once the training stands still.
    """
    plan, seen_from = json.dumps(stages or [{"steps": steps}]), json.dumps(places or [{}])
    moments = [
        _moments(json.dumps(lab), plan, seen_from)[stage][place] for lab in _labs(lesson, recipe, seeds)
    ]
    return [times * _value(moment, what, at) for moment in moments]


@cache
def _eight_gaussians() -> Source:
    return source_of(GanLab())


def _modes(frame: Frame) -> float:
    return float(modes(frame.arrays["fakes"], _eight_gaussians())["modes_covered"])


def _outside(frame: Frame) -> float:
    return float((np.linalg.norm(frame.arrays["fakes"], axis=1) > _RING).mean())


_SEEN: Mapping[str, Callable[[Frame], float]] = {
    "modes": _modes,
    "outside": _outside,
    "magnitude of sticks": lambda frame: math.log10(float(frame.scalars["stick_size"])),
}
"""What is seen in every frame of a GAN’s lab that learns eight Gaussians, beside its scalars."""


def _seen(frame: Frame, what: str) -> float:
    return _SEEN[what](frame) if what in _SEEN else float(frame.scalars[what])


@cache
def _watched(recipe: str, stages: str, what: str) -> tuple[tuple[tuple[int, float], ...], ...]:
    """For each stage its steps, from its beginning, and what was seen after them."""
    plan = json.loads(stages)
    course, told, until = _begun(recipe, plan, _WATCHED), [], 0
    for stage in plan:
        course.set(stage.get("set", {}))
        began, seen = until, []
        until += stage["steps"]
        while course.step < until:
            frame = course.on()
            seen.append((course.step - began, _seen(frame, what)))
        told.append(tuple(seen))
    course.close()
    return tuple(told)


_PARTS: Mapping[str, Callable[[list[float]], float]] = {
    "least": min,
    "most": max,
    "last": lambda values: values[-1],
}


@quantity(slow=True)
def in_lab(
    what: str,
    part: str,
    lesson: str,
    stages: list[dict[str, Any]],
    stage: int = -1,
    after: int = 0,
    limit: float = 0.0,
    times: float = 1.0,
    seeds: int = 0,
) -> list[float]:
    """Of what is seen every ten steps of a stage, ``after`` some of them, for each seed.

    The ``part`` is the ``least``, ``most`` or ``last`` value, or the first step at which it is ``above`` or
    ``below`` a limit: the stage’s last one where that never happens.
    """
    plan, found = json.dumps(stages), []
    for lab in _labs(lesson, None, seeds):
        seen = [each for each in _watched(json.dumps(lab), plan, what)[stage] if each[0] > after]
        if part in _PARTS:
            found.append(times * _PARTS[part]([value for _, value in seen]))
            continue
        way = {"above": 1, "below": -1}[part]
        reached = (step for step, value in seen if way * (value - limit) >= 0)
        found.append(float(next(reached, seen[-1][0])))
    return found
