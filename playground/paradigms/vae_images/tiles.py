"""Where the tiles of a latent plane are decoded."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.paradigms.vae_images.recipes import Plane


def grid(recipe: Plane, base: NDArray[np.floating], tiles: int) -> NDArray[np.float32]:
    """Centres ``(tiles², d)`` of the cells of the plane through ``base`` (d,), top row first."""
    centres = ((np.arange(tiles) + 0.5) / tiles * 2 - 1) * recipe.radius
    points = np.tile(base, (tiles, tiles, 1))
    points[:, :, recipe.horizontal] = centres[None, :]
    points[:, :, recipe.vertical] = -centres[:, None]
    return points.reshape(tiles * tiles, -1).astype(np.float32)
