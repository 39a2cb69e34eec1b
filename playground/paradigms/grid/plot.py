"""A measure of a grid's cells as curves: over the first axis, one for each value of the second."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

import numpy as np
from PIL import Image, ImageDraw

from playground.core.words import magnitude
from playground.paradigms.grid.measuring import MEASURES, names, real_name
from playground.paradigms.grid.recipes import Grid, title_of, told
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


def plot(grid: Grid, numbers: Sequence[Mapping[str, float]]) -> Sheet:
    """Curves with 95 % intervals; the third axis goes from plot to plot, and marks stand for cells.

    Grey is what as many real pictures come to: of few pictures no measure is what it is of all.
    """
    across, down, deep = grid.shape
    title, *others = (title_of(type(grid.base), axis.field) for axis in grid.axes)
    labels = [[told(value) for value in axis.values] for axis in grid.axes]
    legend = _legend(grid)
    width, block = _size(grid)
    paper = Image.new("RGB", (width, deep * block), _PAPER)
    draw = ImageDraw.Draw(paper)
    shown = (*names(grid.plotted), real_name(grid.plotted))
    ends = [number[name] for number in numbers for name in shown if name in number]
    marks = ticks(min(ends), max(ends))
    columns = [_LEFT + 24 + share * (_WIDTH - 48) for share in _shares(grid)]
    places: list[tuple[int, int, int, int]] = []

    def height(value: float) -> float:
        return _TOP + _HEIGHT * (1 - (value - marks[0]) / (marks[-1] - marks[0]))

    for sheet in range(deep):
        above = sheet * block
        what = MEASURES[grid.plotted] + (f", {others[1]} {labels[2][sheet]}" if len(others) > 1 else "")
        draw.text((_LEFT, above + 10), what, _INK, font(bold=True))
        for value in marks:
            y = above + height(value)
            draw.line((_LEFT, y, _LEFT + _WIDTH, y), _FAINT)
            draw.text((_LEFT - 8, y), magnitude(value, 6), _INK, font(), anchor="rm")
        for x, text in readable(columns, labels[0]):
            draw.text((x, above + _TOP + _HEIGHT + 8), text, _INK, font(), anchor="mt")
        draw.text((_LEFT + _WIDTH / 2, above + _TOP + _HEIGHT + 28), title, _INK, font(), anchor="mt")
        real = [[(x, above + height(number[shown[-1]]))
                 for x, number in zip(columns, numbers[first : first + across], strict=True)
                 if shown[-1] in number]
                for first in range(sheet * down * across, (sheet + 1) * down * across, across)]  # fmt: skip
        for line in real:
            _line(draw, line)
        if any(real):
            x, y = _LEFT + _WIDTH + _GAP, above + _TOP + _ROW // 2 + _ROW * len(legend)
            draw.line((x - 6, y, x + 6, y), _GREY, 3)
            draw.text((x + 14, y), _REAL, _INK, font(), anchor="lm")
        for row in range(down):
            first = (sheet * down + row) * across
            found = [[above + height(number[name]) for name in names(grid.plotted)]
                     for number in numbers[first : first + across]]  # fmt: skip
            places += _curve(draw, row, columns, found)
            if legend:
                x, y = _LEFT + _WIDTH + _GAP, above + _TOP + _ROW // 2 + _ROW * row
                _mark(draw, row, x, y)
                draw.text((x + 14, y), legend[row], _INK, font(), anchor="lm")
    return Sheet(np.array(paper).transpose(2, 0, 1), np.array(places, dtype=np.int32))


def _curve(
    draw: ImageDraw.ImageDraw, row: int, columns: Sequence[float], found: Sequence[Sequence[float]]
) -> list[tuple[int, int, int, int]]:
    """A line through values over the columns, with their ends; gives the places of its marks."""
    colour, places = _colour(row), []
    dots = [(x, y) for x, (y, _, _) in zip(columns, found, strict=True)]
    for one, other in itertools.pairwise(dots):
        draw.line((*one, *other), colour, 2)
    for (x, y), (_, low, high) in zip(dots, found, strict=True):
        draw.line((x, low, x, high), colour)
        for end in (low, high):
            draw.line((x - _CAP, end, x + _CAP, end), colour)
        _mark(draw, row, x, y)
        places.append((round(x) - 9, round(y) - 9, 18, 18))
    return places


def _colour(row: int) -> tuple[int, int, int]:
    return _COLOURS[row % len(_COLOURS)]


def _line(draw: ImageDraw.ImageDraw, places: Sequence[tuple[float, float]]) -> None:
    """What real pictures come to; a dash where it is known at one place alone."""
    if len(places) == 1:
        ((x, y),) = places
        places = [(x - 24, y), (x + 24, y)]
    for one, other in itertools.pairwise(places):
        draw.line((*one, *other), _GREY, 3)


def check(grid: Grid) -> None:
    """Raise ``ExportError`` where the plots of a grid would be too large."""
    width, height = _size(grid)
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


def _legend(grid: Grid) -> list[str]:
    """What stands beside the curves; nothing where there is one."""
    if len(grid.axes) < 2:
        return []
    title = title_of(type(grid.base), grid.axes[1].field)
    return [f"{title} {told(value)}" for value in grid.axes[1].values]


def _size(grid: Grid) -> tuple[int, int]:
    """Width and height of one of the plots."""
    legend = _legend(grid)
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
