"""How many pictures one recipe can draw, how many of them are shown on the way, which of them others begin
with, and batches in parts, so that networks are never asked for more at once than they are meant for.
"""

from __future__ import annotations

from typing import Annotated

from playground.core.fields import bounds

MAX_DRAWN = 100_000
"""A window draws fewer: its states have bounds of their own."""
SHOWN = 1024
"""Up to so many pictures frames on the way show all; of more, they tell how many are done."""

Many = Annotated[int, bounds(1, MAX_DRAWN, "Images", "How many images are drawn.", scale="log")]


NONE_VARIED = -1
Vary = Annotated[
    int,
    bounds(
        NONE_VARIED, SHOWN - 1, "Vary sample", "All others stay near this one; −1: near none.", folded=True
    ),
]
Spread = Annotated[
    float,
    bounds(0.0, 1.0, "How far", "From the varied sample: 0 is itself, 1 noise of their own.", step=0.05,
           folded=True),
]  # fmt: skip
SampleA = Annotated[int, bounds(0, SHOWN - 1, "Sample A", "Which sample of seed A.", folded=True)]
SampleB = Annotated[int, bounds(0, SHOWN - 1, "Sample B", "Which sample of seed B.", folded=True)]


def blocks(count: int, size: int) -> list[slice]:
    """Parts of a batch of ``count``, each of ``size`` but the last, which may be smaller."""
    return [slice(start, min(start + size, count)) for start in range(0, count, size)]
