"""The recipe of a grid: a recipe of a family, and the fields of it that take one value after another."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

import msgspec

from playground.core import plain_text
from playground.core.conditions import NO_LABEL, label_name
from playground.core.errors import RecipeError
from playground.core.fields import Field, about, fields
from playground.core.recipe import Recipe, decode, kind_of, written
from playground.paradigms.families import families
from playground.paradigms.grid.measuring import MEASURES

if TYPE_CHECKING:
    MeasureName: TypeAlias = str
else:
    MeasureName = Literal[tuple(MEASURES)]

MOST_AXES = 3
MAX_CELLS = 1000
"""More cells than that nobody looks at."""

AxisValue: TypeAlias = bool | int | float | str
_SHOWN = 60
_OF_CLASSES = ("label", "labels")
"""The widgets of fields that say which class is drawn."""
_SINGLE = ("integer", "number", "choice", "text", "switch")


class Axis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A field of a recipe, and the values that it takes."""

    field: str
    values: tuple[AxisValue, ...]


class Grid(Recipe, frozen=True, kw_only=True, tag="grid"):
    """A recipe of a family for all combinations of some of its fields' values.

    The first axis goes to the right, the second down, the third from sheet to sheet. The final frame has
    ``images`` (1, 3, height, width) uint8, the labelled sheet, ``places`` (cells, 4) int32, where on it x, y,
    width and height of each cell are, and for each cell, the first axis running
    fastest, the number that each axis of numbers has there, under the field's name, and those scalars of its
    result that are finite in all cells and do not tell of time. Frames before it have the scalar ``done``.

    With ``plotted`` the picture is a plot of a measure: curves over the first axis, one for each value of the
    second, and one plot for each of the third. Under its name and ``_low`` and ``_high`` are the ends of the
    95 % interval of its mean over seeds, against the same real pictures, and under ``_real`` what as many
    real pictures come to, where as many are held out. ``places`` are then those of the marks.
    """

    cell: Annotated[dict[str, Any], about("Recipe", "What is drawn in every cell, but for the axes.")] = (
        msgspec.field(default_factory=lambda: written(_first()))
    )
    axes: Annotated[
        tuple[Axis, ...],
        about("Axes", "Fields of the recipe and the values they take.", length=MOST_AXES),
    ] = (Axis("seed", (0, 1, 2)),)
    plotted: Annotated[MeasureName, about("Measure", "What is drawn of the cells: pictures, or curves.")] = (
        "none"
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        base = self.base
        check_axes(type(base), {axis.field: axis.values for axis in self.axes})
        if len({axis.field for axis in self.axes}) < len(self.axes):
            raise RecipeError("Two axes of a grid cannot be the same field.")
        for cell in self.cells():
            self.at(cell)

    @property
    def base(self) -> Recipe:
        """The recipe of every cell, but for the axes."""
        return decode(msgspec.json.encode(self.cell), _types())

    @property
    def shape(self) -> tuple[int, int, int]:
        """Columns, rows and sheets."""
        across, down, deep = (*(len(axis.values) for axis in self.axes), 1, 1)[:3]
        return across, down, deep

    def cells(self) -> list[tuple[AxisValue, ...]]:
        """The values of the axes in each cell, the first axis running fastest."""
        turned = itertools.product(*(axis.values for axis in reversed(self.axes)))
        return [tuple(reversed(values)) for values in turned]

    def at(self, cell: tuple[AxisValue, ...]) -> Recipe:
        """The recipe of a cell; raises ``RecipeError`` where a value is out of bounds."""
        chosen = {axis.field: value for axis, value in zip(self.axes, cell, strict=True)}
        return decode(msgspec.json.encode({**written(self.base), **chosen}), _types())

    def name_of(self, cell: tuple[AxisValue, ...]) -> str:
        """What a cell is called in words, such as ``steps=2 guidance=1``."""
        return " ".join(f"{axis.field}={told(value)}" for axis, value in zip(self.axes, cell, strict=True))


def grid_of(recipe: Recipe, axes: dict[str, tuple[AxisValue, ...]], measure: MeasureName = "none") -> Grid:
    """A recipe with the axes by their fields; raises ``RecipeError`` in one sentence where that cannot be."""
    if isinstance(recipe, Grid):
        raise RecipeError("A grid of grids cannot be drawn; choose the axes of one.")
    check_axes(type(recipe), axes)
    along = tuple(Axis(name, values) for name, values in axes.items())
    return Grid(cell=written(recipe), axes=along, plotted=measure)


def check_axes(kind: type[Recipe], axes: dict[str, tuple[AxisValue, ...]]) -> None:
    """Raise ``RecipeError`` for axes that a kind of recipe does not have, or for too many cells."""
    if not 1 <= len(axes) <= MOST_AXES:
        raise RecipeError(f"A grid has 1 to {MOST_AXES} axes; these are {len(axes)}.")
    known = {field.name: field for field in fields(kind) if field.kind in _SINGLE}
    for name, values in axes.items():
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean “{near[0]}”?" if near else f"there are {', '.join(known)}."
            raise RecipeError(f"The recipe {kind_of(kind)} has no field “{name[:80]}” for an axis; {hint}")
        if not values:
            raise RecipeError(f"The axis “{name}” of the grid has no values.")
    cells = math.prod(map(len, axes.values()))
    if cells > MAX_CELLS:
        raise RecipeError(f"The grid would have {cells:,} cells, but at most {MAX_CELLS:,} are drawn.")


def title_of(grid: Grid, axis: Axis) -> str:
    """What the field of an axis is called."""
    return _field_of(grid, axis).title


def told(value: AxisValue) -> str:
    """A value as it is written beside an axis, and on the command line."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def labels_of(grid: Grid, axis: Axis, classes: Sequence[str]) -> list[str]:
    """The values of an axis as they are drawn, on one line and not too long; classes have their names."""
    by_name = bool(classes) and _field_of(grid, axis).widget in _OF_CLASSES
    return [
        plain_text.line(label_name(int(value), classes) if by_name else told(value), _SHOWN)
        for value in axis.values
    ]


def headings_of(grid: Grid, axis: Axis, classes: Sequence[str]) -> list[str]:
    """The values of an axis as they are drawn apart from it, with its title where they do not say it."""
    title, values = title_of(grid, axis), labels_of(grid, axis, classes)
    return [value.capitalize() if value == NO_LABEL else f"{title} {value}" for value in values]


def _field_of(grid: Grid, axis: Axis) -> Field:
    return next(field for field in fields(type(grid.base)) if field.name == axis.field)


def _first() -> Recipe:
    """What is drawn where nothing else is said: by the first family, with a model that is still to say."""
    kind: Any = next(family.generate for family in families() if family.generate is not None)
    made: Recipe = kind(model="")
    return made


@functools.cache
def _types() -> tuple[type[Recipe], ...]:
    return tuple(kind for family in families() for kind in family.runs)
