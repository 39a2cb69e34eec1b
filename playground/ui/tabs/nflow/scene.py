"""What the views of the Normalizing Flow tab's Images stage share."""

from __future__ import annotations

import math

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.frames import Frame
from playground.paradigms.nflow_images.recipes import Likelihood, Noise
from playground.ui.stage.scene import Scene
from playground.ui.tabs.nflow.state import NflowImages


class NflowScene(Scene[NflowImages]):
    """The picture that is taken apart, and what is known of the likelihoods of others."""

    def bits_of(self, recipe: Likelihood) -> Frame | None:
        """What is known of the likelihoods of a recipe."""
        return self.queues["likelihood"].frame(recipe)

    def describe(self, source: msgspec.Struct) -> str:
        if not isinstance(source, Noise):
            return super().describe(source)
        place = f", sample {source.index}" if source.index else ""
        heat = f", T = {source.temperature:g}" if source.temperature != 1 else ""
        return f"seed {source.seed}{place}{heat}"

    def bits(self, nats: float) -> float:
        """Bits per dimension of a log-density in nats."""
        return -nats / (self.card.image.dimensions * math.log(2))


def known_bits(frame: Frame) -> NDArray[np.float64]:
    """Bits per dimension of the pictures measured so far ``(done,)``."""
    return frame.arrays["bits"][: int(frame.scalars["done"])].astype(np.float64)
