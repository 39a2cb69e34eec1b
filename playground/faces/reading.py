"""Which face a picture shows: the nearest of all faces, found exactly.

What a pixel shows depends on few factors. Pixels that depend on the same ones are a region; its squared
distance is a table over those factors, and the sum of all tables is minimised factor by factor (min-sum
variable elimination, Dechter 1999). So parts that overlap are decided together, and the result is that of
trying all faces, but for their rounding to 256 levels.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.errors import DataError
from playground.faces.factors import ABSENT, COLUMN, OF_STYLE, STYLES, VALUES, Codes, Face, decode, legal
from playground.faces.layers import COLOURED, SIZE, Stratum, parts
from playground.faces.render import area_weights, render_codes

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
_BLOCK = 64
"""Pictures that are read at once."""
_SMALL = 1_500
"""Entries of a table that costs next to nothing."""


class Table(msgspec.Struct, frozen=True):
    """Numbers over pictures and the values of some factors: one axis for pictures, one for each factor."""

    factors: tuple[str, ...]
    values: Floats


class Region(msgspec.Struct, frozen=True, kw_only=True):
    """Pixels that depend on the same factors, and what each combination of their shapes shows there.

    ``own`` is ``(combinations, 3 · pixels)``; ``colour`` ``(combinations · slots, pixels)`` is how much of
    each colour of ``coloured`` shows; ``squares`` is the squared length of that, by shapes and colours.
    """

    pixels: NDArray[np.int64]
    shapes: tuple[str, ...]
    coloured: tuple[str, ...]
    own: Floats
    colour: Floats
    squares: Floats

    @property
    def factors(self) -> tuple[str, ...]:
        """All that it depends on."""
        return (*self.shapes, *self.coloured)

    def table(self, pictures: Floats, style: str, allowed: dict[str, Places]) -> Table:
        """The squared distance of pictures ``(n, 3, all pixels)`` here by allowed values of all factors."""
        inside = pictures[:, :, self.pixels]
        count, sizes = len(inside), self.squares.shape[: len(self.shapes)]
        places = np.ix_(*(allowed[factor] for factor in self.shapes))
        own = self.own.reshape(*sizes, -1)[places].reshape(-1, inside[0].size)
        colour = self.colour.reshape(*sizes, len(self.coloured), -1)[places]
        sizes = colour.shape[: len(self.shapes)]
        palettes = [colours(style, factor)[allowed[factor]] for factor in self.coloured]
        found = self.squares[np.ix_(*(allowed[factor] for factor in self.factors))][None]
        found = found + (inside**2).sum(axis=(1, 2)).reshape(-1, *[1] * (found.ndim - 1))
        found -= _beside(
            2 * (inside.reshape(count, -1) @ own.T).reshape(count, *sizes), range(len(sizes)), found.ndim
        )
        shown = inside.reshape(3 * count, -1) @ colour.reshape(-1, len(self.pixels)).T
        shown = shown.reshape(count, 3, -1, len(palettes))
        for slot, palette in enumerate(palettes):
            by_colour = shown[..., slot].transpose(0, 2, 1) @ (2 * palette.T)
            axes = (*range(len(sizes)), len(sizes) + slot)
            found -= _beside(by_colour.reshape(count, *sizes, -1), axes, found.ndim)
        return Table(self.factors, found)


def read(image: NDArray[np.uint8]) -> tuple[Face, float]:
    """The face nearest to a picture ``(3, size, size)``, and how far it is, as :func:`distances` says."""
    codes, distances = read_codes(np.asarray(image)[None])
    return decode(codes[0]), float(distances[0])


def read_codes(images: NDArray[np.uint8]) -> tuple[Codes, NDArray[np.float64]]:
    """The faces nearest to pictures ``(n, 3, size, size)``, and their distances ``(n,)``.

    Raises :class:`DataError` where pictures are not square and in colour.
    """
    if images.ndim != 4 or images.shape[1] != 3 or images.shape[2] != images.shape[3]:
        raise DataError(
            f"Faces are read in square pictures of three channels, not of shape {images.shape[1:]}."
        )
    found = [_nearest(images[start : start + _BLOCK]) for start in range(0, len(images), _BLOCK)]
    best = np.concatenate([np.empty((0, len(COLUMN)), dtype=np.uint8), *found])
    return best, distances(best, images)


def distances(codes: Codes, images: NDArray[np.uint8]) -> Floats:
    """How far pictures ``(n, 3, size, size)`` are from faces ``(n,)``: the RMS of pixels, in levels."""
    differences = render_codes(codes, images.shape[2]).astype(np.float64) - images
    return np.asarray(np.sqrt((differences**2).mean(axis=(1, 2, 3))))


def _nearest(images: NDArray[np.uint8]) -> Codes:
    """Small tables of all pictures come first: they leave one face, or shrink what must be tried."""
    size = images.shape[2]
    pictures = images.reshape(len(images), 3, -1).astype(np.float64)
    firsts = [_First(style, size, pictures) for style in STYLES]
    guesses = np.stack([first.guess for first in firsts])
    known = np.stack([distances(guess, images) for guess in guesses])
    best = guesses[known.argmin(axis=0), np.arange(len(images))]
    # A face is rounded after it was put together, by at most half a level a pixel.
    bounds = pictures[0].size * (known.min(axis=0) + 1) ** 2
    for number, bound in enumerate(bounds):
        rivals = [(first, allowed) for first in firsts if (allowed := first.allowed(number, bound))]
        if sum(_combinations(allowed) for _, allowed in rivals) > 1:
            found = (
                _exactly(first.style, size, pictures[number : number + 1], allowed)
                for first, allowed in rivals
            )
            best[number] = min(found, key=lambda each: each[0])[1]
    return np.asarray(best)


class _First:
    """What small tables tell of pictures of a style: a guess, and how little a sum with each value can be."""

    def __init__(self, style: str, size: int, pictures: Floats) -> None:
        self.style = style
        self._all = _all_values(style)
        small = [region for region in regions(style, size) if region.squares.size <= _SMALL]
        tables = [region.table(pictures, style, self._all) for region in small]
        self._least = np.asarray(sum(_least(table) for table in tables))
        self._with: dict[str, Floats] = {
            factor: self._least[:, None] + np.zeros((1, len(places))) for factor, places in self._all.items()
        }
        for table in tables:
            for axis, factor in enumerate(table.factors):
                others = tuple(1 + other for other in range(len(table.factors)) if other != axis)
                self._with[factor] += table.values.min(axis=others) - _least(table)[:, None]
        chosen = dict.fromkeys(self._all, np.zeros(len(pictures), dtype=np.int64)) | minimised(tables)[1]
        self.guess = _codes(style, {factor: self._all[factor][places] for factor, places in chosen.items()})

    def allowed(self, number: int, bound: float) -> dict[str, Places]:
        """The values that a picture's nearest face may have if its squared distance is at most ``bound``."""
        found = {factor: places[self._with[factor][number] <= bound] for factor, places in self._all.items()}
        return found if all(places.size for places in found.values()) else {}


