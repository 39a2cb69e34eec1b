"""Two trainings of a lab side by side as one: they begin together, and make the same number of steps.

Its frames have what those of the first training have, and what those of the second have under names that
begin with :data:`SECOND`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Generic, TypeVar

import msgspec

from playground.core.checkpoint import Checkpoint, SavedTraining, State
from playground.core.errors import RecipeError
from playground.core.frames import Array, Frame, Scalar
from playground.paradigms.lab.keeping import Begin, Keepable
from playground.paradigms.lab.recipe import Reviewable
from playground.paradigms.lab.time_slices import TimeSlices

SECOND = "beside_"
ENDED = "second_ended"
"""Scalar of the frames of a first training that goes on alone because the second cannot: why, a sentence."""
OF_BOTH = ("single_steps", "moment", "moments", "moments_bytes", "settled")
"""Scalars that tell of both trainings, under one name."""
_PARTS = "A", "B"

R = TypeVar("R", bound=Reviewable)
V = TypeVar("V")


class Pair(Generic[R]):
    """Both trainings, each with its own views and half of the time."""

    def __init__(self, begin: Begin[R], recipe: R, kept: Checkpoint | None) -> None:
        """Raises ``RecipeError`` where either of them does."""
        self._recipe = recipe
        self.ended = ""
        """Why the second cannot go on, once it cannot."""
        self.labs: list[Keepable[R]] = []
        for part, each in zip(_PARTS, both(recipe), strict=True):
            with _named(part):
                self.labs.append(begin(each, None if kept is None else kept.part(part)))
        for lab in self.labs:
            lab.slices.share = 1 / len(self.labs)
        self._let_lead(0)

    @property
    def recipe(self) -> R:
        """That of both."""
        return self._recipe

    @recipe.setter
    def recipe(self, recipe: R) -> None:
        if recipe is not self._recipe:
            self._recipe = recipe
            for lab, each in zip(self.labs, both(recipe), strict=True):
                lab.recipe = each

    def frame(self) -> Frame:
        """Train both by as many steps, and show what there is of both; of the first alone where the second
        cannot go on."""
        frames: dict[int, Frame] = {}
        for index in (self._leader, 1 - self._leader):
            try:
                with _named(_PARTS[index]):
                    frames[index] = self.labs[index].frame()
            except RecipeError as error:
                if index == 0:
                    raise
                self.ended = error.sentence
                self.alone()
        if self.ended:
            return frames[0]
        if self.whole:
            # As many steps as the slower one has time for are few enough for both.
            first, second = (lab.slices.pace for lab in self.labs)
            self._let_lead(int(second > first))
        one, other = frames[0], frames[1]
        return msgspec.structs.replace(
            one,
            arrays={**one.arrays, **_second(other.arrays)},
            scalars={**one.scalars, **_second(other.scalars)},
            keep=one.keep or other.keep,
            still=one.still and other.still,
        )

    def _let_lead(self, index: int) -> None:
        """Let this one of them say how many steps both make."""
        self._leader, leader = index, self.labs[index].slices
        leader.leader, self.labs[1 - index].slices.leader = None, leader

    def alone(self) -> Keepable[R]:
        """The first, which goes on without the second."""
        first = self.labs[0]
        first.slices.leader, first.slices.share = None, 1.0
        return first

    @property
    def slices(self) -> TimeSlices:
        """Those of one that is busy, if one is."""
        first, second = (lab.slices for lab in self.labs)
        return first if first.busy else second

    @property
    def whole(self) -> bool:
        """Whether both stand between two steps."""
        return all(lab.whole for lab in self.labs)

    def checkpoint(self, at: Checkpoint) -> None:
        """Both trainings."""
        for part, lab in zip(_PARTS, self.labs, strict=True):
            lab.checkpoint(at.part(part))

    def curves(self, scalars: Mapping[str, Scalar]) -> dict[str, Array]:
        """Those of both."""
        first, second = self.labs
        return {**first.curves(scalars), **_second(second.curves(second_of(scalars)))}


def together(begin: Begin[R]) -> Begin[R]:
    """Makes the training of a recipe, or two side by side where it holds two."""

    def made(recipe: R, kept: Checkpoint | None) -> Keepable[R]:
        return begin(recipe, kept) if recipe.beside is None else Pair(begin, recipe, kept)

    return made


def both(recipe: R) -> tuple[R, R]:
    """The recipes of two trainings that go on side by side."""
    second = recipe.second
    if second is None:
        raise RecipeError("There is no second training beside this one.")
    return recipe.first, second


def second_of(named: Mapping[str, V]) -> dict[str, V]:
    """Return the arrays or scalars of the second training in a frame; empty if there is none."""
    found = {name.removeprefix(SECOND): each for name, each in named.items() if name.startswith(SECOND)}
    return found and {**{name: named[name] for name in OF_BOTH if name in named}, **found}


def joined(first: State, second: State) -> State:
    """What was taken down of two trainings, as it would have been of both side by side."""
    found = State({}, {})
    for part, state in zip(_PARTS, (first, second), strict=True):
        found.arrays.update({f"{part}/{name}": each for name, each in state.arrays.items()})
        found.values.update({f"{part}/{name}": each for name, each in state.values.items()})
    return found


def of_both(state: State) -> bool:
    """Whether what was taken down is of two trainings."""
    return any(name.startswith(f"{_PARTS[1]}/") for name in (*state.arrays, *state.values))


def first_state(state: State) -> State:
    """What was taken down of the first of two trainings, as it would have been of it alone."""
    place = f"{_PARTS[0]}/"

    def mine(named: dict[str, V]) -> dict[str, V]:
        return {name.removeprefix(place): each for name, each in named.items() if name.startswith(place)}

    return State(mine(state.arrays), mine(state.values))


def first_kept(kept: SavedTraining) -> SavedTraining:
    """What was kept of two trainings, as far as it is of the first; of one alone, all."""
    if not of_both(kept.state):
        return kept
    frame = kept.frame and msgspec.structs.replace(
        kept.frame, arrays=_without_second(kept.frame.arrays), scalars=_without_second(kept.frame.scalars)
    )
    return SavedTraining(first_state(kept.state), frame)


def _without_second(named: Mapping[str, V]) -> dict[str, V]:
    return {name: each for name, each in named.items() if not name.startswith(SECOND)}


def _second(named: Mapping[str, V]) -> dict[str, V]:
    return {SECOND + name: each for name, each in named.items()}


@contextmanager
def _named(part: str) -> Iterator[None]:
    """Say which of them it is that cannot go on."""
    try:
        yield
    except RecipeError as error:
        raise RecipeError(f"{part}: {error.sentence}") from error
