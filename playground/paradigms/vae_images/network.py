"""Encoder and decoder of a VAE of pictures, in the units of its likelihood."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.core.cards import Card
from playground.core.pictures import to_network, to_unit, to_unit_log_scale
from playground.core.resources import Session

Images: TypeAlias = NDArray[np.uint8]
Floats: TypeAlias = NDArray[np.float32]


def pixels_of(decoder: Session, card: Card, latents: Floats) -> tuple[Floats, Floats]:
    """Location and log-scale of every pixel on the unit scale."""
    out = decoder.run({"latent": latents})
    return to_unit(out["location"], card.image), to_unit_log_scale(out["log_scale"], card.image)


def posterior_of(encoder: Session, card: Card, images: Images) -> tuple[Floats, Floats]:
    """Mean and deviation of the posteriors of images, each ``(n, d)``."""
    out = encoder.run({"image": to_network(images, card.image)})
    deviation = np.exp(0.5 * out["log_variance"])
    return np.asarray(out["mean"], dtype=np.float32), np.asarray(deviation, dtype=np.float32)
