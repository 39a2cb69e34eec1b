"""What exact samples come to by a measure, as frames tell it, and in words."""

from __future__ import annotations

import math
from collections.abc import Mapping

from playground.core.frames import Scalar


def floor_of(scalars: Mapping[str, Scalar], name: str) -> tuple[float, float, float]:
    """The floor of a measure and the ends of its band, from the scalars of a frame; NaN where not known."""
    mean, low, high = (float(scalars.get(name + end, math.nan)) for end in ("", "_low", "_high"))
    return mean, low, high


def floor_words(scalars: Mapping[str, Scalar], name: str, digits: int = 3) -> str:
    """Its band; nothing where it is not known."""
    _mean, low, high = floor_of(scalars, name)
    if not math.isfinite(low):
        return ""
    return f"floor {low:.{digits}f}–{high:.{digits}f}"
