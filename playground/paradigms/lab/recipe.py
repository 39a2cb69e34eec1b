"""What the recipes of all labs are: data to learn, and a training that may be held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar

import msgspec

from playground.core.errors import RecipeError
from playground.core.fields import Hot
from playground.core.recipe import Recipe, Written, decode, kind_of, written
from playground.paradigms.lab.fields import Beside, Data, Drawing, Moment, Start, Units, check_drawing

Kind = TypeVar("Kind", bound=Recipe, covariant=True)


class Preset(msgspec.Struct, Generic[Kind], frozen=True, kw_only=True):
    """A recipe with its name in the code, its title in the window, and what is to be seen in a sentence."""

    name: str
    title: str
    help: str
    recipe: Kind


class LabRecipe(Recipe, frozen=True, kw_only=True):
    """Base of the recipes of live trainings. A subclass has the fields ``training`` and ``single_steps``, hot
    ones, in a place of its own: files hold fields in their order."""

    data: Data = "eight-gaussians"
    drawing: Drawing = b""
    units: Units = None

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

    Fields in the group :data:`~playground.paradigms.lab.fields.VIEW` say where one looks, at any moment.

    Such a recipe can be two: ``beside`` has those fields of a second training, as JSON has them, in which it
    may differ from the first. Both begin together and make the same number of steps, so that they share the
    fields of their clock."""

    clock: ClassVar[frozenset[str]] = frozenset({"start", "training", "single_steps", "speed", "moment"})
    """Fields in which two trainings side by side cannot differ: where they begin, and how they go on."""

    start: Start = ""
    moment: Hot[Moment] = 0
    beside: Hot[Beside] = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.beside is not None:
            known = set(self.__struct_fields__) - self.clock - {"beside"}
            if unfit := sorted(self.beside.keys() - known):
                raise RecipeError(
                    f"Two trainings side by side cannot differ in “{unfit[0][:80]}”, only in fields of "
                    f"{kind_of(self)} that are not of their clock."
                )
            decode(msgspec.json.encode(self._second()), (type(self),))

    @property
    def first(self) -> Self:
        """The training without the one beside it."""
        return self if self.beside is None else msgspec.structs.replace(self, beside=None)

    @property
    def second(self) -> Self | None:
        """The training beside it, if there is one."""
        if self.beside is None:
            return None
        return msgspec.convert(self._second(), type(self))

    def with_second(self, second: Self) -> Self:
        """The same with this training beside it, as far as it does not share the clock."""
        mine, other = written(self), written(second)
        beside = {
            name: other[name]
            for name in self.__struct_fields__
            if name not in self.clock and name != "beside" and mine[name] != other[name]
        }
        return msgspec.structs.replace(self, beside=beside)

    def parts(self) -> tuple[Written, Written]:
        """Of two trainings, those of both."""
        cold, passing = super().parts()
        del passing["beside"]
        if (second := self.second) is not None:
            cold["beside"], passing["beside"] = second.parts()
        return cold, passing

    def _second(self) -> dict[str, Any]:
        return {**written(self), **(self.beside or {}), "beside": None}
