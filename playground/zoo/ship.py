"""From trained weights to what ships: a model's folder with card, weights and graphs, or a judge's file."""

from __future__ import annotations

import datetime
import hashlib
import platform
from pathlib import Path

import msgspec
import onnxruntime
import torch
from safetensors.torch import save

from playground import networks
from playground.core.cards import (
    FORMAT,
    Card,
    ImageFormat,
    ModelFile,
    Network,
    Part,
    Port,
)
from playground.core.cards import Training as TrainingFacts
from playground.core.errors import ExportError
from playground.core.images import LabelledImages
from playground.core.likelihood import LEVELS
from playground.evaluate.judge import Judge, JudgeFacts, judge_bytes
from playground.evaluate.vae import DRAWS, accuracy, measure
from playground.export.atomic import write_file
from playground.export.card_file import write_card
from playground.export.onnx_graph import TOLERANCE, largest_difference, write_graph
from playground.runtimes.torch_session import load_network
from playground.zoo.data import DATA_SETS
from playground.zoo.recipe import TrainJudge, TrainVae
from playground.zoo.train import Trained

WEIGHTS = "weights.safetensors"


def ship_vae(
    recipe: TrainVae, trained: Trained, device: str, shape: tuple[int, int, int], folder: Path
) -> Card:
    """Write a model's folder, its card still without measured numbers.

    Raises :class:`ExportError` if PyTorch and ONNX Runtime differ by more than 1e-4.
    """
    folder.mkdir(parents=True, exist_ok=True)
    network = networks.build(recipe.network, recipe.config).eval()
    network.load_state_dict(trained.weights)
    write_file(folder / WEIGHTS, save(trained.weights), overwrite=True)
    parts = _parts(recipe.latent, shape)
    for name, part in parts.items():
        module = network.get_submodule(name)
        write_graph(module, name, part.inputs, part.outputs, folder / WEIGHTS, folder / part.graph)
        difference = largest_difference(module, folder / part.graph, part.inputs)
        if difference > TOLERANCE:
            raise ExportError(f"The {name} of {recipe.name} differs by {difference:.1e} between runtimes.")
    data_set = DATA_SETS[recipe.data]
    channels, height, width = shape
    card = Card(
        format=FORMAT,
        name=recipe.name,
        title=recipe.title,
        summary=recipe.summary,
        paradigm="vae",
        data=recipe.data,
        licence=f"Weights: MIT licence. Learned from {data_set.licence}.",
        image=ImageFormat(channels=channels, height=height, width=width),
        likelihood="discretized-logistic",
        latent=recipe.latent,
        labels=data_set.labels,
        network=Network(name=recipe.network, config=recipe.config),
        weights=WEIGHTS,
        parts=parts,
        files=tuple(_file(folder / name) for name in (WEIGHTS, *(part.graph for part in parts.values()))),
        training=TrainingFacts(
            recipe=recipe.name,
            seed=recipe.seed,
            steps=trained.steps,
            seconds=round(trained.seconds, 1),
            device=_processor() if device == "cpu" else device,
            versions=_versions(),
            date=datetime.date.today().isoformat(),
            data=f"{data_set.title}, training images, {recipe.validation} of them to choose the best epoch",
        ),
    )
    write_card(folder, card)
    return card


def measure_vae(card: Card, folder: Path, images: LabelledImages, judge: Judge | None) -> Card:
    """The card with numbers measured on held-out images."""
    network = load_network(card, folder)
    found = measure(network, folder / card.parts["decoder"].graph, judge.network if judge else None, images)
    with_judge = (
        f"; kept_class by a classifier that is right on {judge.facts.accuracy:.2%} of "
        f"{judge.facts.images:,} real images"
        if judge
        else ""
    )
    measured = {**found.numbers, "training_seconds": card.training.seconds}
    return msgspec.structs.replace(
        card,
        measured=dict(sorted(measured.items())),
        latent_kl=found.latent_kl,
        measured_with=(
            f"{len(images):,} held-out images, {DRAWS} draws of ε each, nats and bits of the discretized "
            f"logistic likelihood over 256 grey levels{with_judge}; one thread of {_processor()}, "
            + ", ".join(f"{name} {version}" for name, version in _versions().items())
        ),
    )


def ship_judge(recipe: TrainJudge, trained: Trained, images: LabelledImages, path: Path) -> JudgeFacts:
    """Write a judge's file with its accuracy on held-out ``images``."""
    network = networks.build(recipe.network, recipe.config).eval()
    network.load_state_dict(trained.weights)
    real = torch.tensor(images.images, dtype=torch.float32) / (LEVELS - 1)
    facts = JudgeFacts(
        network=recipe.network,
        config=recipe.config,
        accuracy=round(accuracy(network, real, images.labels), 4),
        images=len(images),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_file(path, judge_bytes(trained.weights, facts), overwrite=True)
    return facts


def _parts(latent: int, shape: tuple[int, int, int]) -> dict[str, Part]:
    image, code = Port(name="image", shape=shape), Port(name="latent", shape=(latent,))
    return {
        "encoder": Part(
            graph="encoder.onnx",
            inputs=(image,),
            outputs=(Port(name="mean", shape=(latent,)), Port(name="log_variance", shape=(latent,))),
        ),
        "decoder": Part(
            graph="decoder.onnx",
            inputs=(code,),
            outputs=(Port(name="location", shape=shape), Port(name="log_scale", shape=shape)),
        ),
    }


def _file(path: Path) -> ModelFile:
    data = path.read_bytes()
    return ModelFile(path=path.name, bytes=len(data), sha256=hashlib.sha256(data).hexdigest())


def _versions() -> dict[str, str]:
    return {
        "Python": platform.python_version(),
        "PyTorch": str(torch.__version__),
        "ONNX Runtime": onnxruntime.__version__,
    }


def _processor() -> str:
    """The processor's name for people, as far as the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
