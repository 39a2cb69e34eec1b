"""A live training that is kept every now and then, and goes on where it was when the program begins again."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Generic, Protocol, TypeAlias, TypeVar

import msgspec

from playground.core.checkpoint import Checkpoint, Giving, SavedTraining, Taking, Trainings
from playground.core.errors import CheckpointError
from playground.core.frames import Array, Frame, Scalar
from playground.core.recipe import Recipe
from playground.paradigms.lab.single_steps import Stepped
from playground.paradigms.lab.time_slices import Clock, TimeSlices

_EVERY = 10.0
"""Seconds of training that may be lost."""

R = TypeVar("R", bound=Recipe)


class Keepable(Stepped[R], Protocol[R]):
    """A training that can be kept."""

    @property
    def slices(self) -> TimeSlices:
        """How it divides its time."""

    @property
    def whole(self) -> bool:
        """Whether it stands between two steps, and so can be kept now."""

    def checkpoint(self, at: Checkpoint) -> None:
        """All that the next steps depend on, and what is told of those before."""

    def curves(self, scalars: Mapping[str, Scalar]) -> Mapping[str, Array]:
        """The curves of the whole training, of the phase that a frame with these scalars is of."""


Begin: TypeAlias = Callable[[R, Checkpoint | None], Keepable[R]]
"""Makes a training with its views, as it begins or as a checkpoint gives it back."""


class Keeping(Generic[R]):
    """Recalls a training and keeps it as it goes on; does nothing where there is no place for it."""

    def __init__(self, trainings: Trainings | None, clock: Clock) -> None:
        self._trainings, self._clock = trainings, clock
        self._shown: dict[str, Array] = {}
        self._frame: Frame | None = None
        self._kept_at = clock.now()
        self._kept: tuple[int, R | None, bool] = (0, None, False)
        """At which step and by which recipe it was kept last, and whether all that there is was seen then."""

    def recall(self, recipe: R) -> SavedTraining | None:
        """What was kept of a training with this recipe."""
        kept = None if self._trainings is None else self._trainings.recall(recipe)
        if kept is not None and kept.frame is not None:
            self._kept = int(kept.frame.scalars.get("step", 0)), recipe, True
        return kept

    def go_on(self, begin: Begin[R], recipe: R, kept: SavedTraining, anew: R) -> Keepable[R]:
        """The training as it was when it was kept; one of the recipe ``anew`` where that cannot be."""
        try:
            lab = begin(recipe, Giving(kept.state))
        except (CheckpointError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            if self._trainings is not None:
                self._trainings.refuse(recipe, error)
            self.forget()
            return begin(anew, None)
        if kept.frame is not None:
            self._shown, self._frame = dict(kept.frame.arrays), kept.frame
        return lab

    def note(self, lab: Keepable[R], frame: Frame, recipe: R) -> None:
        """Take in what is shown, and keep the training under this recipe where it is time to."""
        if self._trainings is None:
            return
        self._shown.update(frame.arrays)
        self._frame = frame
        if frame.still or self._clock.now() - self._kept_at >= _EVERY:
            self.keep(lab, recipe)

    def keep(self, lab: Keepable[R], recipe: R) -> None:
        """Keep the training, if since it was kept it has made a step, is looked at in another way, or has
        shown all that there is to see."""
        if self._trainings is None or self._frame is None or not lab.whole:
            return
        self._kept_at, step = self._clock.now(), int(self._frame.scalars.get("step", 0))
        if not step or self._kept in ((step, recipe, self._frame.still), (step, recipe, True)):
            return
        taken, self._kept = Taking(), (step, recipe, self._frame.still)
        lab.checkpoint(taken)
        shown = msgspec.structs.replace(self._frame, arrays=dict(self._shown), keep=True, still=False)
        self._trainings.keep(recipe, SavedTraining(taken.state, shown))

    def drop(self, recipe: R) -> None:
        """Delete what was saved of a failed training, which would fail again if it were resumed."""
        if self._trainings is not None:
            self._trainings.drop(recipe)

    def leave(self, second: str) -> None:
        """Of two trainings only the first goes on: keep it with its next frame, as until then both are kept.

        Arrays of the other have names that begin with ``second``."""
        self._shown = {name: each for name, each in self._shown.items() if not name.startswith(second)}
        self._frame, self._kept, self._kept_at = None, (0, None, False), -math.inf

    def forget(self) -> None:
        """Another training has begun in the place of the last."""
        self._shown.clear()
        self._frame, self._kept = None, (0, None, False)
