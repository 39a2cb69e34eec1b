"""What is looked at: a recipe's view of a model, at a moment of its training."""

from __future__ import annotations

from collections.abc import Hashable

import msgspec

from playground.gaussian.paths import Path
from playground.gaussian.samplers import NetworkKind
from playground.paradigms.lab.source import source_of
from playground.paradigms.lab.starts import Starts
from playground.paradigms.lab.time_slices import Clock
from playground.paradigms.plane.fields import ExactField, Field
from playground.paradigms.plane.recipes import Lab
from playground.paradigms.plane.setting import path_of


class PlaneModel(msgspec.Struct, frozen=True):
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

    def copied(self) -> PlaneModel:
        """The model as it is now; its teacher and earlier flows no longer change."""
        return PlaneModel(self.field.copied(), self.teacher, self.training, self.steps, self.earlier)


class PlaneContext:
    """The present recipe and model, and what goes with the recipe for as long as the training lasts."""

    def __init__(self, recipe: Lab, model: PlaneModel, clock: Clock) -> None:
        self.recipe, self.model, self.clock = recipe, model, clock
        self.path: Path = path_of(recipe)
        self.source = source_of(recipe)
        self.exact = ExactField(self.source.exact)
        self.starts = Starts(recipe.seed)
