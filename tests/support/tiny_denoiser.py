"""A real denoising model of random numbers: a small U-Net with its card, weights and ONNX graph."""

from __future__ import annotations

import hashlib
import warnings
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import torch
from safetensors.torch import save_file

from playground import networks
from playground.core.cards import FORMAT, Card, ImageFormat, ModelFile, Network, Part, Training, labelled
from playground.core.frames import Scalar
from playground.core.images import LabelledImages
from playground.core.resources import Placement, Resources, Session
from playground.export.atomic import write_card
from playground.export.onnx_graph import write_graph
from playground.gaussian.card import Denoising, Times, denoising_ports
from playground.paradigms.cards import rules
from playground.runtimes.resources import open_resources

SIDE, CLASSES = 8, 3
SHAPE = (1, SIDE, SIDE)
WEIGHTS = "weights.safetensors"
CONFIG = {"height": SIDE, "width": SIDE, "features": 16, "classes": CLASSES, "heads": 1}

DDPM = Denoising(
    path="variance preserving", prediction="noise", shape=SHAPE, condition=labelled(CLASSES),
    schedule_steps=20, times=Times(offset=-1.0),
)  # fmt: skip
THOUSAND = msgspec.structs.replace(DDPM, schedule_steps=1000)
FLOW = Denoising(path="linear", prediction="velocity", shape=SHAPE, condition=labelled(CLASSES))
CONSISTENCY = Denoising(
    kind="consistency", path="linear", prediction="velocity", shape=SHAPE, condition=labelled(CLASSES),
    teacher="tiny-flow", guidance=2.0,
)  # fmt: skip


def card_of(name: str, denoising: Denoising, **values: Any) -> Card:
    """The card of a model that is not written yet."""
    whole = denoising.path == "variance preserving"
    paradigm = "consistency" if denoising.kind == "consistency" else "diffusion" if whole else "flow"
    return Card(
        format=FORMAT, name=name, title=f"Tiny {name}", summary="Random numbers.", paradigm=paradigm,
        data="fake-data", licence="MIT",
        image=ImageFormat(channels=1, height=SIDE, width=SIDE, low=-1.0, high=1.0), tables=(denoising,),
        labels=tuple("abc"), network=Network(name="unet", config=CONFIG), weights=WEIGHTS,
        parts={
            part: Part(graph=f"{part}.onnx", inputs=inputs, outputs=outputs)
            for part, (inputs, outputs) in denoising_ports(SHAPE, denoising.shape).items()
        },
        files=(ModelFile(path=WEIGHTS, bytes=1, sha256="0" * 64),),
        training=Training(recipe="none", seed=0, steps=0, seconds=0.0, device="none"), **values,
    )  # fmt: skip


def write_denoiser(folder: Path, denoising: Denoising, seed: int = 0) -> Card:
    """Write the model into ``folder``, whose name becomes the model's, and return its card."""
    folder.mkdir(parents=True, exist_ok=True)
    card = card_of(folder.name, denoising)
    torch.manual_seed(seed)
    network = networks.build(card.network.name, card.network.config).eval()
    with torch.no_grad():
        for name, weights in network.named_parameters():
            # Layers that start at zero would leave most of the network unused.
            if name.endswith("weight") and not weights.any():
                weights.normal_(0, 0.05)
    save_file(network.state_dict(), folder / WEIGHTS)
    part = card.parts["denoiser"]
    with warnings.catch_warnings():
        # PyTorch warns of its own check in group_norm.
        warnings.simplefilter("ignore", torch.jit.TracerWarning)
        write_graph(
            network.denoiser, "denoiser", part.inputs, part.outputs, folder / WEIGHTS, folder / part.graph
        )
    files = []
    for path in (folder / WEIGHTS, folder / part.graph):
        data = path.read_bytes()
        files.append(ModelFile(path=path.name, bytes=len(data), sha256=hashlib.sha256(data).hexdigest()))
    card = msgspec.structs.replace(card, files=tuple(files))
    write_card(folder, card)
    return card


class TinyWorld:
    """Resources with the models of a folder and a few made-up held-out images."""

    def __init__(self, folder: Path, runtime: str = "onnx", images: int = 40) -> None:
        self._store: Resources = open_resources((folder,), rules(), Placement(runtime), lambda _: None)
        rng = np.random.default_rng(4)
        pixels = rng.integers(0, 256, (images, *SHAPE), dtype=np.uint8)
        self.sample = LabelledImages(pixels, (np.arange(images) % CLASSES).astype(np.uint8))
        self.calls = 0

    def card(self, model: str) -> Card:
        """The card of a model."""
        return self._store.card(model)

    def session(self, model: str, part: str) -> Session:
        """A session that counts its calls here."""
        return _Counting(self._store.session(model, part), self)

    def held_out(self, data: str) -> LabelledImages:
        """Uniform noise."""
        return self.sample

    def facts(self, model: str) -> dict[str, Scalar]:
        """Those of the real store."""
        return self._store.facts(model)


class _Counting:
    def __init__(self, session: Session, world: TinyWorld) -> None:
        self._session, self._world = session, world

    @property
    def placement(self) -> Placement:
        return self._session.placement

    def run(self, inputs: Any) -> Any:
        self._world.calls += 1
        return self._session.run(inputs)
