"""Denoising models of the held-out garments in closed form, for tests of the window: no network, no torch."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from msgspec.structs import replace

from playground.core.cards import FORMAT, Card, ImageFormat, ModelFile, Network, Part, Training, labelled
from playground.core.frames import Array
from playground.core.resources import Placement
from playground.gaussian.adapt import path_of, path_time
from playground.gaussian.card import Denoising, Times, denoising_ports
from playground.gaussian.levels import Pair
from playground.gaussian.paths import Path
from playground.gaussian.predictions import from_pair
from tests.support.closed_world import ClosedWorld
from tests.support.garments import DATA, LABELS, garments

SHAPE = (1, 28, 28)
HELD = 200
DDPM = Denoising(
    path="variance preserving",
    prediction="noise",
    shape=SHAPE,
    condition=labelled(10),
    times=Times(offset=-1.0),
)
FLOW = Denoising(path="linear", prediction="velocity", shape=SHAPE, condition=labelled(10))
CONSISTENCY = replace(FLOW, kind="consistency", teacher="fashion-flow", guidance=2.0)


def garment_card(name: str, denoising: Denoising, title: str = "") -> Card:
    """A card for 28 × 28 held-out garments."""
    whole = denoising.path == "variance preserving"
    paradigm = "consistency" if denoising.kind == "consistency" else "diffusion" if whole else "flow"
    weights = "weights.safetensors"
    return Card(
        format=FORMAT, name=name, title=title or f"Garments ({name})", summary="The exact answer.",
        paradigm=paradigm, data=DATA, licence="MIT",
        image=ImageFormat(channels=1, height=28, width=28, low=-1.0, high=1.0), tables=(denoising,),
        labels=LABELS, network=Network(name="unet", config={}), weights=weights,
        parts={
            part: Part(graph=f"{part}.onnx", inputs=inputs, outputs=outputs)
            for part, (inputs, outputs) in denoising_ports(SHAPE, denoising.shape).items()
        },
        files=(ModelFile(path=weights, bytes=1, sha256="0" * 64),),
        training=Training(recipe="none", seed=0, steps=0, seconds=0.0, device="none"),
    )  # fmt: skip


def garment_cards() -> tuple[Card, ...]:
    """A model of each kind, and one whose path has few steps."""
    return (
        garment_card("brief-ddpm", replace(DDPM, schedule_steps=40)),
        garment_card("fashion-consistency", CONSISTENCY),
        garment_card("fashion-ddpm", DDPM),
        garment_card("fashion-flow", FLOW),
    )


@cache
def _pixels() -> tuple[Array, Array]:
    images, labels = garments().images[:HELD], garments().labels[:HELD]
    return (images.reshape(HELD, -1) / 127.5 - 1).astype(np.float32), labels


class GarmentSession:
    """The mean of the garments that x may come from, those of the label where one is told."""

    placement = Placement()

    def __init__(self, denoising: Denoising, world: GarmentWorld) -> None:
        self._denoising, self._world = denoising, world
        self._path: Path = path_of(denoising)

    def run(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """``x`` (batch, 1, 28, 28), ``time`` and ``label`` (batch,) to ``prediction``."""
        self._world.calls += 1
        if self._world.failure is not None:
            raise self._world.failure
        t = path_time(self._denoising, float(inputs["time"][0]))
        level = self._path.level(min(max(t, 0.0), self._path.end))
        x = inputs["x"].reshape(len(inputs["x"]), -1)
        data, labels = _pixels()
        square = np.square(data).sum(axis=1)
        sigma = max(level.sigma, 1e-3)
        logits = (level.alpha * x @ data.T - level.alpha**2 * square / 2) / sigma**2
        told = inputs["label"][:, None]
        logits = np.where((told < self._denoising.classes) & (labels != told), -np.inf, logits)
        weights = np.exp(logits - logits.max(axis=1, keepdims=True))
        mean = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32) @ data
        pair = Pair(data=mean, noise=(x - level.alpha * mean) / sigma)
        said = from_pair(self._denoising.prediction, pair, level)
        return {"prediction": np.asarray(said, dtype=np.float32).reshape(inputs["x"].shape)}


class GarmentWorld(ClosedWorld):
    """Resources and an engine's workbench with these models; set ``failure`` to make every model fail."""

    def __init__(self, *cards: Card) -> None:
        super().__init__(*(cards or garment_cards()))
        self.calls = 0

    def session(self, model: str, part: str) -> GarmentSession:
        """The denoiser of a model."""
        denoising = Denoising.of(self.cards[model])
        assert denoising is not None and part == "denoiser"
        return GarmentSession(denoising, self)
