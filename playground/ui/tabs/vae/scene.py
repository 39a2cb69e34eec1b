"""What the parts of the VAE's Images stage share: the latent point, and pictures of image sources."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.fields import Value
from playground.paradigms.vae_images import recipes as vae
from playground.ui.stage.scene import Scene
from playground.ui.tabs.vae.state import VaeImages, by_kl

ACTIVE_NATS = 0.01
"""A latent dimension whose mean KL is above this is called active."""


class VaeScene(Scene[VaeImages]):
    """The latent point, and the pictures of image sources."""

    # What views read

    @property
    def z(self) -> NDArray[np.float64]:
        """The current point with all of the model's coordinates."""
        return padded(self.state.decode.latent, self.card.latent)

    def dimensions(self) -> list[int]:
        """Latent dimensions, those with the largest mean KL first."""
        return by_kl(self.card)

    def nearest(self, point: NDArray[np.float64]) -> int:
        """The held-out image whose posterior mean is nearest to a point, −1 before the codes are there."""
        shown = self.current("codes")
        if shown is None:
            return -1
        mean = shown.frame.arrays["mean"]
        return int(np.square(mean - point).sum(axis=1).argmin())

    def describe(self, source: msgspec.Struct) -> str:
        return "point z" if isinstance(source, vae.Latent) else super().describe(source)

    # What views do

    def move(self, label: str, coordinates: dict[int, float], **values: Value) -> None:
        """Change some coordinates of z (and other controls) within one gesture."""
        z = self.z
        for axis, value in coordinates.items():
            z[axis] = value
        moved = tuple(round(float(value), 4) for value in z)
        state = self.state.with_values(**values, **{"decode.latent": moved})
        self.store.replace(label, state, merge="move")

    def move_to(self, label: str, z: NDArray[np.floating]) -> None:
        """Move z to a point as a step of its own."""
        self.act(label, **{"decode.latent": tuple(float(value) for value in z)})


def padded(values: tuple[float, ...], length: int) -> NDArray[np.float64]:
    """A latent point with exactly ``length`` coordinates; missing ones are 0."""
    point = np.zeros(length)
    kept = values[:length]
    point[: len(kept)] = kept
    return point
