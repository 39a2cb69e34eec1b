"""Training steps that are asked for one by one, while the training is held."""

from __future__ import annotations

from typing import Any, Generic, Protocol, TypeVar

import msgspec

from playground.core.frames import Frame
from playground.core.recipe import Recipe, change

R = TypeVar("R", bound=Recipe)


class Stepped(Protocol[R]):
    """A training with its views, which does what its recipe says at the moment."""

    recipe: R

    def frame(self) -> Frame:
        """Train a little, compute a little, and show what there is."""


class SingleSteps(Generic[R]):
    """How many of a recipe's ``single_steps`` have been made; each takes a frame.

    The recipe counts what was asked for, so that nothing is lost or made twice where recipes overtake each
    other on their way. What a run begins with was asked of another one.
    """

    def __init__(self, recipe: R) -> None:
        self.made = _asked(recipe)

    def next(self, recipe: R) -> R:
        """What the next frame is made by: the recipe, or one that trains for a step where one is due."""
        due = _asked(recipe) > self.made
        if not due or _training(recipe):
            self.made = _asked(recipe)
            return recipe
        self.made += 1
        return change(recipe, training=True, speed=1)


def frame_of(lab: Stepped[R], singles: SingleSteps[R]) -> Frame:
    """The next frame of a lab, with the single step that is due, and how many have been made."""
    recipe = lab.recipe
    lab.recipe = singles.next(recipe)
    frame = lab.frame()
    lab.recipe = recipe
    return msgspec.structs.replace(frame, scalars={**frame.scalars, "single_steps": singles.made})


def _asked(recipe: Any) -> int:
    return int(recipe.single_steps)


def _training(recipe: Any) -> bool:
    return bool(recipe.training)
