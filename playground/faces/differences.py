"""How much faces differ that differ in one factor which is seen: the least over all contexts, by skin.

The number of pixels that differ is a sum over regions, and so is the squared distance. Each region depends on
few factors, so all of its combinations are tried, and elimination finds the least sum of all regions: no
context is left out. Colours are taken before they are rounded: where two of them differ by a whole number of
levels, they still do so after rounding. A valid picture is nearer to a face than half the least distance.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Mapping

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.faces.factors import (
    ABSENT,
    COLUMN,
    EVERY,
    OF_STYLE,
    VALUES,
    Choice,
    Codes,
    FrozenChoice,
    frozen,
    legal,
    within,
)
from playground.faces.layers import SIZE
from playground.faces.regions import Floats, Places, Region, Table, colours, minimised, regions
from playground.faces.seen import HIDES, seen

LEVELS = 24
"""A pixel differs plainly if one of its channels differs by so many of 255 levels."""
PIXELS = 8
"""So many pixels differ plainly between any two values of a factor that is seen, at 64 × 64."""

Pairs = list[tuple[int, int]]

_ROUNDING = 0.01
"""Levels by which numbers in single precision may be wrong, with room."""
_NEVER = 1e12
_SAME = 1e-6


class Least(msgspec.Struct, frozen=True, kw_only=True):
    """The least difference between two faces that differ in one factor only.

    ``pixels`` is the number of pixels that differ visibly and ``distance`` the RMS difference in grey levels;
    ``fewest_in`` and ``nearest_in`` are the codes of the first face of the pair where each is least. ``skin``
    is empty where the values are skins.
    """

    style: str
    factor: str
    values: tuple[str, str]
    skin: str
    pixels: int
    fewest_in: Codes
    distance: float
    nearest_in: Codes


def least_differences(size: int = SIZE, choice: Choice = EVERY, *, hidden: bool = False) -> tuple[Least, ...]:
    """For every two values of every factor, and every skin, how little faces of a choice differ.

    Contexts in which the factor is seen count, or with ``hidden`` those in which it is not.
    """
    return _least_differences(size, frozen(choice), hidden)


@functools.cache
def _least_differences(size: int, choice: FrozenChoice, hidden: bool) -> tuple[Least, ...]:
    return tuple(
        least
        for style in OF_STYLE
        if (world := within(style, dict(choice)))
        for factor in OF_STYLE[style]
        if world[factor].size > 1
        for least in _of_factor(style, factor, size, world, hidden)
    )


def _of_factor(style: str, factor: str, size: int, world: dict[str, Places], hidden: bool) -> Iterator[Least]:
    values = OF_STYLE[style][factor]
    pairs = list(itertools.combinations(world[factor].tolist(), 2))
    skins = [] if factor == "skin" else world["skin"].tolist()
    cases = [(pair, skin) for pair in pairs for skin in skins or [-1]]
    contexts = _where(hidden, style, factor, world, len(cases))
    if contexts.least.min() >= _NEVER:
        return
    counted: list[Table] = []
    squared: list[Table] = []
    for region in regions(style, size):
        if factor in region.factors:
            for tables, numbers in zip((counted, squared), _of_region(region, factor, pairs), strict=True):
                others = tuple(other for other in region.factors if other != factor)
                possible = (world[other] for other in others)
                numbers = numbers[np.ix_(np.arange(len(pairs)), *possible)]
                tables.append(_by_skin(Table(others, numbers), len(skins)))
    fewest, fewest_in = minimised([*counted, contexts])
    nearest, nearest_in = minimised([*squared, contexts])
    for case, (pair, skin) in enumerate(cases):
        if fewest[case] >= _NEVER:
            continue
        here = {other: int(places[0]) for other, places in world.items()} | {factor: pair[0]}
        here |= {"skin": skin} if skins else {}
        of_fewest, of_nearest = (
            _codes(style, here | {other: int(world[other][places[case]]) for other, places in chosen.items()})
            for chosen in (fewest_in, nearest_in)
        )
        yield Least(
            style=style,
            factor=factor,
            values=(values[pair[0]], values[pair[1]]),
            skin=OF_STYLE[style]["skin"][skin] if skins else "",
            pixels=round(fewest[case]),
            fewest_in=of_fewest,
            distance=float(np.sqrt(nearest[case] / (3 * size**2))),
            nearest_in=of_nearest,
        )


def _of_region(region: Region, factor: str, pairs: Pairs) -> tuple[Floats, Floats]:
    """How many pixels of a region differ, and its squared distance, by pairs and all other factors."""
    return (_of_colours if factor in region.coloured else _of_shapes)(region, factor, pairs)


def _of_colours(region: Region, factor: str, pairs: Pairs) -> tuple[Floats, Floats]:
    """Two faces of other colours differ by how much of the colour shows, whatever the other colours."""
    palette = colours(region.style, factor)
    differ = np.array([palette[one] - palette[other] for one, other in pairs])
    shown = region.shown[..., region.coloured.index(factor), :]
    largest = np.abs(differ).max(axis=1).reshape(-1, *[1] * shown.ndim)
    counts = (shown * largest >= LEVELS + _ROUNDING).sum(axis=-1)
    squares = np.multiply.outer((differ**2).sum(axis=1), (shown**2).sum(axis=-1))
    others = [len(legal(region.style, other)) for other in region.coloured if other != factor]
    whole = (*counts.shape, *others)
    spread = (*counts.shape, *[1] * len(others))
    return (
        np.broadcast_to(counts.reshape(spread), whole).astype(np.float64),
        np.broadcast_to(squares.reshape(spread), whole),
    )


def _of_shapes(region: Region, factor: str, pairs: Pairs) -> tuple[Floats, Floats]:
    """Two faces of other shapes differ by what these show of themselves and of each colour."""
    axis = region.shapes.index(factor)
    own, shown = (np.moveaxis(each, axis, 0) for each in (region.own, region.shown))
    palettes = [colours(region.style, each).astype(np.float32) for each in region.coloured]
    sizes = (len(pairs), *own.shape[1:-2], *(len(palette) for palette in palettes))
    counts, squares = np.zeros(sizes), np.zeros(sizes)
    for pair, (one, other) in enumerate(pairs):
        for shapes in np.ndindex(*own.shape[1:-2]):
            counts[pair, *shapes], squares[pair, *shapes] = _of_difference(
                own[one, *shapes] - own[other, *shapes], shown[one, *shapes] - shown[other, *shapes], palettes
            )
    return counts, squares


def _of_difference(own: Floats, shown: Floats, palettes: list[NDArray[np.float32]]) -> tuple[Floats, Floats]:
    """Of a difference ``own + Σ shown · colour`` how many pixels are plain, and its square, by the colours.

    Colours of which no other amount shows have one entry.
    """
    differ = (np.abs(own) > _SAME).any(axis=0) | (np.abs(shown) > _SAME).any(axis=0)
    total = own[:, differ].astype(np.float32).reshape(*[1] * len(palettes), 3, -1)
    for slot, (palette, amount) in enumerate(zip(palettes, shown[:, differ], strict=True)):
        if (np.abs(amount) > _SAME).any():
            part = palette[:, :, None] * amount.astype(np.float32)
            total = total + part.reshape(
                *[len(palette) if each == slot else 1 for each in range(len(palettes))], 3, -1
            )
    counts = (np.abs(total).max(axis=-2) >= LEVELS + _ROUNDING).sum(axis=-1)
    return counts.astype(np.float64), np.einsum("...cp,...cp->...", total, total).astype(np.float64)


def _by_skin(table: Table, skins: int) -> Table:
    """Cases that are pairs as cases that are pairs with a skin, where there are skins."""
    if not skins:
        return table
    if "skin" not in table.factors:
        return Table(table.factors, np.repeat(table.values, skins, axis=0))
    values = np.moveaxis(table.values, 1 + table.factors.index("skin"), 1)
    others = tuple(factor for factor in table.factors if factor != "skin")
    return Table(others, values.reshape(-1, *values.shape[2:]))


def _where(hidden: bool, style: str, factor: str, world: dict[str, Places], cases: int) -> Table:
    """A table that leaves the contexts in which the factor is hidden, or those in which it is seen."""
    rules = [rule for rule in HIDES if rule.factor == factor]
    hiders = sorted({other for rule in rules for other in rule.where} - {"style"})
    hiders = [other for other in hiders if other in world]
    grid = itertools.product(*(world[other] for other in hiders))
    contexts = np.array([_codes(style, dict(zip(hiders, places, strict=True))) for places in grid])
    left_out = seen(contexts)[:, COLUMN[factor]] == hidden
    sizes = [world[other].size for other in hiders]
    return Table(tuple(hiders), np.broadcast_to(left_out.reshape(sizes) * _NEVER, (cases, *sizes)))


def _codes(style: str, places: Mapping[str, int]) -> Codes:
    """Codes of a face by the places of its values; what is not named has its first value."""
    found = np.full(len(COLUMN), ABSENT, dtype=np.uint8)
    found[0] = VALUES["style"].index(style)
    for factor in OF_STYLE[style]:
        found[COLUMN[factor]] = legal(style, factor)[places.get(factor, 0)]
    return found


def valid(distances: NDArray[np.float64], size: int = SIZE, choice: Choice = EVERY) -> NDArray[np.bool_]:
    """Which pictures are valid faces, by their distances to the nearest face of a choice."""
    return np.asarray(distances < valid_below(size, choice))


def valid_below(size: int = SIZE, choice: Choice = EVERY) -> float:
    """Half of the least RMS distance of two faces that differ in one factor which is seen, in levels.

    It is worked out for all faces of a choice, which takes some seconds once.
    """
    return min(least.distance for least in least_differences(size, choice)) / 2
