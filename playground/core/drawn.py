"""How many pictures one recipe can draw, how many of them are shown on the way, and batches in parts, so that
networks are never asked for more at once than they are meant for.
"""

from __future__ import annotations

from typing import Annotated

from playground.core.fields import bounds

MAX_DRAWN = 100_000
"""A window draws fewer: its states have bounds of their own."""
SHOWN = 1024
"""Up to so many pictures frames on the way show all; of more, they tell how many are done."""

Many = Annotated[int, bounds(1, MAX_DRAWN, "Images", "How many images are drawn.", scale="log")]


def blocks(count: int, size: int) -> list[slice]:
    """Parts of a batch of ``count``, each of ``size`` but the last, which may be smaller."""
    return [slice(start, min(start + size, count)) for start in range(0, count, size)]
