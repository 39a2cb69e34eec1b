"""A linear VAE of real held-out images in closed form (principal components), for tests of the window."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import msgspec
import numpy as np

from playground.core.cards import Card, ImageFormat
from playground.core.frames import Array
from playground.core.resources import Placement
from tests.support.closed_world import ClosedWorld
from tests.support.fakes import make_card
from tests.support.garments import DATA, LABELS, garments

DEVIATION = 0.2


def linear_card(latent: int = 2, name: str = "linear-2") -> Card:
    """A card for 28 × 28 held-out garments."""
    return msgspec.structs.replace(
        make_card(latent=latent, name=name),
        title=f"Linear garments, {latent} dimensions",
        data=DATA,
        image=ImageFormat(channels=1, height=28, width=28),
        labels=LABELS,
        latent_kl=tuple(2.0 / (1 + axis) - (axis > 9) * 0.2 for axis in range(latent)),
    )


@cache
def _components() -> tuple[Array, Array, Array]:
    pixels = garments().images.reshape(len(garments()), -1) / 255
    mean = pixels.mean(axis=0)
    _, scales, rows = np.linalg.svd(pixels - mean, full_matrices=False)
    return mean, scales / np.sqrt(len(pixels)), rows


class LinearSession:
    """Encoder or decoder; ``its world's ``failure`` makes it raise."""

    placement = Placement()

    def __init__(self, latent: int, part: str, world: LinearWorld) -> None:
        self._latent, self._part, self._world = latent, part, world

    def run(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """Project on, or rebuild from, the first components."""
        if self._world.failure is not None:
            raise self._world.failure
        mean, scales, rows = _components()
        scale, basis = scales[: self._latent], rows[: self._latent]
        (values,) = inputs.values()
        if self._part == "encoder":
            code = (values.reshape(len(values), -1) - mean) @ basis.T / scale
            return {
                "mean": code.astype(np.float32),
                "log_variance": np.full(code.shape, 2 * np.log(DEVIATION), dtype=np.float32),
            }
        location = (mean + (values * scale) @ basis).reshape(-1, 1, 28, 28)
        return {
            "location": location.astype(np.float32),
            "log_scale": np.full(location.shape, -3, dtype=np.float32),
        }


class LinearWorld(ClosedWorld):
    """Resources with linear models; set ``failure`` to make every model fail."""

    def __init__(self, *cards: Card) -> None:
        super().__init__(*(cards or (linear_card(), linear_card(12, "linear-12"))))

    def session(self, model: str, part: str) -> LinearSession:
        """The encoder or decoder of a model."""
        return LinearSession(self.cards[model].latent, part, self)
