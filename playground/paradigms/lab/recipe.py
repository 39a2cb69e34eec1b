"""What the recipes of all labs are: data to learn, and a training that may be held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.core.fields import Hot
from playground.core.recipe import Recipe
from playground.paradigms.lab.fields import Data, Drawing, Moment, Start, check_drawing


class LabRecipe(Recipe, frozen=True, kw_only=True):
    """Base of the recipes of live trainings. A subclass has the fields ``training`` and ``single_steps``, hot
    ones, in a place of its own: files hold fields in their order."""

    data: Data = "eight-gaussians"
    drawing: Drawing = b""

    if TYPE_CHECKING:

        @property
        def training(self) -> bool: ...

        @property
        def single_steps(self) -> int: ...

    def __post_init__(self) -> None:
        super().__post_init__()
        check_drawing(self.drawing)


class Reviewable(LabRecipe, frozen=True, kw_only=True):
    """Base of those whose runs keep moments of their training, so that one can look back at them.

    Fields in the group :data:`~playground.paradigms.lab.fields.VIEW` say where one looks, at any moment."""

    start: Start = ""
    moment: Hot[Moment] = 0
