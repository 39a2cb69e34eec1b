"""Runs whose recipe may change while they go on: what begins them anew, and what does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

import msgspec

from playground.core.checkpoint import Trainings
from playground.core.errors import RecipeError
from playground.core.frames import Frame, Scalar
from playground.core.paradigm import Run
from playground.core.recipe import Recipe, change
from playground.paradigms.lab.keeping import Begin, Keepable, Keeping
from playground.paradigms.lab.moments import Moments
from playground.paradigms.lab.pair import ENDED, SECOND, Pair, first_kept, of_both, together
from playground.paradigms.lab.recipe import Reviewable
from playground.paradigms.lab.single_steps import SingleSteps, frame_of
from playground.paradigms.lab.starting import begun
from playground.paradigms.lab.time_slices import Clock

_ENDED_BEFORE = "B could not go on."

R = TypeVar("R", bound=Reviewable)


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
    anything of it is built, and goes on; any other begins with the trained state that its recipe names. Where
    the recipe asks for a moment that is kept of the training, frames show that, and the training is held
    meanwhile. Where it holds two, both go on side by side; when the second is taken away or cannot go on, the
    first goes on alone. In the latter case it is kept as what is left of both.
    """
    begin = together(begin)
    keeping, singles = Keeping[R](trainings, clock or Clock()), SingleSteps(recipe)
    # What a run begins with looked at moments of another one.
    number, recipe = 0, change(recipe, moment=0)
    kept, ended = keeping.recall(recipe), _Ended[R]()
    if kept is not None and recipe.beside is not None and not of_both(kept.state):
        ended = _Ended(recipe, _ENDED_BEFORE)
        recipe = recipe.first
    if kept is not None and kept.frame is not None:
        now = _checked((yield _with_scalars(kept.frame, ended.told())), kind)
        now = recipe if now is None else ended.of_first(change(now, moment=0))
        if restarts(recipe, now):
            kept, singles = None, SingleSteps(now)
        elif recipe.beside is not None and now.beside is None:
            kept = first_kept(kept)
        recipe = now
    both = ended.whole(recipe)
    lab, refused = begun(begin, recipe) if kept is None else (keeping.go_on(begin, recipe, kept, both), {})
    if isinstance(lab, Pair):
        ended = _Ended()
    del kept  # It may be large.
    moments = Moments(begin)
    try:
        while True:
            frame = _past(lab, moments, number, singles)
            if frame is None:
                frame = frame_of(lab, singles)
                if isinstance(lab, Pair) and lab.ended:
                    ended, lab = _Ended(lab.recipe, lab.ended), _alone(lab, keeping, moments)
                keeping.note(lab, frame, ended.whole(lab.recipe))
                moments.note(lab, frame)
                frame = _with_scalars(frame, {"moment": 0, **moments.told()})
            changed = _checked((yield _with_scalars(frame, {**refused, **ended.told()})), kind)
            if changed is None:
                continue
            # The training knows of no moment but the present.
            changed, number = change(changed, moment=0), changed.moment
            changed = ended.of_first(changed)
            if restarts(lab.recipe, changed):
                keeping.forget()
                number, ended = 0, _Ended()
                lab, refused = begun(begin, changed)
                singles, moments = SingleSteps(changed), Moments(begin)
                continue
            if isinstance(lab, Pair) and changed.beside is None:
                lab = _alone(lab, keeping, moments)
            lab.recipe = changed
    except GeneratorExit:
        keeping.keep(lab, ended.whole(lab.recipe))
        raise
    except Exception:
        keeping.drop(lab.recipe)
        raise


def _alone(both: Pair[R], keeping: Keeping[R], moments: Moments[R]) -> Keepable[R]:
    """Let the first of two trainings go on without the second, of which nothing is kept any more."""
    first = both.alone()
    keeping.leave(SECOND)
    moments.leave_second()
    return first


class _Ended(Generic[R]):
    """That of two trainings side by side the second cannot go on."""

    def __init__(self, pair: R | None = None, why: str = "") -> None:
        self._pair, self._why = pair, why

    def of_first(self, changed: R) -> R:
        """What is left of a recipe of two, until the second is taken away or more than hot fields change."""
        if self._pair is None:
            return changed
        if changed.beside is None or restarts(self._pair, changed):
            self._pair, self._why = None, ""
            return changed
        self._pair = changed
        return changed.first

    def whole(self, first: R) -> R:
        """The recipe of both, where the second has ended beside this first."""
        return first if self._pair is None else self._pair

    def told(self) -> dict[str, Scalar]:
        """What frames say of it."""
        return {ENDED: self._why} if self._why else {}


def _past(lab: Keepable[R], moments: Moments[R], number: int, singles: SingleSteps[R]) -> Frame | None:
    """A frame of a moment that is kept, with the curves of the whole training; ``None`` of any other."""
    seen = moments.look(number, lab.recipe)
    if seen is None:
        return None
    shown = msgspec.structs.replace(seen, arrays={**seen.arrays, **lab.curves(seen.scalars)})
    pace = {"steps_per_second": 0.0, "single_steps": singles.made}
    return _with_scalars(shown, {**pace, **moments.told()})


def _with_scalars(frame: Frame, scalars: Mapping[str, Scalar]) -> Frame:
    return msgspec.structs.replace(frame, scalars={**frame.scalars, **scalars})


def _checked(changed: Recipe | None, kind: type[R]) -> R | None:
    if changed is None or isinstance(changed, kind):
        return changed
    raise RecipeError("A running lab takes no other recipe than its own.")


def restarts(before: Recipe, after: Recipe) -> bool:
    """Whether a change begins the run anew: to a recipe of another kind, or of more than its hot fields.

    Of two trainings side by side the first goes on when the second is taken away.
    """
    if type(before) is not type(after):
        return True
    if isinstance(before, Reviewable) and isinstance(after, Reviewable) and after.beside is None:
        before = before.first
    return before.parts()[0] != after.parts()[0]
