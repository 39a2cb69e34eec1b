"""The run of a grid: cell after cell, and in the end the sheet."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec
import numpy as np

from playground.core.errors import ExportError, RecipeError
from playground.core.frames import Array, Frame, Scalar
from playground.core.paradigm import Run
from playground.core.recipe import Recipe, kind_of
from playground.core.resources import Resources
from playground.export.pictures import Images, Layout, arrange, pictures_of
from playground.paradigms.families import families
from playground.paradigms.grid.recipes import Grid
from playground.paradigms.grid.sheet import sheet

_OF_TIME = ("milliseconds", "seconds", "steps_per_second")


class Cell(msgspec.Struct, frozen=True):
    """What is needed of a cell's result: its pictures as a canvas ``(3, height, width)``, and its numbers."""

    canvas: Images
    scalars: dict[str, float]
    facts: dict[str, Scalar]


def draw(grid: Grid, resources: Resources) -> Run:
    """Frames as :class:`~playground.paradigms.grid.recipes.Grid` says."""
    cells: list[Cell] = []
    places = grid.cells()
    for place in places:
        cells.append(cell_of(_final(grid.at(place), resources)))
        if len(cells) < len(places):
            yield Frame(scalars={"done": len(cells)}, index=len(cells), total=len(places) + 1)
    yield whole(grid, cells)


def cell_of(frame: Frame) -> Cell:
    """A cell by its final frame; raises ``ExportError`` where it has no pictures."""
    canvas = canvas_of(frame)
    numbers = {name: float(value) for name, value in frame.scalars.items() if _is_measure(name, value)}
    return Cell(canvas, numbers, frame.facts)


def _is_measure(name: str, value: Scalar) -> bool:
    """Whether a scalar is a finite number that says the same each time."""
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return number and not name.startswith(_OF_TIME)


def canvas_of(frame: Frame) -> Images:
    """A result's pictures as they stand in a file of their own, in colour or not ``(3, height, width)``."""
    moments = int(frame.scalars.get("columns", 0))
    canvas = arrange(pictures_of(frame), Layout(moments=moments))[0]
    return np.array(np.broadcast_to(canvas, (3, *canvas.shape[1:])))


def whole(grid: Grid, cells: Sequence[Cell]) -> Frame:
    """The final frame, of all cells in their order."""
    arrays: dict[str, Array] = {"images": sheet(grid, [cell.canvas for cell in cells])[None]}
    places = grid.cells()
    for number, axis in enumerate(grid.axes):
        values = [place[number] for place in places]
        if not any(isinstance(value, str) for value in values):
            arrays[axis.field] = np.array([float(value) for value in values])
    for name in cells[0].scalars:
        if name not in arrays and all(name in cell.scalars for cell in cells):
            arrays[name] = np.array([cell.scalars[name] for cell in cells])
    return Frame(
        arrays=arrays, scalars={"done": len(cells)}, index=len(cells) + 1, total=len(cells) + 1, final=True,
        facts=cells[0].facts,
    )  # fmt: skip


def _final(recipe: Recipe, resources: Resources) -> Frame:
    family = next(each for each in families() if type(recipe) in each.runs)
    for frame in family.run(recipe, resources):
        if frame.final:
            return frame
        if frame.total == 0:
            raise RecipeError(
                f"The recipe {kind_of(recipe)} goes on for ever, so it has no pictures for a cell of a grid."
            )
    raise ExportError(f"The recipe {kind_of(recipe)} gave no result for a cell of the grid.")
