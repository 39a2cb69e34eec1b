"""The state of a training, taken down and given back by one description of it.

What has a state passes it through a checkpoint, part by part::

    def checkpoint(self, at: Checkpoint) -> None:
        self.steps = at.value("steps", self.steps)
        at.fill("weights", self.weights)

While the state is taken down, what goes in comes out again; while it is given back, what was taken down does.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

import msgspec
import numpy as np

from playground.core.errors import CheckpointError
from playground.core.frames import Array, Frame
from playground.core.recipe import Recipe

V = TypeVar("V")


class State(msgspec.Struct, frozen=True):
    """What was taken down, by names such as ``learner/weights 3``."""

    arrays: dict[str, Array] = {}
    values: dict[str, Any] = {}


class Checkpoint(Protocol):
    """Takes a state down, or gives it back."""

    @property
    def whole(self) -> bool:
        """Whether the training is to go on from it; else it is only to be seen as it was, which needs less:
        what only the next steps depend on is then left alone."""

    def part(self, name: str) -> Checkpoint:
        """The same for a part, whose names are its own."""

    def value(self, name: str, now: V, kind: Any = None) -> V:
        """A number, a text, a truth value, or what ``kind`` says, whose type says more than the value has."""

    def count(self, name: str, now: int) -> int:
        """A number of things, which is never less than none."""

    def array(self, name: str, now: Array) -> Array:
        """An array that may have another length by then; as many axes, and numbers of the same kind."""

    def fill(self, name: str, now: Sequence[Array]) -> None:
        """Arrays that are filled in place; each is as large as it was."""

    def random(self, name: str, now: np.random.Generator) -> None:
        """A generator, which goes on where it was."""


class Taking:
    """Takes a state down."""

    def __init__(self, state: State | None = None, prefix: str = "", *, whole: bool = True) -> None:
        self.state, self._prefix, self.whole = state or State({}, {}), prefix, whole

    def part(self, name: str) -> Taking:
        return Taking(self.state, f"{self._prefix}{name}/", whole=self.whole)

    def value(self, name: str, now: V, kind: Any = None) -> V:
        self.state.values[self._prefix + name] = now
        return now

    def count(self, name: str, now: int) -> int:
        return self.value(name, now)

    def array(self, name: str, now: Array) -> Array:
        self.state.arrays[self._prefix + name] = np.array(now)
        return now

    def fill(self, name: str, now: Sequence[Array]) -> None:
        for number, array in enumerate(now):
            self.array(f"{name} {number}", array)

    def random(self, name: str, now: np.random.Generator) -> None:
        # Its numbers have 128 bits.
        self.value(name, json.dumps(now.bit_generator.state))


class Giving:
    """Gives a state back; raises ``CheckpointError`` where it is not one of what asks for it."""

    def __init__(self, state: State, prefix: str = "", *, whole: bool = True) -> None:
        self._state, self._prefix, self.whole = state, prefix, whole

    def part(self, name: str) -> Giving:
        return Giving(self._state, f"{self._prefix}{name}/", whole=self.whole)

    def value(self, name: str, now: V, kind: Any = None) -> V:
        try:
            found: V = msgspec.convert(self._state.values[self._prefix + name], kind or type(now))
            return found
        except (KeyError, msgspec.ValidationError):
            raise self._unfit(name) from None

    def count(self, name: str, now: int) -> int:
        found = self.value(name, now)
        if not 0 <= found < 2**53:
            raise self._unfit(name)
        return found

    def array(self, name: str, now: Array) -> Array:
        found = self._state.arrays.get(self._prefix + name)
        if (
            found is None
            or found.dtype != now.dtype
            or found.ndim != now.ndim
            or not np.isfinite(found).all()
        ):
            raise self._unfit(name)
        return np.array(found)

    def fill(self, name: str, now: Sequence[Array]) -> None:
        for number, array in enumerate(now):
            found = self.array(f"{name} {number}", array)
            if found.shape != array.shape:
                raise self._unfit(name)
            array[...] = found

    def random(self, name: str, now: np.random.Generator) -> None:
        try:
            now.bit_generator.state = json.loads(self.value(name, ""))
        except (TypeError, ValueError, KeyError, OverflowError, RecursionError):
            raise self._unfit(name) from None

    def _unfit(self, name: str) -> CheckpointError:
        return CheckpointError(
            f"What was kept of a training does not fit it (“{(self._prefix + name)[:60]}”), "
            "so it begins anew."
        )


class SavedTraining(msgspec.Struct, frozen=True):
    """A training as it was when it was kept: its state, and all that it showed."""

    state: State
    frame: Frame | None
    """``None`` where controls were others by then: it would tell of those."""


class Trainings(Protocol):
    """Where live trainings are kept while they go on, for when the program begins again."""

    def recall(self, recipe: Recipe) -> SavedTraining | None:
        """What was kept of a training with this recipe, but for its hot fields; of each kind of recipe only
        the first is asked for, as who begins a training anew means it."""

    def keep(self, recipe: Recipe, kept: SavedTraining) -> None:
        """Keep this in the place of what was kept of the same kind of recipe."""

    def drop(self, recipe: Recipe) -> None:
        """Keep nothing of this kind of recipe: its training has failed."""

    def refuse(self, recipe: Recipe, error: Exception) -> None:
        """Say that what was kept of this kind of recipe cannot be gone on with, and keep it no more."""
