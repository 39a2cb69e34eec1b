"""The end of a run that has none: a live training that is held after so many steps or seconds."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from playground.core.errors import EngineError, RecipeError
from playground.core.fields import fields
from playground.core.frames import Array, Frame
from playground.core.paradigm import Run
from playground.core.recipe import Recipe, change, kind_of
from playground.paradigms.lab.recipe import LabRecipe, Reviewable
from playground.paradigms.lab.time_slices import Clock

MAX_TRAINING = 10_000_000
"""Steps, or seconds, that one can ask for."""
TRAIN_STEPS = "train_steps"
"""The fact in a file that says after how many steps a live training was held."""
_AT_ONCE = 50


class Until(msgspec.Struct, frozen=True, kw_only=True):
    """When a training is held: after so many steps or after so many seconds, whatever comes first."""

    steps: int | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        for value in (self.steps, self.seconds):
            if value is not None and not 0 < value <= MAX_TRAINING:
                raise RecipeError(
                    f"A training lasts from 1 to {MAX_TRAINING:,} steps or seconds; not {value:g}."
                )


def is_endless(recipe: Recipe) -> bool:
    """Whether a recipe is a live training, which goes on until somebody ends it."""
    return is_training(type(recipe))


def is_training(kind: type[Recipe]) -> bool:
    """Whether a kind of recipe is a live training without an end; a league ends when its time is over."""
    return issubclass(kind, LabRecipe) and all(field.name != "seconds" for field in fields(kind))


def ended(run: Callable[[Recipe], Run], recipe: Recipe, until: Until, clock: Clock | None = None) -> Frame:
    """Train as told, let all be computed that the recipe shows, and give that as the final frame.

    Its scalar ``step`` says how many steps were made, exactly as many as were asked for; the same number
    gives the same. Raises ``RecipeError`` for a recipe that is no live training.
    """
    if not is_endless(recipe):
        raise RecipeError(f"The recipe {kind_of(recipe)} has an end of its own, and does not train.")
    clock = clock or Clock()
    began, shown, training = clock.now(), dict[str, Array](), True
    past = {"moment": 0} if isinstance(recipe, Reviewable) else {}
    asked = change(recipe, training=True, speed=_speed(until, 0), **past)
    frames = run(asked)
    try:
        frame = next(frames)
        while True:
            shown.update(frame.arrays)
            step = int(frame.scalars.get("step", 0))
            if training:
                training = step < (until.steps or MAX_TRAINING) and (
                    until.seconds is None or clock.now() - began < until.seconds
                )
            elif frame.still:
                return msgspec.structs.replace(frame, arrays=shown, final=True, still=False)
            now = change(asked, training=training, speed=_speed(until, step))
            frame = frames.send(None if now == asked else now)
            asked = now
    except StopIteration:
        raise EngineError(f"Running {kind_of(recipe)} gave no final result.") from None
    finally:
        frames.close()


def _speed(until: Until, step: int) -> int:
    """Steps for the next frame: as many as fit where none are counted."""
    return 0 if until.steps is None else max(1, min(_AT_ONCE, until.steps - step))
