"""Numbers of the labs: after so many steps of training, with all measures of that moment."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import msgspec

from playground import paradigms
from playground.core.frames import Array, Scalar
from playground.core.recipe import change, decode
from tests.claims.quantities import quantity

_FRAMES = 400
"""Frames in which a lab that no longer trains has measured everything."""
_TOGETHER = 10
"""Steps of training between two looks."""


class Moment(msgspec.Struct, frozen=True):
    """What a lab knows when it has trained for some steps."""

    scalars: dict[str, Scalar]
    arrays: dict[str, Array]


@cache
def _moment(recipe: str, steps: int) -> Moment:
    run_recipe: Any = decode(recipe.encode(), paradigms.recipe_types())
    run_recipe = change(run_recipe, training=True, speed=_TOGETHER)
    run = paradigms.run(run_recipe, None)  # type: ignore[arg-type]
    frame = next(run)
    while int(frame.scalars["step"]) < steps:
        frame = next(run)
    frame = run.send(change(run_recipe, training=False))
    arrays: dict[str, Array] = {}
    for _ in range(_FRAMES):
        arrays |= frame.arrays
        if frame.still:
            break
        frame = next(run)
    run.close()
    return Moment(frame.scalars, arrays | frame.arrays)


def after(recipe: dict[str, Any], steps: int) -> Moment:
    """A lab's recipe after some steps of its training, a multiple of ten."""
    return _moment(json.dumps(recipe, sort_keys=True), steps)


@quantity(slow=True)
def of_lab(
    recipe: dict[str, Any], steps: int, what: str, at: list[int] | None = None, times: float = 1.0
) -> float:
    """A scalar of a lab after some steps, or an element of an array."""
    moment = after(recipe, steps)
    if what in moment.scalars:
        return times * float(moment.scalars[what])
    values: Any = moment.arrays[what]
    for place in at or []:
        values = values[place]
    return times * float(values)
