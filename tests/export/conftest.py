"""A tiny model in numpy, so that exports are tested without a runtime."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
import numpy as np
import pytest

from playground import paradigms
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
from playground.core.errors import CardError
from playground.core.frames import Array, Frame, Scalar
from playground.core.images import LabelledImages
from playground.core.ports import Port
from playground.core.recipe import Recipe
from playground.core.resources import Placement, Session

SIDE = 6
LATENT = 2
HASH = "ab" * 32


class TinySession:
    """Smooth functions of the latent point, and a posterior that is a mean of pixels."""

    placement = Placement()

    def __init__(self, part: str, channels: int) -> None:
        self._part = part
        self._channels = channels

    def run(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        if self._part == "encoder":
            flat = inputs["image"].reshape(len(inputs["image"]), -1)
            mean = np.stack([flat[:, ::2].mean(1), flat[:, 1::2].mean(1)], 1).astype(np.float32)
            return {"mean": mean, "log_variance": np.zeros_like(mean)}
        z = inputs["latent"].astype(np.float64)
        weights = np.random.default_rng(5).normal(size=(LATENT, self._channels * SIDE * SIDE))
        location = 0.5 + 0.5 * np.tanh(z @ weights)
        location = location.reshape(-1, self._channels, SIDE, SIDE).astype(np.float32)
        return {"location": location, "log_scale": np.full_like(location, -3)}


class TinyResources:
    """One model called ``tiny`` of the given number of channels."""

    def __init__(self, channels: int = 1, sha256: str = HASH, replaces: tuple[str, ...] = ()) -> None:
        self._card = msgspec.structs.replace(tiny_card(channels, sha256), replaces=replaces)

    def card(self, model: str) -> Card:
        if model != "tiny":
            raise CardError(f"There is no model “{model}”; there are tiny.")
        return self._card

    def session(self, model: str, part: str) -> Session:
        return TinySession(part, self._card.image.channels)

    def held_out(self, data: str) -> LabelledImages:
        shape = (20, self._card.image.channels, SIDE, SIDE)
        images = np.random.default_rng(1).integers(0, 256, shape).astype(np.uint8)
        return LabelledImages(images, np.arange(20, dtype=np.uint8) % 10)

    def facts(self, model: str) -> dict[str, Scalar]:
        return {"model": model, "model_sha256": self._card.hash, "runtime": "onnx"}


def tiny_card(channels: int, sha256: str) -> Card:
    return Card(
        format=FORMAT, name="tiny", title="Tiny", summary="", paradigm="vae", data="noise", licence="MIT",
        image=ImageFormat(channels=channels, height=SIDE, width=SIDE), likelihood=DiscretizedLogistic(),
        latent=LATENT, labels=(), network=Network(name="none"), weights="w.safetensors",
        parts={
            "encoder": Part(graph="e.onnx", inputs=(Port(name="image", shape=()),), outputs=()),
            "decoder": Part(graph="d.onnx", inputs=(Port(name="latent", shape=()),), outputs=()),
        },
        files=(ModelFile(path="w.safetensors", bytes=1, sha256=sha256),),
        training=Training(recipe="", seed=0, steps=1, seconds=1, device="cpu"),
    )  # fmt: skip


def final(recipe: Recipe, resources: TinyResources) -> Frame:
    """The last frame of a run."""
    *_, last = paradigms.run(recipe, resources)
    return last


@pytest.fixture
def resources() -> TinyResources:
    return TinyResources()


@pytest.fixture
def colour() -> TinyResources:
    return TinyResources(channels=3)


@pytest.fixture
def run_final():
    return final


@pytest.fixture
def other_weights() -> TinyResources:
    return TinyResources(sha256="cd" * 32)


@pytest.fixture
def halved() -> TinyResources:
    """The model with its weights in another precision than when ``resources`` had it."""
    return TinyResources(sha256="cd" * 32, replaces=(HASH,))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path
