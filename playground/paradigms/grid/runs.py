"""The run of a grid: cell after cell, and in the end the sheet."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import msgspec
import numpy as np

from playground.core.errors import ExportError, RecipeError
from playground.core.frames import Array, Frame, Scalar
from playground.core.paradigm import Run
from playground.core.recipe import Recipe, kind_of
from playground.core.resources import Resources
from playground.export.pictures import Images, Layout, arrange, pictures_of
from playground.paradigms.families import families
from playground.paradigms.grid.measuring import Measuring
from playground.paradigms.grid.plot import check, plot
from playground.paradigms.grid.recipes import Grid
from playground.paradigms.grid.sheet import sheet
from playground.paradigms.lab.ending import is_endless
from playground.paradigms.spoken import together

_PARTS = 100
"""Into which the progress of a cell is told."""
NO_CANVAS: Images = np.zeros((3, 0, 0), dtype=np.uint8)
_OF_TIME = ("milliseconds", "seconds", "steps_per_second")


class Cell(msgspec.Struct, frozen=True):
    """What is needed of a cell's result: its pictures as a canvas ``(3, height, width)``, and its numbers.

    The canvas is empty where a measure of the pictures is drawn.
    """

    canvas: Images
    scalars: dict[str, float]
    facts: dict[str, Scalar]


def draw(grid: Grid, resources: Resources) -> Run:
    """Frames as :class:`~playground.paradigms.grid.recipes.Grid` says."""
    cells: list[Cell] = []
    refuse(grid, resources)
    wanted, measuring = grid.cells(), Measuring(grid.plotted, resources)
    total = len(wanted) * _PARTS + 1
    for wanted_cell in wanted:
        measuring.check(grid.at(wanted_cell))
    for wanted_cell in wanted:
        for frame in _frames(grid.at(wanted_cell), resources):
            if frame.final:
                cells.append(cell_of(frame, measuring.numbers(grid.at(wanted_cell), frame)))
            # A frame for each step, so that a stop is soon heard.
            share = 0 if frame.final else _PARTS * frame.index // max(1, frame.total)
            yield Frame(scalars={"done": len(cells)}, index=len(cells) * _PARTS + share, total=total)
    yield msgspec.structs.replace(whole(grid, cells, measuring, resources), index=total, total=total)


def refuse(grid: Grid, resources: Resources) -> None:
    """Raise where it is known before any cell is drawn that there will be no plot."""
    if grid.plotted != "none":
        check(grid, _classes(grid, resources))


def cell_of(frame: Frame, measured: Mapping[str, float] = MappingProxyType({})) -> Cell:
    """A cell by its final frame and what was measured; raises ``ExportError`` where it has no pictures."""
    canvas = NO_CANVAS if measured and len(pictures_of(frame)) else canvas_of(frame)
    return Cell(canvas, {**numbers_of(frame), **measured}, frame.facts)


def numbers_of(frame: Frame) -> dict[str, float]:
    """What a cell's final frame says of itself."""
    return {name: float(value) for name, value in frame.scalars.items() if _is_measure(name, value)}


def _is_measure(name: str, value: Scalar) -> bool:
    """Whether a scalar is a finite number that says the same each time."""
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return number and not name.startswith(_OF_TIME)


def canvas_of(frame: Frame) -> Images:
    """A result's pictures as they stand in a file of their own, in colour or not ``(3, height, width)``."""
    moments = int(frame.scalars.get("columns", 0))
    canvas = arrange(pictures_of(frame), Layout(moments=moments))[0]
    return np.array(np.broadcast_to(canvas, (3, *canvas.shape[1:])))


def whole(grid: Grid, cells: Sequence[Cell], measuring: Measuring, resources: Resources) -> Frame:
    """The final frame, of all cells in their order; its facts are those of the first."""
    against = measuring.against(grid.at(grid.cells()[0]))
    classes = _classes(grid, resources)
    if grid.plotted == "none":
        drawn = sheet(grid, [cell.canvas for cell in cells], classes)
    else:
        drawn = plot(grid, [cell.scalars for cell in cells], classes)
    arrays: dict[str, Array] = {"images": drawn.picture[None]}
    wanted = grid.cells()
    for number, axis in enumerate(grid.axes):
        values = [wanted_cell[number] for wanted_cell in wanted]
        if not any(isinstance(value, str) for value in values):
            arrays[axis.field] = np.array([float(value) for value in values])
    for name in cells[0].scalars:
        if name not in arrays and all(name in cell.scalars for cell in cells):
            arrays[name] = np.array([cell.scalars[name] for cell in cells])
    facts = {**_facts(cells), **({"reference_sha256": against} if against else {})}
    return Frame(
        arrays={**arrays, "places": drawn.rectangles},
        scalars={"done": len(cells), "note": facts.get("note", "")},
        index=1,
        total=1,
        final=True,
        facts=facts,
    )


def _classes(grid: Grid, resources: Resources) -> tuple[str, ...]:
    """What the models of all cells call their classes; nothing where they do not agree."""
    base = (str(getattr(grid.base, "model", "")),)
    models = next((axis.values for axis in grid.axes if axis.field == "model"), base)
    found = {resources.card(str(model)).labels for model in models if model}
    return found.pop() if len(found) == 1 else ()


def _facts(cells: Sequence[Cell]) -> dict[str, Scalar]:
    """Those of the first cell, and what was not read of the words of any."""
    said: dict[str, Scalar] = {}
    for cell in cells:
        said = together(said, {"note": cell.facts.get("note", "")})
    first = {name: value for name, value in cells[0].facts.items() if name != "note"}
    return {**first, **({"note": said["note"]} if said.get("note") else {})}


def _frames(recipe: Recipe, resources: Resources) -> Iterator[Frame]:
    """The frames of a cell up to its final one; raises where there is none."""
    if is_endless(recipe):
        raise RecipeError(
            f"The recipe {kind_of(recipe)} goes on for ever, so it has no pictures for a cell of a grid."
        )
    family = next(each for each in families() if type(recipe) in each.runs)
    for frame in family.run(recipe, resources):
        yield frame
        if frame.final:
            return
    raise ExportError(f"The recipe {kind_of(recipe)} gave no result for a cell of the grid.")
