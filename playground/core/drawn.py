"""How many pictures one recipe can draw, and how many of them are shown on the way."""

from __future__ import annotations

from typing import Annotated

from playground.core.fields import bounds

MAX_DRAWN = 100_000
"""A window draws fewer: its states have bounds of their own."""
SHOWN = 1024
"""Up to so many pictures frames on the way show all; of more, they tell how many are done."""

Many = Annotated[int, bounds(1, MAX_DRAWN, "Images", "How many images are drawn.", scale="log")]
