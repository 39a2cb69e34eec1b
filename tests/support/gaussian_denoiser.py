"""Exact denoising models of Gaussian data, all of whose answers can be worked out on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from msgspec.structs import replace

from playground.core.cards import FORMAT, Card, ImageFormat, ModelFile, Network, Part, Training, labelled
from playground.core.frames import Array, Scalar
from playground.core.images import LabelledImages
from playground.core.resources import Placement
from playground.gaussian.adapt import path_of, path_time
from playground.gaussian.card import Denoising, Times, denoising_ports
from playground.gaussian.levels import Level, Pair
from playground.gaussian.predictions import from_pair

SIDE = 16
SHAPE = (1, SIDE, SIDE)
MEANS, STDS = (0.2, -0.3, 0.0), (0.25, 0.4, 0.3)
"""Of every pixel, given each of two labels, and given none."""
NONE = 2

FLOW = Denoising(path="linear", prediction="velocity", shape=SHAPE, condition=labelled(NONE))
DDPM = Denoising(
    path="variance preserving", prediction="v", shape=SHAPE, condition=labelled(NONE), schedule_steps=100,
    times=Times(offset=-1.0),
)  # fmt: skip


def answer(x: Array, level: Level, label: Array | int) -> Pair:
    """The means of data and noise given ``x`` where each pixel of the data is Gaussian."""
    mean, std = (np.array(each)[label] for each in (MEANS, STDS))
    variance = level.alpha**2 * std**2 + level.sigma**2
    rest = x - level.alpha * mean
    return Pair(data=mean + level.alpha * std**2 / variance * rest, noise=level.sigma / variance * rest)


class GaussianSession:
    """A network that has learned such data to perfection, or one that was reflowed from it."""

    placement = Placement()

    def __init__(self, card: Card) -> None:
        assert Denoising.of(card) is not None
        self._denoising, self._path = Denoising.of(card), path_of(Denoising.of(card))
        self._reflowed = card.name == "reflow"

    def run(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """``x``, ``time`` (one for all) and ``label`` to ``prediction``."""
        t = path_time(self._denoising, float(inputs["time"][0]))
        level = self._path.level(min(max(t, 0.0), self._path.end))
        x, label = inputs["x"].astype(np.float64), inputs["label"].reshape(-1, 1, 1, 1)
        if self._reflowed:
            # The flow takes noise z to s·z, and on the straight lines between them x is ((1 − t)·s + t)·z.
            std = np.array(STDS)[label]
            said = (1 - std) / (level.alpha * std + level.sigma) * x
        else:
            said = from_pair(self._denoising.prediction, answer(x, level, label), level)
        return {"prediction": np.asarray(said, dtype=np.float32)}


class GaussianWorld:
    """Resources with such models and held-out images of the data without a label."""

    def __init__(self, images: int = 128, **models: Denoising) -> None:
        self._cards = {name: _card(name, denoising) for name, denoising in models.items()}
        drawn = STDS[NONE] * np.random.default_rng(0).standard_normal((images, *SHAPE))
        levels = np.rint((np.clip(drawn, -1, 1) + 1) * 127.5).astype(np.uint8)
        self.images = LabelledImages(levels, (np.arange(images) % NONE).astype(np.uint8))

    def alter(self, model: str, **values: Any) -> None:
        """Let the card of a model say something else."""
        self._cards[model] = replace(self._cards[model], **values)

    def card(self, model: str) -> Card:
        """The card of a model."""
        return self._cards[model]

    def session(self, model: str, part: str) -> GaussianSession:
        """The denoiser of a model."""
        assert part == "denoiser"
        return GaussianSession(self._cards[model])

    def held_out(self, data: str) -> LabelledImages:
        """Images of the data."""
        return self.images

    def facts(self, model: str) -> dict[str, Scalar]:
        """Nothing."""
        return {}


def _card(name: str, denoising: Denoising) -> Card:
    inputs, outputs = denoising_ports(SHAPE, SHAPE)["denoiser"]
    weights = "weights.safetensors"
    return Card(
        format=FORMAT, name=name, title=f"Gaussian {name}", summary="Exact.",
        paradigm="flow" if denoising.path == "linear" else "diffusion", data="gaussian", licence="MIT",
        image=ImageFormat(channels=1, height=SIDE, width=SIDE, low=-1.0, high=1.0), tables=(denoising,),
        labels=tuple("ab"), network=Network(name="gaussian"), weights=weights,
        parts={"denoiser": Part(graph="", inputs=inputs, outputs=outputs)},
        files=(ModelFile(path=weights, bytes=1, sha256="0" * 64),),
        training=Training(recipe="none", seed=0, steps=0, seconds=0.0, device="none"),
    )  # fmt: skip
