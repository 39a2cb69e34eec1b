"""What a VAE makes of pictures that are none of its own."""

from __future__ import annotations

import base64

import numpy as np

from playground.core.folders import shipped_models
from playground.paradigms.cards import read_card
from tests.claims.lessons import presets
from tests.claims.quantities import quantity
from tests.claims.quantities.recipes import last_frame


@quantity(slow=True)
def bits_of_drawing(model: str, shows: str, draws: int = 5) -> list[float]:
    """Bits per dimension of the lesson’s ``face``, an ``empty`` pad or even ``noise``, for each draw of ε."""
    dimensions = read_card(shipped_models() / model).image.dimensions
    pixels = {
        "face": lambda _: presets()["vae/stranger"]["images"]["source"]["pixels"],
        "empty": lambda _: _encoded(np.zeros(dimensions)),
        "noise": lambda draw: _encoded(np.random.default_rng(draw).integers(0, 256, dimensions)),
    }[shows]
    frames = [
        last_frame(
            {
                "kind": "vae-reconstruct",
                "model": model,
                "source": {"from": "drawing", "pixels": pixels(draw)},
                "draw": draw,
            }
        )
        for draw in range(draws)
    ]
    return [float(frame.scalars["bits_per_dim"]) for frame in frames]


def _encoded(levels: np.ndarray) -> str:
    return base64.b64encode(levels.astype(np.uint8).tobytes()).decode()
