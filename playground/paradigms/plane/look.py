"""What is looked at: a recipe's view of a model, at a moment of its training."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, Protocol, TypeVar

import msgspec

from playground.gaussian.paths import Path
from playground.gaussian.samplers import NetworkKind
from playground.paradigms.plane.fields import ExactField, Field
from playground.paradigms.plane.lane import Clock
from playground.paradigms.plane.recipes import Lab
from playground.paradigms.plane.setting import path_of
from playground.paradigms.plane.source import source_of
from playground.paradigms.plane.walks import Starts


class Model(msgspec.Struct, frozen=True):
    """What is trained: the field, and for a consistency model the teacher whose curves it jumps along.

    ``training`` names the network and changes when another one is trained; ``steps`` says how far it is.
    ``earlier`` are the flows whose reflows the field is, in their order.
    """

    field: Field
    teacher: Field | None
    training: Hashable
    steps: int
    earlier: tuple[Field, ...] = ()

    @property
    def state(self) -> Hashable:
        """Equal for equal weights."""
        return self.training, self.steps

    @property
    def flow(self) -> Field:
        """The field that has a velocity."""
        return self.field if self.teacher is None else self.teacher

    @property
    def network(self) -> NetworkKind:
        """What kind of model the field is."""
        return "denoiser" if self.teacher is None else "consistency"

    def copied(self) -> Model:
        """The model as it is now; its teacher and earlier flows no longer change."""
        return Model(self.field.copied(), self.teacher, self.training, self.steps, self.earlier)


class Look:
    """The present recipe and model, and what goes with the recipe for as long as the training lasts."""

    def __init__(self, recipe: Lab, model: Model, clock: Clock) -> None:
        self.recipe, self.model, self.clock = recipe, model, clock
        self.path: Path = path_of(recipe)
        self.source = source_of(recipe)
        self.exact = ExactField(self.source.exact)
        self.starts = Starts(recipe.seed)


class Trained(Protocol):
    """A model as it is at a moment of its training."""

    @property
    def state(self) -> Hashable:
        """Equal for equal weights."""

    def copied(self: M) -> M:
        """The model as it is now, which the training no longer changes."""


M = TypeVar("M", bound=Trained)


class Looking(Protocol[M]):
    """Whoever has the newest model."""

    model: M
    clock: Clock


class Glimpse(Generic[M]):
    """A copy of the model for work that takes long, renewed every now and then."""

    def __init__(self, look: Looking[M], seconds: float) -> None:
        self._look, self._seconds = look, seconds
        self.model = look.model.copied()
        self._taken = look.clock.now()

    def renew(self, ready: bool, at_once: bool = False) -> None:
        """Take another copy if the model has changed: when what depended on the last one is ``ready`` and
        some time has gone, or ``at_once``."""
        look = self._look
        if self.model.state == look.model.state:
            return
        if at_once or (ready and look.clock.now() - self._taken >= self._seconds):
            self.model, self._taken = look.model.copied(), look.clock.now()
