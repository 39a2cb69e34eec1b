"""What the Start page shows of each paradigm, and films made of the frames of its recipe; no Qt.

A film is an array (rows, columns, height, width) of grey levels, or one of colours with three levels last:
what is seen where the mouse stands at a share of the picture's height and width.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core import toml
from playground.core.frames import Array
from playground.core.guard import guarded
from playground.core.prompts import lines
from playground.core.recipe import Written
from playground.core.toml import ContentError, Strict, read_text

Film = NDArray[np.uint8]


class Point(Strict, frozen=True, kw_only=True):
    """A recipe that draws the very picture of a place.

    ``at`` are the fields that say where, or one field of both; they go from ``first``, at the left and top,
    to ``last``.
    """

    recipe: Written
    at: tuple[str, ...]
    first: tuple[float, float]
    last: tuple[float, float]
    array: str = "images"

    def written(self, x: float, y: float) -> Written:
        """The recipe where the mouse stands at these shares of the picture."""
        shares = zip((x, y), self.first, self.last, strict=True)
        place = [round(first + share * (last - first), 4) for share, first, last in shares]
        where = {self.at[0]: place} if len(self.at) == 1 else dict(zip(self.at, place, strict=True))
        return {**self.recipe, **where}


class Thumb(Strict, frozen=True, kw_only=True):
    """A paradigm's picture: ``says`` what moving the mouse does, ``recipe`` gives the film.

    Its final frame is ``of`` that form: a mosaic of tiles, samples along their ways, or the tape of a race.
    Another round of the recipe raises its ``seeds``, which are those of the ``point`` too. Where it sets
    several side by side, ``names`` are theirs.
    """

    tab: str
    says: str
    recipe: Written
    of: Literal["mosaic", "strip", "race"]
    seeds: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    point: Point | None = None

    def round(self, number: int) -> Written:
        """The recipe of another round; that of round 0 is what ships."""
        return {**self.recipe, **self._raised(number)}

    def at(self, number: int, x: float, y: float) -> Written | None:
        """The recipe of the very picture at these shares of that round's film, where there is one."""
        return None if self.point is None else {**self.point.written(x, y), **self._raised(number)}

    def film(self, arrays: Mapping[str, Array]) -> Film:
        """The film of a final frame."""
        if self.of == "mosaic":
            return _tiles(arrays["mosaic"], int(self.recipe["tiles"]))
        if self.of == "race":
            return _race(arrays)
        images = as_seen(arrays["images"])
        rows = len(lines(str(self.recipe.get("prompt", ""))))
        return _together(images.reshape(rows * int(self.recipe.get("count", 1)), -1, *images.shape[1:]))

    def _raised(self, number: int) -> Written:
        return {name: self.recipe.get(name, 0) + number * len(self.seeds) for name in self.seeds}


class _Thumbs(Strict, frozen=True, kw_only=True):
    thumb: tuple[Thumb, ...]


def load_thumbs(folder: Path) -> tuple[Thumb, ...]:
    """Read ``thumbs.toml``; raises :class:`ContentError`."""
    path = folder / "thumbs.toml"
    with guarded(ContentError, f"Please reinstall: {path} is damaged"):
        return msgspec.convert(toml.decode(read_text(path)), _Thumbs).thumb


def as_seen(images: Array) -> Film:
    """Pictures ``(…, channels, height, width)`` with colours last, or without them where they are grey."""
    return images[..., 0, :, :] if images.shape[-3] == 1 else np.moveaxis(images, -3, -1)


def _tiles(mosaic: Array, tiles: int) -> Film:
    height, width = (side // tiles for side in mosaic.shape[-2:])
    found: Film = mosaic.reshape(tiles, height, tiles, width).swapaxes(1, 2)
    return found


def _together(samples: Array) -> Film:
    """A film of one row of samples (count, moments, height, width, …), set side by side in a square."""
    count, moments, height, width, *colours = samples.shape
    across = math.ceil(math.sqrt(count))
    down = math.ceil(count / across)
    film = np.zeros((1, moments, down * height, across * width, *colours), np.uint8)
    for number, sample in enumerate(samples):
        top, left = number // across * height, number % across * width
        film[0, :, top : top + height, left : left + width] = sample
    return film


_CLOCK = 16
"""Moments of a race's film."""


def _race(arrays: Mapping[str, Array]) -> Film:
    """The predicted data of every lane at moments of one clock of evaluations, evenly in its logarithm."""
    lanes, nfe, data = arrays["tape_lane"], arrays["tape_nfe"], as_seen(arrays["tape_data"][:, 0])
    ends = np.geomspace(1, max(int(nfe.max()), 1), _CLOCK).round().astype(int)
    rows = []
    for lane in range(int(lanes.max()) + 1):
        own = np.flatnonzero(lanes == lane)
        rows.append(np.stack([data[own[nfe[own] <= end][-1]] for end in ends]))
    return _together(np.stack(rows))
