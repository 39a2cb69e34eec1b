"""A normalizing flow of garments in closed form: each value is a logistic-normal variable of its own."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.cards import Card, ImageFormat, Part, labelled
from playground.core.folders import assets
from playground.core.frames import Array
from playground.core.images import LabelledImages, read_labelled_images
from playground.core.resources import Placement
from playground.paradigms.nflow_images.card import Nflow, nflow_ports
from tests.support.closed_world import ClosedWorld
from tests.support.fakes import make_card

CLASSES, SIDE, HALVINGS = 10, 28, 2
SHAPE = (1, SIDE, SIDE)
LABELS = (
    "T-shirt", "Trousers", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip
_SCALE = 2.0
_EDGE = 1e-6


@cache
def heldout(data: str) -> LabelledImages:
    """The held-out images that ship."""
    return read_labelled_images(assets() / "heldout" / data, "t10k")


def pixel_card(name: str = "fashion-nflow", title: str = "Garments, exactly") -> Card:
    """The card of this flow."""
    parts = {
        part: Part(graph=f"{part}.onnx", inputs=inputs, outputs=outputs)
        for part, (inputs, outputs) in nflow_ports(SHAPE).items()
    }
    return msgspec.structs.replace(
        make_card(name=name), title=title, paradigm="nflow", likelihood=None, latent=0, parts=parts,
        data="fashion-mnist", labels=LABELS,
        image=ImageFormat(channels=1, height=SIDE, width=SIDE, low=0, high=255),
        tables=(Nflow(condition=labelled(CLASSES), halvings=HALVINGS),),
    )  # fmt: skip


@cache
def _means() -> NDArray[np.float64]:
    """Where each class's values lie on the logistic scale, and last those of all."""
    images, labels = heldout("fashion-mnist").images / 256.0, heldout("fashion-mnist").labels
    every = [images[labels == label] for label in range(CLASSES)]
    level = np.stack([np.clip(found.mean(axis=0), 0.02, 0.98) for found in (*every, images)])
    return np.asarray(np.log(level) - np.log1p(-level))


class PixelSession:
    """One direction of it."""

    placement = Placement()

    def __init__(self, part: str, world: PixelWorld) -> None:
        self._part, self._world = part, world

    def run(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """The answers by their names."""
        self._world.calls += 1
        if self._world.failure is not None:
            raise self._world.failure
        mean = _means()[inputs["label"]]
        if self._part == "generate":
            x = 1 / (1 + np.exp(-(_SCALE * inputs["z"].astype(np.float64) + mean)))
            return {"image": x.astype(np.float32)}
        x = (inputs["image"].astype(np.float64) + inputs["noise"]) / 256
        x = np.clip(x, _EDGE, 1 - _EDGE)
        z = (np.log(x) - np.log1p(-x) - mean) / _SCALE
        density = -0.5 * (z * z + math.log(2 * math.pi)) - np.log(256 * _SCALE * x * (1 - x))
        return {"z": z.astype(np.float32), "log_density": density.astype(np.float32)}


class PixelWorld(ClosedWorld):
    """Resources and an engine's workbench with such flows; set ``failure`` to make them fail."""

    def __init__(self, *cards: Card) -> None:
        super().__init__(*(cards or (pixel_card(),)))
        self.calls = 0

    def session(self, model: str, part: str) -> PixelSession:
        """One direction of a model."""
        return PixelSession(part, self)

    def held_out(self, data: str) -> LabelledImages:
        """The held-out images that ship, and fewer digits."""
        found = heldout(data)
        few = 40 if data == "mnist" else 200
        return LabelledImages(found.images[:few], found.labels[:few])
