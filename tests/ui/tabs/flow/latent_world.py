"""A flow on latents of garments: four tiles of 7 × 7, every second pixel of a picture half as large."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from msgspec.structs import replace

from playground.core.frames import Array
from tests.support.garment_denoiser import FLOW, garment_card, garment_cards
from tests.support.garments import garments
from tests.ui.sampling.bench import BothWorld

SHAPE = (4, 7, 7)
CARD = garment_card("fashion-dit", replace(FLOW, shape=SHAPE), "Garments in latents")


def encode(images: Array) -> Array:
    """Network values ``(n, 1, 28, 28)`` to latents ``(n, 4, 7, 7)``."""
    small = images.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4))
    return small.reshape(-1, 7, 2, 7, 2).transpose(0, 2, 4, 1, 3).reshape(-1, *SHAPE).astype(np.float32)


def decode(latents: Array) -> Array:
    """The way back, every pixel four times."""
    small = latents.reshape(-1, 2, 2, 7, 7).transpose(0, 3, 1, 4, 2).reshape(-1, 14, 14)
    return small.repeat(2, axis=1).repeat(2, axis=2)[:, None].astype(np.float32)


class LatentPart:
    """Encoder, decoder, or the velocity to the mean of all latents."""

    def __init__(self, part: str, placement: Any) -> None:
        self._part, self.placement = part, placement
        self._mean = encode(garments().images[:200] / 127.5 - 1).mean(axis=0)

    def run(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """By the part's own ports."""
        if self._part == "encoder":
            return {"latent": encode(inputs["image"])}
        if self._part == "decoder":
            return {"image": decode(inputs["latent"])}
        t = max(float(inputs["time"][0]), 1e-3)
        # dx/dt = noise − data where the data is known to be the mean.
        return {"prediction": ((inputs["x"] - self._mean) / t).astype(np.float32)}


class LatentWorld(BothWorld):
    """The garments' models, and the one on latents."""

    def __init__(self) -> None:
        super().__init__(*garment_cards(), CARD)

    def session(self, model: str, part: str) -> Any:
        """A part of a model."""
        found = super().session(model, "denoiser")
        return LatentPart(part, found.placement) if model == CARD.name else found
