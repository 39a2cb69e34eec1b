"""The labelled sheet of a grid's cells."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from playground.core.errors import ExportError
from playground.core.folders import assets
from playground.export.pictures import MAX_PIXELS, Images
from playground.paradigms.grid.recipes import Grid, headings_of

CELL = 112
"""Cells are enlarged by whole numbers to at least this width."""
_GAP, _MARGIN, _SIZE = 8, 12, 15
_PAPER, _INK = 255, 20


class Sheet(NamedTuple):
    """A picture ``(3, height, width)``, and for each cell where in it x, y, width and height are."""

    picture: Images
    rectangles: NDArray[np.int32]


def sheet(grid: Grid, canvases: Sequence[Images], classes: Sequence[str] = ()) -> Sheet:
    """The canvases ``(3, height, width)`` of all cells in their order, on one sheet with labels.

    ``classes`` are what the models call their classes, where one goes through them.
    """
    height, width = (max(canvas.shape[side] for canvas in canvases) for side in (1, 2))
    scale = max(1, math.ceil(CELL / width))
    across, down, deep = grid.shape
    cell_width, cell_height = scale * width + _GAP, scale * height + _GAP
    columns, rows, sheets = _labels(grid, classes)
    left = _MARGIN + max((width_of(text) for text in rows), default=0) + (_GAP if rows else 0)
    top = (2 if sheets else 1) * (_SIZE + _GAP) + _MARGIN
    # Words that are wider than a cell need room; cells stay where their pictures end.
    cell_width = max(cell_width, *(width_of(text) + _GAP for text in columns))
    block = top + down * cell_height
    size = (left + across * cell_width + _MARGIN - _GAP, deep * block + _MARGIN)
    check_size(*size)
    paper = Image.new("RGB", size, (_PAPER,) * 3)
    draw = ImageDraw.Draw(paper)
    for number in range(deep):
        above = number * block
        if sheets:
            draw.text((left, above + _MARGIN), sheets[number], (_INK,) * 3, font(bold=True))
        for column, text in enumerate(columns):
            draw.text(
                (left + column * cell_width, above + top - _SIZE - _GAP // 2), text, (_INK,) * 3, font()
            )
        for row, text in enumerate(rows):
            middle = above + top + row * cell_height + (cell_height - _GAP - _SIZE) // 2
            draw.text((_MARGIN, middle), text, (_INK,) * 3, font())
    whole = np.array(paper).transpose(2, 0, 1)
    rectangles = []
    for index, canvas in enumerate(canvases):
        column, row, number = index % across, index // across % down, index // (across * down)
        y, x = number * block + top + row * cell_height, left + column * cell_width
        enlarged = canvas.repeat(scale, axis=1).repeat(scale, axis=2)
        whole[:, y : y + enlarged.shape[1], x : x + enlarged.shape[2]] = enlarged
        rectangles.append((x, y, enlarged.shape[2], enlarged.shape[1]))
    return Sheet(whole, np.array(rectangles, dtype=np.int32))


def check_size(width: int, height: int) -> None:
    """Raise ``ExportError`` for a sheet of more pixels than can be exported."""
    if width * height > MAX_PIXELS:
        raise ExportError(
            f"The sheet would have {width * height / 1e6:.0f} million pixels, but at most "
            f"{MAX_PIXELS / 1e6:.0f} million can be exported; so choose fewer images or cells."
        )


def _labels(grid: Grid, classes: Sequence[str]) -> list[list[str]]:
    """What stands above columns, beside rows and above sheets."""
    found = [headings_of(grid, axis, classes) for axis in grid.axes]
    return [*found, *([] for _ in range(3 - len(found)))]


@functools.cache
def font(*, bold: bool = False) -> ImageFont.FreeTypeFont:
    """What is written on a sheet is written with."""
    name = "Inter-SemiBold.otf" if bold else "Inter-Regular.otf"
    return ImageFont.truetype(str(assets() / "fonts" / name), _SIZE, layout_engine=ImageFont.Layout.BASIC)


def width_of(text: str) -> int:
    """Pixels of a text."""
    return math.ceil(font().getlength(text))
