"""What the views of the Normalizing Flow tab's Images stage share."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from playground.core.frames import Frame, Scalar
from playground.paradigms.nflow_images.recipes import Drawing, HeldOut, ImageSource, Likelihood, Noise, Source
from playground.ui.stage.scene import Scene
from playground.ui.state.feed import Shown
from playground.ui.tabs.nflow.state import NflowImages


class NflowScene(Scene[NflowImages]):
    """The picture that is taken apart, and what is known of the likelihoods of others."""

    def bits_of(self, recipe: Likelihood) -> Frame | None:
        """What is known of the likelihoods of a recipe."""
        return self.queues["likelihood"].frame(recipe)

    @property
    def source_picture(self) -> NDArray[np.uint8] | None:
        """The picture that is inspected, ``(channels, height, width)``."""
        return self.picture_of(self.state.source)

    def picture_of(self, source: ImageSource | Source) -> NDArray[np.uint8] | None:
        """A source's picture; ``None`` for samples, and where there is none of that index or size."""
        image = self.card.image
        if isinstance(source, HeldOut):
            return self.held_out_picture(source.index)
        if isinstance(source, Drawing) and len(source.pixels) == image.dimensions:
            shape = (image.channels, image.height, image.width)
            return np.frombuffer(source.pixels, np.uint8).reshape(shape)
        return None

    def describe(self, source: ImageSource | Source) -> str:
        """A source in a few words."""
        match source:
            case Drawing():
                return "drawing"
            case Noise():
                place = f", sample {source.index}" if source.index else ""
                heat = f", T = {source.temperature:g}" if source.temperature != 1 else ""
                return f"seed {source.seed}{place}{heat}"
            case HeldOut():
                return self.held_out_name(source.index)

    @property
    def inspected(self) -> Shown | None:
        """What is known of the picture, if it is the one that the state asks for or an older one."""
        return self.current("inspect")

    def bits(self, nats: float) -> float:
        """Bits per dimension of a log-density in nats."""
        return -nats / (self.card.image.dimensions * math.log(2))


def known_bits(frame: Frame) -> NDArray[np.float64]:
    """Bits per dimension of the pictures measured so far ``(done,)``."""
    return frame.arrays["bits"][: int(frame.scalars["done"])].astype(np.float64)


def spent(shown: Shown | None) -> Mapping[str, Scalar]:
    """What the status line says of a run of several pictures."""
    if shown is None:
        return {}
    each = float(shown.frame.scalars["milliseconds"]) / max(1, int(shown.frame.scalars["done"]))
    return {"NFE": 1, "ms per picture": round(each, 1)}
