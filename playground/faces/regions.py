"""Pixels that depend on the same factors, and what each combination of their values shows there.

A picture's squared distance to a face is a sum over regions, and each region's is a table over few factors.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.faces.factors import Codes, legal
from playground.faces.layers import COLOURED, SIZE, Stratum, parts
from playground.faces.render import area_weights

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


class Table(msgspec.Struct, frozen=True):
    """Numbers over cases and the values of some factors: one axis for cases, one for each factor."""

    factors: tuple[str, ...]
    values: Floats

    @property
    def least(self) -> Floats:
        """Of each case the least number, ``(cases,)``."""
        return np.asarray(self.values.reshape(len(self.values), -1).min(axis=1))

    def least_with(self, factor: str) -> Floats:
        """Of each case the least number with each value of a factor, ``(cases, values)``."""
        axis = self.factors.index(factor)
        others = tuple(1 + other for other in range(len(self.factors)) if other != axis)
        return np.asarray(self.values.min(axis=others))


def minimised(tables: list[Table]) -> tuple[Floats, dict[str, Places]]:
    """Of each case the least sum of tables over all values of their factors, and where it is."""
    decided: list[tuple[str, Table]] = []
    while any(table.factors for table in tables):
        factor = _cheapest(tables)
        joined = _sum([table for table in tables if factor in table.factors], factor)
        decided.append((factor, Table(joined.factors[:-1], joined.values.argmin(axis=-1))))
        tables = [table for table in tables if factor not in table.factors]
        tables.append(Table(joined.factors[:-1], joined.values.min(axis=-1)))
    total = np.asarray(sum(table.values for table in tables))
    chosen: dict[str, Places] = {}
    for factor, table in reversed(decided):
        chosen[factor] = table.values[np.arange(len(total)), *(chosen[each] for each in table.factors)]
    return total, chosen


def _cheapest(tables: list[Table]) -> str:
    """The factor whose tables join to the smallest."""
    sizes = _sizes(tables)

    def cost(factor: str) -> int:
        joined = {each for table in tables if factor in table.factors for each in table.factors}
        return math.prod(sizes[each] for each in joined)

    return min(sizes, key=cost)


def _sum(tables: list[Table], last: str) -> Table:
    """The sum of tables over all their factors, of which ``last`` is the last axis."""
    sizes = _sizes(tables)
    factors = (*(factor for factor in sizes if factor != last), last)
    total = np.zeros((len(tables[0].values), *(sizes[factor] for factor in factors)))
    for table in tables:
        order = sorted(range(len(table.factors)), key=lambda axis: factors.index(table.factors[axis]))
        values = table.values.transpose(0, *(1 + axis for axis in order))
        total += beside(values, [factors.index(table.factors[axis]) for axis in order], total.ndim)
    return Table(factors, total)


def _sizes(tables: list[Table]) -> dict[str, int]:
    return {
        factor: size
        for table in tables
        for factor, size in zip(table.factors, table.values.shape[1:], strict=True)
    }


def beside(values: Floats, axes: Sequence[int], dimensions: int) -> Floats:
    """Numbers of cases along the axes of some factors, shaped for an array with the axes of all."""
    shape = [len(values)] + [1] * (dimensions - 1)
    for axis, size in zip(axes, values.shape[1:], strict=True):
        shape[1 + axis] = size
    return values.reshape(shape)


class Region(msgspec.Struct, frozen=True, kw_only=True):
    """Pixels that depend on the same factors, and what each combination of their shapes shows there.

    It is ``own + Σ shown · colour``. By shapes, ``own`` is ``(…, 3, pixels)``, and ``shown``, how much shows
    of each colour of ``coloured``, ``(…, slots, pixels)``; ``squares``, its squared length, is by shapes and
    colours.
    """

    style: str
    pixels: NDArray[np.int64]
    shapes: tuple[str, ...]
    coloured: tuple[str, ...]
    own: Floats
    shown: Floats
    squares: Floats

    @property
    def factors(self) -> tuple[str, ...]:
        """All that it depends on."""
        return (*self.shapes, *self.coloured)

    def table(self, pictures: Floats, allowed: dict[str, Places]) -> Table:
        """The squared distance of pictures ``(n, 3, all pixels)`` here by allowed values of all factors."""
        inside = pictures[:, :, self.pixels]
        count, places = len(inside), tuple(allowed[factor] for factor in self.factors)
        sizes = tuple(len(each) for each in places[: len(self.shapes)])
        shapes = np.ix_(*places[: len(self.shapes)])
        own = self.own[shapes].reshape(-1, inside[0].size)
        shown = self.shown[shapes].reshape(-1, len(self.pixels))
        found: Floats = np.einsum("ncp,ncp->n", inside, inside).reshape(-1, *[1] * len(places))
        found = found + self.squares[np.ix_(*places)]
        found -= beside(
            (inside.reshape(count, -1) @ (2 * own.T)).reshape(count, *sizes),
            (*range(len(sizes)),),
            found.ndim,
        )
        amounts = (inside.reshape(3 * count, -1) @ shown.T).reshape(count, 3, -1, len(self.coloured))
        for slot, factor in enumerate(self.coloured):
            palette = 2 * colours(self.style, factor)[places[len(sizes) + slot]]
            by_colour = amounts[..., slot].transpose(0, 2, 1) @ palette.T
            axes = (*range(len(sizes)), len(sizes) + slot)
            found -= beside(by_colour.reshape(count, *sizes, -1), axes, found.ndim)
        return Table(self.factors, found)


@functools.cache
def colours(style: str, factor: str) -> Floats:
    """The colours ``(values, 3)`` that a factor has in a style."""
    return parts().colours[factor][legal(style, factor)].astype(np.float64)


@functools.cache
def regions(style: str, size: int) -> tuple[Region, ...]:
    """The regions of a style's pictures of a size; together they are all pixels."""
    strata = parts().strata[style]
    by_shapes: dict[tuple[str, ...], list[int]] = {}
    influence = _influence(strata, size)
    for pixel in range(size * size):
        shapes = tuple(factor for factor, mask in influence.items() if mask[pixel])
        by_shapes.setdefault(shapes, []).append(pixel)
    return tuple(_region(style, size, shapes, np.array(pixels)) for shapes, pixels in by_shapes.items())


