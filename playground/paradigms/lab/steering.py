"""Runs whose recipe may change while they go on: what begins them anew, and what does not."""

from __future__ import annotations

from typing import TypeVar

from playground.core.checkpoint import Trainings
from playground.core.errors import RecipeError
from playground.core.fields import hot
from playground.core.paradigm import Run
from playground.core.recipe import Recipe
from playground.paradigms.lab.keeping import Begin, Keeping
from playground.paradigms.lab.lane import Clock
from playground.paradigms.lab.single_steps import SingleSteps, frame_of

R = TypeVar("R", bound=Recipe)


def steered(
    recipe: R,
    kind: type[R],
    begin: Begin[R],
    trainings: Trainings | None = None,
    clock: Clock | None = None,
) -> Run:
    """Frames of what ``begin`` makes, until the run is closed.

    Changed recipes come through ``send``; one that changes more than hot fields begins the training anew.
    Raises ``RecipeError`` for a recipe of another kind. A training that was kept shows its last frame before
    anything of it is built, and goes on.
    """
    keeping, singles = Keeping[R](trainings, clock or Clock()), SingleSteps(recipe)
    kept = keeping.recall(recipe)
    if kept is not None and kept.frame is not None:
        now = _checked((yield kept.frame), kind) or recipe
        if restarts(recipe, now):
            kept, singles = None, SingleSteps(now)
        recipe = now
    lab = begin(recipe, None) if kept is None else keeping.go_on(begin, recipe, kept)
    del kept  # It may be large.
    try:
        while True:
            frame = frame_of(lab, singles)
            keeping.note(lab, frame)
            changed = _checked((yield frame), kind)
            if changed is None:
                continue
            if restarts(lab.recipe, changed):
                keeping.forget()
                lab, singles = begin(changed, None), SingleSteps(changed)
            else:
                lab.recipe = changed
    except GeneratorExit:
        keeping.keep(lab)
        raise
    except Exception:
        keeping.drop(lab.recipe)
        raise


def _checked(changed: Recipe | None, kind: type[R]) -> R | None:
    if changed is None or isinstance(changed, kind):
        return changed
    raise RecipeError("A running lab takes no other recipe than its own.")


def restarts(before: Recipe, after: Recipe) -> bool:
    """Whether a change begins the run anew: to a recipe of another kind, or of more than its hot fields."""
    if type(before) is not type(after):
        return True
    cold = set(before.__struct_fields__) - hot(type(before))
    return any(getattr(before, name) != getattr(after, name) for name in cold)
