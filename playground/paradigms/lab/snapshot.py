"""A model as it is at a moment of its training, for work that takes longer than a frame."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, Protocol, TypeVar

from playground.paradigms.lab.recipe import LabRecipe
from playground.paradigms.lab.time_slices import Clock


class Trained(Protocol):
    """A model as it is at a moment of its training."""

    @property
    def state(self) -> Hashable:
        """Equal for equal weights."""

    def copied(self: M) -> M:
        """The model as it is now, which the training no longer changes."""


M = TypeVar("M", bound=Trained)


class ModelHolder(Protocol[M]):
    """Whoever has the newest model."""

    model: M
    clock: Clock

    @property
    def recipe(self) -> LabRecipe:
        """The present one."""


class Snapshot(Generic[M]):
    """A copy of the model for work that takes long, renewed every now and then."""

    def __init__(self, context: ModelHolder[M], seconds: float) -> None:
        self._context, self._seconds = context, seconds
        self.model = context.model.copied()
        self._taken = context.clock.now()

    def renew(self, ready: bool, at_once: bool = False) -> None:
        """Take another copy if the model has changed: when what depended on the last one is ``ready`` and
        some time has gone, which nobody waits for where nothing is trained, or ``at_once``."""
        context = self._context
        if self.model.state == context.model.state:
            return
        if at_once or (
            ready and (not context.recipe.training or context.clock.now() - self._taken >= self._seconds)
        ):
            self.model, self._taken = context.model.copied(), context.clock.now()
