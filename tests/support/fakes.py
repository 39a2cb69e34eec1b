"""A numpy world for runs: a made-up card, a linear encoder and decoder, and a few held-out images."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from playground.core.cards import (
    FORMAT,
    Card,
    DiscretizedLogistic,
    ImageFormat,
    ModelFile,
    Network,
    Part,
    Training,
)
from playground.core.errors import CardError, SessionError
from playground.core.frames import Array, Scalar
from playground.core.images import LabelledImages
from playground.core.ports import Port
from playground.core.resources import Placement

HEIGHT, WIDTH = 6, 5


def make_card(latent: int = 3, low: float = 0.0, high: float = 1.0, name: str = "fake") -> Card:
    """A valid card of a model with ``latent`` dimensions on 6 × 5 images."""
    image = (1, HEIGHT, WIDTH)
    code = (latent,)
    return Card(
        format=FORMAT,
        name=name,
        title=f"Fake {name}",
        summary="A model made of a few numbers.",
        paradigm="vae",
        data="fake-data",
        licence="MIT",
        image=ImageFormat(channels=1, height=HEIGHT, width=WIDTH, low=low, high=high),
        likelihood=DiscretizedLogistic(),
        latent=latent,
        labels=("zero", "one", "two"),
        network=Network(name="vae-mlp", config={}),
        weights="weights.safetensors",
        parts={
            "encoder": Part(
                graph="encoder.onnx",
                inputs=(Port(name="image", shape=image),),
                outputs=(Port(name="mean", shape=code), Port(name="log_variance", shape=code)),
            ),
            "decoder": Part(
                graph="decoder.onnx",
                inputs=(Port(name="latent", shape=code),),
                outputs=(Port(name="location", shape=image), Port(name="log_scale", shape=image)),
            ),
        },
        files=tuple(
            ModelFile(path=path, bytes=1, sha256="0" * 64)
            for path in ("weights.safetensors", "encoder.onnx", "decoder.onnx")
        ),
        training=Training(recipe="none", seed=0, steps=0, seconds=0.0, device="none"),
    )


class FakeSession:
    """A linear part in float64, so that a row never depends on the other rows of its batch."""

    placement = Placement()

    def __init__(self, card: Card, part: str) -> None:
        rng = np.random.default_rng(5)
        image = card.image
        self._part = part
        self._low, self._span = image.low, image.high - image.low
        self.weights = rng.normal(size=(image.dimensions, card.latent))
        self.deviations = 0.1 + 0.8 * rng.random(card.latent)
        self._shape = (image.channels, image.height, image.width)
        self.batches: list[int] = []

    def run(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """The encoder averages pixels with signs; the decoder moves them around mid-grey."""
        (values,) = inputs.values()
        if values.dtype != np.float32:
            raise SessionError(f"The part was given {values.dtype}.")
        self.batches.append(len(values))
        if self._part == "encoder":
            unit = (values.reshape(len(values), -1).astype(np.float64) - self._low) / self._span
            mean = np.stack([(row[:, None] * self.weights).mean(axis=0) for row in unit])
            log_variance = np.broadcast_to(2 * np.log(self.deviations), mean.shape)
            return {"mean": mean.astype(np.float32), "log_variance": log_variance.astype(np.float32)}
        code = values.astype(np.float64)
        unit = np.stack([0.5 + 0.1 * (self.weights * row).sum(axis=1) for row in code])
        location = (self._low + self._span * unit).reshape(-1, *self._shape)
        log_scale = np.full(location.shape, np.log(0.1 * self._span))
        return {"location": location.astype(np.float32), "log_scale": log_scale.astype(np.float32)}


class FakeResources:
    """Resources that hold the one fake model."""

    trainings = None

    def __init__(self, card: Card | None = None, images: int = 7) -> None:
        self.only = card or make_card()
        rng = np.random.default_rng(11)
        pixels = rng.integers(0, 256, (images, 1, HEIGHT, WIDTH), dtype=np.uint8)
        self.sample = LabelledImages(pixels, (np.arange(images) % 3).astype(np.uint8))
        self.sessions = {part: FakeSession(self.only, part) for part in ("encoder", "decoder")}

    def card(self, model: str) -> Card:
        """The card, for its own name only."""
        if model != self.only.name:
            raise CardError(f"There is no model “{model}”.")
        return self.only

    def session(self, model: str, part: str) -> FakeSession:
        """The encoder's or the decoder's session."""
        self.card(model)
        return self.sessions[part]

    def held_out(self, data: str) -> LabelledImages:
        """A few images of uniform noise."""
        return self.sample

    def facts(self, model: str) -> dict[str, Scalar]:
        """The model's name."""
        return {"model": self.card(model).name}
