"""Moments of a training that are kept while it goes on, and what is seen when one looks back at one of them.

Moments stand evenly over the training: whenever there are too many, every second one is let go, and those to
come are twice as far apart. A slider through them then runs as the curves beside it do, and no time of the
training is seen in more detail than another. The first moment stays.
"""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec
import numpy as np

from playground.core.checkpoint import Giving, State, Taking
from playground.core.fields import fields
from playground.core.frames import Array, Frame, Scalar
from playground.core.recipe import change
from playground.paradigms.lab.fields import VIEW
from playground.paradigms.lab.frames import BUDGET, MOST_MOMENTS
from playground.paradigms.lab.keeping import Begin, Keepable
from playground.paradigms.lab.pair import first_state
from playground.paradigms.lab.recipe import Reviewable

R = TypeVar("R", bound=Reviewable)


class Moment(msgspec.Struct, Generic[R], frozen=True):
    """What can be seen of a training at a moment, and the recipe that it was trained by then.

    ``clock`` counts its training steps in all phases; within an ``era`` those of the phase never go back.
    """

    recipe: R
    state: State
    clock: int
    era: int


class Moments(Generic[R]):
    """Keeps moments of one training, and shows them by a lab of their own: the present is left alone."""

    def __init__(self, begin: Begin[R]) -> None:
        self._begin = begin
        self._kept: list[Moment[R]] = []
        self.size = 0
        """Their size in bytes; what several share counts once."""
        self._every, self._clock, self._era = 1, 0, 0
        self._step: int | None = None
        self._viewer: Keepable[R] | None = None
        self._shown: Moment[R] | None = None
        self._by: R | None = None

    @property
    def count(self) -> int:
        """How many moments are kept."""
        return len(self._kept)

    def note(self, lab: Keepable[R], frame: Frame) -> None:
        """Keep the moment that a frame has shown, where it is time to."""
        step = int(frame.scalars.get("step", 0))
        before = 0 if self._step is None else self._step
        self._era += step < before
        self._clock += step - before if step >= before else step
        self._step = step
        if not lab.whole or (self._kept and self._clock - self._kept[-1].clock < self._every):
            return
        taken = Taking(whole=False)
        lab.checkpoint(taken)
        self._kept.append(Moment(lab.recipe, self._shared(taken.state), self._clock, self._era))
        self.size = self._measured()
        while len(self._kept) > MOST_MOMENTS or (len(self._kept) > 2 and self.size > BUDGET):
            self._thin()
            self.size = self._measured()

    def look(self, number: int, now: R) -> Frame | None:
        """What the lab shows of a moment, counted from 1, while the present recipe says where one looks;
        ``None`` where there is no such moment."""
        if not 1 <= number <= len(self._kept):
            return None
        moment, before = self._kept[number - 1], self._shown
        if self._viewer is None or before is None or before.era != moment.era:
            self._viewer, before = self._begin(moment.recipe, None), None
        if moment is not before:
            self._viewer.checkpoint(Giving(moment.state, whole=False))
        if moment is not before or now is not self._by:
            self._viewer.recipe = seen_by(moment.recipe, now)
        self._shown, self._by = moment, now
        frame = self._viewer.frame()
        settled = {"moment": number, "settled": not self._viewer.slices.busy}
        return msgspec.structs.replace(frame, scalars={**frame.scalars, **settled})

    def leave_second(self) -> None:
        """Keep of two trainings side by side what is of the first."""
        self._kept = [
            msgspec.structs.replace(each, recipe=each.recipe.first, state=first_state(each.state))
            for each in self._kept
        ]
        self._viewer, self._shown, self.size = None, None, self._measured()

    def told(self) -> dict[str, Scalar]:
        """What frames say of them."""
        return {"moments": self.count, "moments_bytes": self.size}

    def _measured(self) -> int:
        return sum({id(a): a.nbytes for each in self._kept for a in each.state.arrays.values()}.values())

    def _thin(self) -> None:
        del self._kept[1::2]
        span = self._kept[-1].clock - self._kept[0].clock
        self._every = max(2 * self._every, span // max(1, len(self._kept) - 1))

    def _shared(self, state: State) -> State:
        """The same, with the arrays of the moment before where nothing has changed: of earlier phases."""
        before: dict[str, Array] = self._kept[-1].state.arrays if self._kept else {}
        same = {
            name: before[name]
            for name, array in state.arrays.items()
            if name in before and np.array_equal(before[name], array)
        }
        return State({**state.arrays, **same}, state.values)


def seen_by(then: R, now: R) -> R:
    """The recipe of a moment, looked at as the present one does, and training no more."""
    names = {field.name for field in fields(type(now)) if field.group == VIEW}
    seen = change(then, **{name: getattr(now, name) for name in names}, training=False)
    if then.beside is None or now.beside is None:
        return seen
    kept = {name: value for name, value in then.beside.items() if name not in names}
    views = {name: value for name, value in now.beside.items() if name in names}
    return msgspec.structs.replace(seen, beside={**kept, **views})
