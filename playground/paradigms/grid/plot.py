"""A measure of a grid's cells as curves: over the first axis, one for each value of the second."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

from playground.core.words import magnitude
from playground.paradigms.grid.measuring import MEASURES, names, real_name
from playground.paradigms.grid.recipes import Grid, headings_of, labels_of, title_of
from playground.paradigms.grid.sheet import Sheet, check_size, font, width_of

_WIDTH, _HEIGHT = 500, 280
_LEFT, _TOP, _BOTTOM, _GAP = 76, 40, 52, 18
_PAPER, _INK, _FAINT, _GREY = (255,) * 3, (20,) * 3, (222,) * 3, (150,) * 3
_REAL = "Real pictures"
_COLOURS = ((0, 114, 178), (213, 94, 0), (0, 158, 115), (204, 121, 167), (86, 180, 233), (230, 159, 0))
"""Those of Okabe and Ito (2008), which colour-blind readers tell apart."""
_MARK, _CAP, _ROW, _APART = 5, 4, 24, 8
_NEAR, _LEAST = 1e-4, 1e-300
"""Numbers nearer to each other, as a share of the larger one or at all, are not told apart."""
_FAR = 20
"""Numbers that lie so many times apart stand on a scale of their logarithm."""


def plot(grid: Grid, numbers: Sequence[Mapping[str, float]], classes: Sequence[str] = ()) -> Sheet:
    """Curves with 95 % intervals; the third axis goes from plot to plot, and marks stand for cells.

    Grey is what as many real pictures come to: of few pictures no measure is what it is of all.
    ``classes`` are as in :func:`~playground.paradigms.grid.sheet.sheet`.
    """
    across, down, deep = grid.shape
    legend = _legend(grid, classes)
    width, block = _size(grid, legend)
    paper = Image.new("RGB", (width, deep * block), _PAPER)
    real = real_name(grid.plotted)
    ends = [number[name] for number in numbers for name in (*names(grid.plotted), real) if name in number]
    columns = [_LEFT + 24 + share * (_WIDTH - 48) for share in _shares(grid)]
    rectangles: list[tuple[int, int, int, int]] = []
    for sheet in range(deep):
        area = _Area(ImageDraw.Draw(paper), sheet * block, columns, ticks(min(ends), max(ends)))
        starts = range(sheet * down * across, (sheet + 1) * down * across, across)
        rows = [numbers[start : start + across] for start in starts]
        _draw_axes(area, grid, sheet, classes)
        _draw_real(area, rows, real, len(legend))
        for row, found in enumerate(rows):
            heights = [[area.height(number[name]) for name in names(grid.plotted)] for number in found]
            rectangles += _curve(area.draw, row, columns, heights)
        for row, text in enumerate(legend):
            _mark(area.draw, row, *area.of_legend(row))
            area.write_legend(row, text)
    return Sheet(np.array(paper).transpose(2, 0, 1), np.array(rectangles, dtype=np.int32))


class _Area(NamedTuple):
    """Where a plot is drawn: below ``above``, at these columns, from the first tick to the last."""

    draw: ImageDraw.ImageDraw
    above: int
    columns: Sequence[float]
    ticks: Sequence[float]

    def height(self, value: float) -> float:
        """Where a value stands."""
        low, high = self.ticks[0], self.ticks[-1]
        return self.above + _TOP + _HEIGHT * (1 - (value - low) / (high - low))

    def of_legend(self, row: int) -> tuple[int, int]:
        """Where a row of the legend begins."""
        return _LEFT + _WIDTH + _GAP, self.above + _TOP + _ROW // 2 + _ROW * row

    def write_legend(self, row: int, text: str) -> None:
        """Say what the mark of a row stands for."""
        x, y = self.of_legend(row)
        self.draw.text((x + 14, y), text, _INK, font(), anchor="lm")


def _draw_axes(area: _Area, grid: Grid, sheet: int, classes: Sequence[str]) -> None:
    sheets = headings_of(grid, grid.axes[2], classes) if len(grid.axes) > 2 else [""]
    what = ", ".join(filter(None, (MEASURES[grid.plotted], sheets[sheet])))
    first = grid.axes[0]
    draw, bottom = area.draw, area.above + _TOP + _HEIGHT
    draw.text((_LEFT, area.above + 10), what, _INK, font(bold=True))
    for value in area.ticks:
        y = area.height(value)
        draw.line((_LEFT, y, _LEFT + _WIDTH, y), _FAINT)
        draw.text((_LEFT - 8, y), magnitude(value, 6), _INK, font(), anchor="rm")
    for x, text in readable(area.columns, labels_of(grid, first, classes)):
        draw.text((x, bottom + 8), text, _INK, font(), anchor="mt")
    draw.text((_LEFT + _WIDTH / 2, bottom + 28), title_of(grid, first), _INK, font(), anchor="mt")


def _draw_real(area: _Area, rows: Sequence[Sequence[Mapping[str, float]]], name: str, row: int) -> None:
    """What real pictures come to beside each row of cells, where that is known, and its row of the legend."""
    lines = [
        [
            (x, area.height(number[name]))
            for x, number in zip(area.columns, numbers, strict=True)
            if name in number
        ]
        for numbers in rows
    ]
    for line in lines:
        _line(area.draw, line)
    if any(lines):
        x, y = area.of_legend(row)
        area.draw.line((x - 6, y, x + 6, y), _GREY, 3)
        area.write_legend(row, _REAL)


def _curve(
    draw: ImageDraw.ImageDraw, row: int, columns: Sequence[float], found: Sequence[Sequence[float]]
) -> list[tuple[int, int, int, int]]:
    """A line through values over the columns, with their ends; gives the places of its marks."""
    colour, rectangles = _colour(row), []
    dots = [(x, y) for x, (y, _, _) in zip(columns, found, strict=True)]
    for one, other in itertools.pairwise(dots):
        draw.line((*one, *other), colour, 2)
    for (x, y), (_, low, high) in zip(dots, found, strict=True):
        draw.line((x, low, x, high), colour)
        for end in (low, high):
            draw.line((x - _CAP, end, x + _CAP, end), colour)
        _mark(draw, row, x, y)
        rectangles.append((round(x) - 9, round(y) - 9, 18, 18))
    return rectangles


def _colour(row: int) -> tuple[int, int, int]:
    return _COLOURS[row % len(_COLOURS)]


def _line(draw: ImageDraw.ImageDraw, rectangles: Sequence[tuple[float, float]]) -> None:
    """What real pictures come to; a dash where it is known at one place alone."""
    if len(rectangles) == 1:
        ((x, y),) = rectangles
        rectangles = [(x - 24, y), (x + 24, y)]
    for one, other in itertools.pairwise(rectangles):
        draw.line((*one, *other), _GREY, 3)


def check(grid: Grid, classes: Sequence[str]) -> None:
    """Raise ``ExportError`` where what :func:`plot` draws of a grid would be too large."""
    width, height = _size(grid, _legend(grid, classes))
    check_size(width, grid.shape[2] * height)


def readable(columns: Sequence[float], labels: Sequence[str]) -> list[tuple[float, str]]:
    """The places and texts of the labels that have room between those before them."""
    found: list[tuple[float, str]] = []
    for x, text in zip(columns, labels, strict=True):
        if all(abs(x - at) >= (width_of(text) + width_of(other)) / 2 + _APART for at, other in found):
            found.append((x, text))
    return found


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """At most so many round numbers at equal distances, from ``low`` or less to ``high`` or more.

    They are so far apart that the digits that are shown tell them from each other.
    """
    span = max(high - low or abs(high) or 1.0, _NEAR * max(abs(low), abs(high)), _LEAST)
    for exponent, factor in itertools.product(range(math.floor(math.log10(span / most)), 400), (1, 2, 5)):
        step = factor * 10.0**exponent
        first, last = math.floor(low / step), math.ceil(high / step)
        last = max(last, first + 1)
        if last - first < most:
            return [float(f"{step * number:.12g}") for number in range(first, last + 1)]
    raise ValueError(f"no ticks from {low} to {high}")


def _legend(grid: Grid, classes: Sequence[str]) -> list[str]:
    """What stands beside the curves; nothing where there is one."""
    return headings_of(grid, grid.axes[1], classes) if len(grid.axes) > 1 else []


def _size(grid: Grid, legend: Sequence[str]) -> tuple[int, int]:
    """Width and height of one of the plots."""
    if grid.plotted != "nfe":
        legend = [*legend, _REAL]
    right = _GAP + max((width_of(text) + 24 for text in legend), default=0)
    height = max(_TOP + _HEIGHT + _BOTTOM, _TOP + _ROW * (len(legend) + 1))
    return _LEFT + _WIDTH + right + _GAP, height


def _shares(grid: Grid) -> list[float]:
    """Where the values of the first axis stand, from 0 to 1; words, or a single value, at equal distances."""
    values = [value for value in grid.axes[0].values if isinstance(value, int | float)]
    if len(values) < len(grid.axes[0].values) or len(set(values)) < 2:
        return [(number + 0.5) / len(grid.axes[0].values) for number in range(len(grid.axes[0].values))]
    wide = min(values) > 0 and max(values) / min(values) >= _FAR
    at = [math.log(value) if wide else float(value) for value in values]
    return [(each - min(at)) / (max(at) - min(at)) for each in at]


def _mark(draw: ImageDraw.ImageDraw, row: int, x: float, y: float) -> None:
    """A dot, a square, a diamond or a triangle, so that colour is not all that tells curves apart."""
    # Each time that the colours begin anew they come with other marks.
    r, colour, row = _MARK, _colour(row), row + row // len(_COLOURS)
    shapes = (
        ((x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)),
        ((x, y - r - 1), (x + r + 1, y), (x, y + r + 1), (x - r - 1, y)),
        ((x, y - r), (x + r, y + r), (x - r, y + r)),
    )
    if row % 4 == 0:
        draw.ellipse((x - r, y - r, x + r, y + r), colour)
    else:
        draw.polygon(shapes[row % 4 - 1], colour)