def _influence(strata: tuple[Stratum, ...], size: int) -> dict[str, NDArray[np.bool_]]:
    """Of each factor of shape, the pixels ``(size²,)`` on which it can have an influence."""
    weights = area_weights(size) if size != SIZE else np.eye(SIZE, dtype=np.float32)
    found = {}
    for stratum in strata:
        if stratum.factor:
            touched = np.zeros((SIZE, SIZE), dtype=np.float32)
            for layer in stratum.layers.values():
                if layer is not None:
                    box = np.s_[layer.box[0] : layer.box[1], layer.box[2] : layer.box[3]]
                    touched[box] = np.maximum(touched[box], 1 - layer.shows)
            found[stratum.factor] = (weights @ (touched > 0) @ weights.T).flatten() > 0
    return found


def _region(style: str, size: int, shapes: tuple[str, ...], pixels: NDArray[np.int64]) -> Region:
    """What each combination of the shapes shows on some pixels."""
    sizes = tuple(len(legal(style, factor)) for factor in shapes)
    grid = np.indices(sizes).reshape(len(shapes), int(np.prod(sizes)))
    chosen = {factor: legal(style, factor)[places] for factor, places in zip(shapes, grid, strict=True)}
    maps = _maps(style, size, chosen, int(np.prod(sizes)), pixels)
    coloured = tuple(factor for slot, factor in enumerate(COLOURED) if maps[:, 3 + slot].any())
    shown = maps[:, [3 + COLOURED.index(factor) for factor in coloured]]
    own = maps[:, :3]
    return Region(
        style=style,
        pixels=pixels,
        shapes=shapes,
        coloured=coloured,
        own=own.reshape(*sizes, *own.shape[1:]),
        shown=shown.reshape(*sizes, *shown.shape[1:]),
        squares=_squares(style, sizes, coloured, own, shown),
    )


def _squares(
    style: str, sizes: tuple[int, ...], coloured: tuple[str, ...], own: Floats, shown: Floats
) -> Floats:
    """The squared length of ``own + Σ shown · colour`` by shapes and colours, by its inner products."""
    palettes = [colours(style, factor) for factor in coloured]
    total = np.zeros((len(own), *(len(palette) for palette in palettes)))
    total += beside((own**2).sum(axis=(1, 2)), (), total.ndim)
    for slot, palette in enumerate(palettes):
        with_own = 2 * np.einsum("kcp,kp->kc", own, shown[:, slot]) @ palette.T
        total += beside(with_own, (slot,), total.ndim)
        for other, of_other in enumerate(palettes):
            both = np.einsum("kp,kp->k", shown[:, slot], shown[:, other])
            if other == slot:
                total += beside(np.outer(both, (palette**2).sum(axis=1)), (slot,), total.ndim)
            elif slot < other:
                pairs = 2 * both[:, None, None] * (palette @ of_other.T)
                total += beside(pairs, (slot, other), total.ndim)
    return total.reshape(*sizes, *total.shape[1:])


def _maps(style: str, size: int, chosen: dict[str, Codes], count: int, pixels: NDArray[np.int64]) -> Floats:
    """What combinations show of themselves (3) and of each colour (4) on pixels: ``(count, 7, pixels)``."""
    mean = _mean_over(size, pixels)
    sources = np.flatnonzero(mean.any(axis=0))
    maps = np.zeros((count, 3 + len(COLOURED), len(sources)))
    maps[:, 3 + COLOURED.index("ground")] = 1
    for stratum in parts().strata[style]:
        codes = chosen.get(stratum.factor, np.zeros(count, dtype=np.uint8))
        if stratum.factor and stratum.factor not in chosen:
            continue  # it shows on none of these pixels
        stacked = {code: _of_layer(stratum, code, sources) for code in np.unique(codes)}
        for code, (added, shows) in stacked.items():
            maps[codes == code] = maps[codes == code] * shows + added
    return maps @ mean[:, sources].T


def _of_layer(stratum: Stratum, code: int, sources: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """What a layer adds ``(7, sources)``, and how much shows of what is below ``(sources,)``."""
    layer = stratum.layers[int(code)]
    added, shows = np.zeros((3 + len(COLOURED), SIZE, SIZE)), np.ones((SIZE, SIZE))
    if layer is not None:
        box = np.s_[layer.box[0] : layer.box[1], layer.box[2] : layer.box[3]]
        added[:3][(slice(None), *box)] = layer.own
        if stratum.coloured_by:
            added[3 + COLOURED.index(stratum.coloured_by)][box] = layer.colour
        shows[box] = layer.shows
    return added.reshape(len(added), -1)[:, sources], shows.flatten()[sources]


def _mean_over(size: int, pixels: NDArray[np.int64]) -> Floats:
    """How pixels of a size are means of those at 64 × 64, ``(pixels, 4096)``."""
    weights = (area_weights(size) / SIZE if size != SIZE else np.eye(SIZE)).astype(np.float64)
    rows, columns = weights[pixels // size], weights[pixels % size]
    return np.asarray((rows[:, :, None] * columns[:, None, :]).reshape(len(pixels), -1))
