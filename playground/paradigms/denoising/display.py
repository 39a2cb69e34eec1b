"""How x, data and noise look: grey levels for the window, and the decoder of models that work on
latents."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import RecipeError
from playground.core.pictures import tiled, to_levels, to_network, to_unit
from playground.core.resources import Resources
from playground.gaussian.levels import Level
from playground.paradigms.denoising.network import BLOCK, Floats, works_on_latents

Images: TypeAlias = NDArray[np.uint8]

NOISE_REACH = 3.0
"""Noise is shown from minus this to this."""


class Display:
    """Pictures uint8 ``(batch, channels, height, width)`` of what a model works on."""

    def __init__(self, model: str, resources: Resources) -> None:
        card = resources.card(model)
        self._image, self._model, self._resources = card.image, model, resources
        self.latent = works_on_latents(card)
        self.shape = card.image.shape
        self._decoder = resources.session(model, "decoder") if self.latent else None
        reach = (-NOISE_REACH, NOISE_REACH) if self.latent else (card.image.low, card.image.high)
        self._low, self._high = reach

    def data(self, values: Floats) -> Images:
        """Data as pictures, decoded where it is latent."""
        if self._decoder is None:
            return to_levels(to_unit(values.astype(np.float32), self._image))
        latents = np.ascontiguousarray(values, dtype=np.float32)
        pictures = [
            self._decoder.run({"latent": latents[start : start + BLOCK]})["image"]
            for start in range(0, len(latents), BLOCK)
        ]
        return to_levels(to_unit(np.concatenate(pictures), self._image))

    def noise(self, values: Floats) -> Images:
        """Noise, zero being mid-grey."""
        return self._tiled(values, -NOISE_REACH, NOISE_REACH)

    def x(self, values: Floats, level: Level) -> Images:
        """Noisy data, its range being what data and noise at this level can reach."""
        reach = NOISE_REACH * level.sigma
        return self._tiled(values, level.alpha * self._low - reach, level.alpha * self._high + reach)

    def encode(self, images: Images) -> NDArray[np.float32]:
        """Pictures as what the model works on."""
        values = to_network(images, self._image)
        if not self.latent:
            return values
        if "encoder" not in self._resources.card(self._model).parts:
            raise RecipeError(
                "This model works on latents, and has no encoder that finds those of a picture."
            )
        encoder = self._resources.session(self._model, "encoder")
        return np.concatenate([encoder.run({"image": one[None]})["latent"] for one in values])

    def _tiled(self, values: Floats, low: float, high: float) -> Images:
        levels = to_levels(((values - low) / (high - low)).astype(np.float32))
        return tiled(levels) if self.latent else levels
