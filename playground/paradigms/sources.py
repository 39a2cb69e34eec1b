"""Pictures that a user sends through a model."""

from __future__ import annotations

import math
from typing import TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.cards import Card
from playground.core.conditions import held_out_of
from playground.core.errors import RecipeError
from playground.core.resources import Resources

S = TypeVar("S", bound=msgspec.Struct)


class HeldOut(msgspec.Struct, frozen=True, tag="held-out", tag_field="from"):
    """An image the model was not trained on, by its index in the shipped sample."""

    index: int


class Drawing(msgspec.Struct, frozen=True, tag="drawing", tag_field="from"):
    """An image that somebody drew or brought: levels row by row, channel by channel."""

    pixels: bytes


def fitting(source: S, card: Card, otherwise: S) -> S:
    """A source as it is, unless it is a drawing of another size than the card's pictures have."""
    drawn = isinstance(source, Drawing) and len(source.pixels) != card.image.dimensions
    return otherwise if drawn else source


def picture_of(
    source: HeldOut | Drawing, card: Card, resources: Resources
) -> tuple[NDArray[np.uint8], int | None]:
    """A picture ``(channels, height, width)`` and its label, if that is known; raises ``RecipeError``."""
    shape = card.image.shape
    if isinstance(source, Drawing):
        if len(source.pixels) != math.prod(shape):
            raise RecipeError(
                f"The drawing has {len(source.pixels)} pixels, but {card.title} needs {math.prod(shape)}."
            )
        return np.frombuffer(source.pixels, dtype=np.uint8).reshape(shape), None
    held_out = held_out_of(card, resources)
    if not 0 <= source.index < len(held_out):
        raise RecipeError(
            f"Held-out image {source.index} does not exist: there are {len(held_out)}, counted from 0."
        )
    return held_out.images[source.index], int(held_out.labels[source.index])
