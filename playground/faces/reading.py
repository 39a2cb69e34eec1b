"""Which face a picture shows: the nearest of all faces, found exactly.

The squared distance of a picture to a face is a sum of tables, one for each region. Small ones are made of
all pictures at once: their minimum gives a guess, and for each value a sum that no face with it falls below.
Values that cannot do better than the guess go; what is left is decided by the tables of all regions together,
so that parts that overlap are decided jointly. The result is that of trying all faces, but for their rounding
to 256 levels.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import DataError
from playground.faces.factors import (
    ABSENT,
    COLUMN,
    EVERY,
    STYLES,
    VALUES,
    Choice,
    Codes,
    Face,
    decode,
    legal,
    within,
)
from playground.faces.layers import SIZE
from playground.faces.regions import Floats, Places, Region, minimised, regions
from playground.faces.render import SMALLEST, render_codes, unrounded

_BLOCK = 32
"""Pictures whose small tables are made at once."""
_SMALL = 3_000
"""Entries of a small table."""
_SLACK = 1.0
"""Squared levels by which numbers in single precision may be wrong."""


def read(image: NDArray[np.uint8]) -> tuple[Face, float]:
    """The face nearest to a picture ``(3, size, size)``, and how far it is, as :func:`distances` says."""
    codes, far = read_codes(np.asarray(image)[None])
    return decode(codes[0]), float(far[0])


def read_codes(images: NDArray[np.uint8], choice: Choice = EVERY) -> tuple[Codes, Floats]:
    """The faces nearest to pictures ``(n, 3, size, size)``, and their distances ``(n,)``.

    Only faces of a ``choice`` of values are tried. Raises :class:`DataError`
    where pictures are not square and in colour, 16 to 64 wide and of bytes, or no face has such values.
    """
    _check(images)
    worlds = {style: found for style in STYLES if (found := within(style, choice))}
    if not worlds:
        raise DataError("No style has faces with these values.")
    best = np.full((len(images), len(COLUMN)), ABSENT, dtype=np.uint8)
    for start in range(0, len(images), _BLOCK):
        pictures = images[start : start + _BLOCK].reshape(-1, 3, images.shape[2] ** 2).astype(np.float64)
        styles = [_Style(style, images.shape[2], pictures, world) for style, world in worlds.items()]
        for number in range(len(pictures)):
            best[start + number] = _nearest(styles, number)
    return best, distances(best, images)


def distances(codes: Codes, images: NDArray[np.uint8]) -> Floats:
    """How far pictures ``(n, 3, size, size)`` are from faces ``(n,)``: the RMS of pixels, in levels."""
    _check(images)
    if len(codes) != len(images):
        raise DataError(f"There are {len(codes):,} faces and {len(images):,} pictures.")
    differences = render_codes(codes, images.shape[2]).astype(np.float64) - images
    return np.asarray(np.sqrt((differences**2).mean(axis=(1, 2, 3))))


def _check(images: NDArray[np.uint8]) -> None:
    shape = np.shape(images)
    if len(shape) != 4 or shape[1] != 3 or shape[2] != shape[3] or not SMALLEST <= shape[2] <= SIZE:
        raise DataError(
            f"Faces are read in pictures of three channels, {SMALLEST} to {SIZE} pixels wide and high, not "
            f"of shape {shape[1:]}."
        )
    if np.asarray(images).dtype != np.uint8:
        raise DataError(f"Faces are read in pictures of bytes (uint8), not of {np.asarray(images).dtype}.")


def _nearest(styles: list[_Style], number: int) -> Codes:
    """The face nearest to one picture; the style that promises most comes first."""
    best, found = math.inf, np.empty(0, dtype=np.uint8)
    for style in sorted(styles, key=lambda style: style.least[number]):
        if style.least[number] <= best:
            squared, codes = style.nearest(number, best)
            if squared < best:
                best, found = squared, codes
    return found


class _Style:
    """What is known of pictures ``(n, 3, pixels)`` once their small tables are made for the faces of a style.

    ``least`` is what no face of the style falls below, ``(n,)``.
    """

    def __init__(self, style: str, size: int, pictures: Floats, world: dict[str, Places]) -> None:
        self._style, self._size, self._pictures, self._world = style, size, pictures, world
        self._large: list[Region] = []
        tables = []
        for region in regions(style, size):
            if region.squares.size <= _SMALL:
                tables.append(region.table(pictures, world))
            else:
                self._large.append(region)
        self._large.sort(key=lambda region: region.squares.size)
        leasts = [table.least for table in tables]
        self.least: Floats = np.sum(leasts, axis=0)
        self._with = {
            factor: np.repeat(self.least[:, None], len(places), axis=1) for factor, places in world.items()
        }
        for table, least in zip(tables, leasts, strict=True):
            for factor in table.factors:
                self._with[factor] += table.least_with(factor) - least[:, None]
        self._guess = minimised(tables)[1]

    def nearest(self, number: int, best: float) -> tuple[float, Codes]:
        """The squared distance of a picture to its nearest face, and that face.

        Where no face is nearer than ``best``, it is one of the others.
        """
        picture = self._pictures[number : number + 1]
        guess = self._guessed(number, picture)
        squared = self._squared(guess, picture)
        bound = min(best, squared) + _SLACK
        allowed = self._left(number, picture, bound)
        still = {factor for factor, places in allowed.items() if places.size != 1}
        if not still or any(not places.size for places in allowed.values()):
            return squared, guess
        tables = [
            region.table(picture, allowed)
            for region in regions(self._style, self._size)
            if still.intersection(region.factors)
        ]
        chosen = {factor: places[0] for factor, places in allowed.items()}
        for factor, place in minimised(tables)[1].items():
            chosen[factor] = allowed[factor][place[0]]
        found = self._codes(chosen)
        other = self._squared(found, picture)
        return (other, found) if other < squared else (squared, guess)

    def _guessed(self, number: int, picture: Floats) -> Codes:
        """The best face as far as small tables say, and else the best with that."""
        chosen = {factor: self._world[factor][places[number]] for factor, places in self._guess.items()}
        supposed = self._world | {factor: np.array([place]) for factor, place in chosen.items()}
        undecided = set(self._world) - set(chosen)
        tables = [
            region.table(picture, supposed)
            for region in self._large
            if undecided.intersection(region.factors)
        ]
        for factor, place in minimised(tables)[1].items() if tables else ():
            chosen[factor] = supposed[factor][place[0]]
        return self._codes({factor: places[0] for factor, places in self._world.items()} | chosen)

    def _left(self, number: int, picture: Floats, bound: float) -> dict[str, Places]:
        """The values that the nearest face may have if its squared distance is at most ``bound``."""
        sums = {factor: of_factor[number] for factor, of_factor in self._with.items()}
        allowed = _pruned(self._world, sums, bound)
        for region in self._large:
            if any(not places.size for places in allowed.values()):
                break
            if any(allowed[factor].size > 1 for factor in region.factors):
                table = region.table(picture, allowed)
                for factor in sums:
                    sums[factor] += table.least_with(factor)[0] if factor in table.factors else table.least[0]
                allowed = _pruned(allowed, sums, bound)
        return allowed

    def _squared(self, codes: Codes, picture: Floats) -> float:
        """The squared distance of a picture to a face before that is rounded."""
        difference = unrounded(codes, self._size).reshape(3, -1) - picture[0]
        return float(np.vdot(difference, difference))

    def _codes(self, chosen: Mapping[str, np.int64]) -> Codes:
        """Codes of a face by the places of its values among those of the style."""
        found = np.full(len(COLUMN), ABSENT, dtype=np.uint8)
        found[0] = VALUES["style"].index(self._style)
        for factor, place in chosen.items():
            found[COLUMN[factor]] = legal(self._style, factor)[place]
        return found


def _pruned(allowed: Mapping[str, Places], sums: dict[str, Floats], bound: float) -> dict[str, Places]:
    """The values whose sums are at most ``bound``; the sums of the others go as well."""
    found = {}
    for factor, places in allowed.items():
        possible = sums[factor] <= bound
        found[factor], sums[factor] = places[possible], sums[factor][possible]
    return found
