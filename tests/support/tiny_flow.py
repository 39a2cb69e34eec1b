"""A normalizing flow of 4 × 4 pictures with a few hundred weights, and a world in which it is run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
import torch
from torch import nn

from playground.core.cards import Card, ImageFormat, Part, labelled
from playground.core.errors import CardError
from playground.core.frames import Array, Scalar
from playground.core.images import LabelledImages
from playground.core.resources import Placement
from playground.networks import build
from playground.paradigms.nflow_images.card import Nflow, nflow_ports
from tests.support.fakes import make_card

CLASSES = 3
SHAPE = (1, 4, 4)
CONFIG: dict[str, Any] = {
    "height": 4, "width": 4, "halvings": 1, "classes": CLASSES, "components": 2, "hidden": 8, "features": 4,
    "blocks": [1],
}  # fmt: skip


def tiny_flow(size: float = 0.1, **config: Any) -> nn.Module:
    """The network with weights that are random, and none of them zero."""
    torch.manual_seed(3)
    network = build("image-flow", {**CONFIG, **config}).eval()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(size * torch.randn_like(parameter))
    return network


def pictures(count: int, shape: tuple[int, int, int] = SHAPE) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Random pictures, of which the first is black, and the second half black and half white."""
    drawn = np.random.default_rng(1).integers(0, 256, (count, *shape)).astype(np.uint8)
    drawn[:2] = 0
    drawn[1:2, :, : shape[1] // 2] = 255
    return drawn


def flow_card(name: str = "tiny-flow") -> Card:
    """The card that says what this network takes."""
    parts = {
        part: Part(graph=f"{part}.onnx", inputs=inputs, outputs=outputs)
        for part, (inputs, outputs) in nflow_ports(SHAPE).items()
    }
    _, height, width = SHAPE
    return msgspec.structs.replace(
        make_card(name=name), paradigm="nflow", likelihood=None, latent=0, parts=parts,
        image=ImageFormat(channels=1, height=height, width=width, low=0, high=255),
        tables=(Nflow(condition=labelled(CLASSES), halvings=CONFIG["halvings"]),),
    )  # fmt: skip


class FlowSession:
    """One direction of the network, which counts what it was asked."""

    placement = Placement("torch", "cpu")

    def __init__(self, part: nn.Module, outputs: tuple[str, ...]) -> None:
        self._part, self._outputs = part, outputs
        self.batches: list[int] = []
        self.last: Mapping[str, Array] = {}

    def run(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """The answers by their names."""
        self.batches.append(len(inputs["label"]))
        self.last = inputs
        with torch.inference_mode():
            values = self._part(*(torch.from_numpy(np.ascontiguousarray(one)) for one in inputs.values()))
        return dict(zip(self._outputs, (one.numpy() for one in _tuple(values)), strict=True))


class FlowWorld:
    """Resources with this flow, called tiny-flow, and forty held-out pictures."""

    def __init__(self) -> None:
        self.network = tiny_flow()
        self.sessions = {
            "normalise": FlowSession(self.network.get_submodule("normalise"), ("z", "log_density")),
            "generate": FlowSession(self.network.get_submodule("generate"), ("image",)),
        }
        self.images = LabelledImages(pictures(40), (np.arange(40) % CLASSES).astype(np.uint8))

    def card(self, model: str) -> Card:
        """That of the flow, or of a model that is none."""
        if model == "fake":
            return make_card()
        if model != "tiny-flow":
            raise CardError(f"There is no model “{model}”.")
        return flow_card()

    def session(self, model: str, part: str) -> FlowSession:
        """One direction."""
        return self.sessions[part]

    def held_out(self, data: str) -> LabelledImages:
        """The pictures."""
        return self.images

    def facts(self, model: str) -> dict[str, Scalar]:
        """None worth telling."""
        return {"model": model}


def _tuple(values: Any) -> tuple[torch.Tensor, ...]:
    return values if isinstance(values, tuple) else (values,)
