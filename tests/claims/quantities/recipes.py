"""Numbers of recipes that end by themselves, run with the models that ship."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np

from playground import paradigms
from playground.core.folders import shipped_models
from playground.core.frames import Frame
from playground.core.recipe import decode
from playground.core.resources import Placement, Resources
from playground.engine.inprocess import final
from playground.paradigms.cards import rules
from playground.runtimes.resources import open_resources
from tests.claims.quantities import quantity


@cache
def _resources() -> Resources:
    return open_resources((shipped_models(),), rules(), Placement(), print)


@cache
def _final(recipe: str) -> Frame:
    return final(decode(recipe.encode(), paradigms.recipe_types()), _resources())


def last_frame(recipe: dict[str, Any]) -> Frame:
    """The final frame of a recipe."""
    return _final(json.dumps(recipe, sort_keys=True))


@quantity(slow=True)
def of_recipe(recipe: dict[str, Any], what: str, at: list[int] | None = None, times: float = 1.0) -> float:
    """A scalar of a recipe’s final frame, or an element of an array, or the mean of one."""
    frame = last_frame(recipe)
    if what in frame.scalars:
        return times * float(frame.scalars[what])
    values = frame.arrays[what]
    for place in at or ():
        values = values[place]
    return times * float(np.mean(values))