def _exactly(style: str, size: int, picture: Floats, allowed: dict[str, Places]) -> tuple[float, Codes]:
    """The squared distance of a picture to the nearest face of a style with allowed values, and the face."""
    total, chosen = minimised([region.table(picture, style, allowed) for region in regions(style, size)])
    return float(total[0]), _codes(
        style, {factor: allowed[factor][places] for factor, places in chosen.items()}
    )[0]


def minimised(tables: list[Table]) -> tuple[Floats, dict[str, Places]]:
    """Of each picture the least sum of tables over all values of their factors, and where it is."""
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

    def cost(factor: str) -> float:
        joined = {each for table in tables if factor in table.factors for each in table.factors}
        return float(np.prod([sizes[each] for each in joined]))

    return min(sizes, key=cost)


def _sum(tables: list[Table], last: str) -> Table:
    """The sum of tables over all their factors, of which ``last`` is the last axis."""
    sizes = _sizes(tables)
    factors = (*(factor for factor in sizes if factor != last), last)
    total = np.zeros((len(tables[0].values), *(sizes[factor] for factor in factors)))
    for table in tables:
        order = sorted(range(len(table.factors)), key=lambda axis: factors.index(table.factors[axis]))
        values = table.values.transpose(0, *(1 + axis for axis in order))
        total += _beside(values, [factors.index(table.factors[axis]) for axis in order], total.ndim)
    return Table(factors, total)


def _sizes(tables: list[Table]) -> dict[str, int]:
    return {
        factor: size
        for table in tables
        for factor, size in zip(table.factors, table.values.shape[1:], strict=True)
    }


def _least(table: Table) -> Floats:
    return np.asarray(table.values.reshape(len(table.values), -1).min(axis=1))


def _all_values(style: str) -> dict[str, Places]:
    return {factor: np.arange(len(legal(style, factor))) for factor in OF_STYLE[style]}


def _combinations(allowed: dict[str, Places]) -> float:
    return float(np.prod([len(places) for places in allowed.values()]))


def _codes(style: str, chosen: dict[str, Places]) -> Codes:
    """Codes of faces by the places of their values among those of the style."""
    found = np.full((len(next(iter(chosen.values()))), len(COLUMN)), ABSENT, dtype=np.uint8)
    found[:, 0] = VALUES["style"].index(style)
    for factor, places in chosen.items():
        found[:, COLUMN[factor]] = legal(style, factor)[places]
    return found


def _beside(values: Floats, axes: Sequence[int], dimensions: int) -> Floats:
    """Values of pictures along the axes of some factors, shaped for an array with the axes of all."""
    shape = [len(values)] + [1] * (dimensions - 1)
    for axis, size in zip(axes, values.shape[1:], strict=True):
        shape[1 + axis] = size
    return values.reshape(shape)


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
        pixels=pixels,
        shapes=shapes,
        coloured=coloured,
        own=own.reshape(len(maps), -1),
        colour=shown.reshape(-1, len(pixels)),
        squares=_squares(style, sizes, coloured, own, shown),
    )


def _squares(
    style: str, sizes: tuple[int, ...], coloured: tuple[str, ...], own: Floats, shown: Floats
) -> Floats:
    """The squared length of ``own + Σ shown · colour`` by shapes and colours, by its inner products."""
    palettes = [colours(style, factor) for factor in coloured]
    total = np.zeros((len(own), *(len(palette) for palette in palettes)))
    total += _beside((own**2).sum(axis=(1, 2)), (), total.ndim)
    for slot, palette in enumerate(palettes):
        with_own = 2 * np.einsum("kcp,kp->kc", own, shown[:, slot]) @ palette.T
        total += _beside(with_own, (slot,), total.ndim)
        for other, of_other in enumerate(palettes):
            both = np.einsum("kp,kp->k", shown[:, slot], shown[:, other])
            if other == slot:
                total += _beside(np.outer(both, (palette**2).sum(axis=1)), (slot,), total.ndim)
            elif slot < other:
                pairs = 2 * both[:, None, None] * (palette @ of_other.T)
                total += _beside(pairs, (slot, other), total.ndim)
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
