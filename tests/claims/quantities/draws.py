"""What the code of one image leaves open: how pictures and numbers scatter over draws of ε."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from tests.claims.quantities import quantity
from tests.claims.quantities.recipes import last_frame

_DRAWS = 20
_GROUND = 20
"""A mean grey level up to which a pixel belongs to the empty ground."""


@cache
def _drawn(model: str, image: int) -> tuple[NDArray[np.float64], list[float]]:
    """What is decoded of each draw, and the log-likelihood of the image by it."""
    kind = {"kind": "vae-reconstruct", "model": model, "source": {"from": "held-out", "index": image}}
    frames = [last_frame({**kind, "draw": draw}) for draw in range(_DRAWS)]
    pictures = np.stack([frame.arrays["from_sample"].astype(float).squeeze() for frame in frames])
    return pictures, [float(frame.scalars["reconstruction"]) for frame in frames]


@quantity(slow=True)
def spread_of_pixels(model: str, image: int, where: str) -> list[float]:
    """Standard deviation over draws of pixels in the ``ground``, and of others at ``edges`` or where it is
    ``even``: the halves with the steeper and the flatter mean picture."""
    pictures, _ = _drawn(model, image)
    mean, spread = pictures.mean(axis=0), pictures.std(axis=0)
    steep, shown = np.hypot(*np.gradient(mean)), mean > _GROUND
    edges = steep > np.median(steep[shown])
    chosen = {"ground": ~shown, "edges": shown & edges, "even": shown & ~edges}[where]
    return [float(spread[chosen].mean())]


@quantity(slow=True)
def spread_of_likelihood(model: str, image: int) -> list[float]:
    """Standard deviation of log p(x|z) over draws, in nats."""
    return [float(np.std(_drawn(model, image)[1]))]
