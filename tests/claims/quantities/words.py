"""Numbers of pictures from words: of copies that were measured, and of what drawings have."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.folders import assets
from playground.zoo.pair.nearness import Report
from tests.claims.quantities import quantity
from tests.claims.quantities.recipes import last_frame

_PURE = 60
"""By so many grey levels the channel of a colour is above both others where a pixel has that colour."""


@quantity()
def near(row: str, what: str, by: str, part: str = "value") -> float:
    """What was measured of drawings beside what was learned: rates in percent, medians as they are."""
    found = getattr(_report().rows[row], what)[by]
    return float(found) if what == "median" else 100 * float(getattr(found, part))


@quantity()
def usually_near(by: str) -> float:
    """The median of held-out real pictures."""
    return _report().usual[by]


@quantity(slow=True)
def of_colour(recipe: dict[str, Any], colour: str) -> float:
    """Of the pixels of a recipe’s pictures that are clearly red, green or blue the percentage of one."""
    every = [_pure(recipe, each) for each in ("red", "green", "blue")]
    return 100 * float(_pure(recipe, colour).sum() / max(1, sum(each.sum() for each in every)))


@quantity(slow=True)
def with_both(recipe: dict[str, Any], one: str, other: str, least: float = 0.05) -> float:
    """How many pictures have two colours, each in a share of their pixels at least."""
    return float(
        np.all([_pure(recipe, each).mean(axis=(1, 2)) >= least for each in (one, other)], axis=0).sum()
    )


@quantity(slow=True)
def between_seeds(recipe: dict[str, Any]) -> float:
    """By how many grey levels the pictures of a recipe deviate from their mean, as a mean over all pixels."""
    return float(_images(recipe).std(axis=0).mean())


@quantity(slow=True)
def colourful(recipe: dict[str, Any]) -> float:
    """How many grey levels lie between the channels of a pixel, as a mean over all pixels."""
    images = _images(recipe)
    return float((images.max(axis=1) - images.min(axis=1)).mean())


def _report() -> Report:
    return msgspec.json.decode((assets() / "words" / "nearness.json").read_bytes(), type=Report)


def _images(recipe: dict[str, Any]) -> NDArray[np.float64]:
    return np.asarray(last_frame(recipe).arrays["images"], dtype=np.float64)


def _pure(recipe: dict[str, Any], colour: str) -> NDArray[np.bool_]:
    """Where pictures have a colour, ``(n, height, width)``."""
    images, place = _images(recipe), ("red", "green", "blue").index(colour)
    others = np.delete(images, place, axis=1).max(axis=1)
    return np.asarray(images[:, place] - others >= _PURE)
