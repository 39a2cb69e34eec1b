"""Pictures that a user sends through a model."""

from __future__ import annotations

import msgspec


class HeldOut(msgspec.Struct, frozen=True, tag="held-out", tag_field="from"):
    """An image the model was not trained on, by its index in the shipped sample."""

    index: int


class Drawing(msgspec.Struct, frozen=True, tag="drawing", tag_field="from"):
    """An image drawn by hand: grey levels row by row."""

    pixels: bytes
