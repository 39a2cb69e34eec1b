"""From trained weights to what ships: a model's folder with card, weights and graphs, or a judge's file."""

from __future__ import annotations

import datetime
import hashlib
import itertools
import platform
from collections.abc import Mapping
from pathlib import Path

import msgspec
import torch
from safetensors.torch import load_file, save
from torch import Tensor

from playground import networks
from playground.core.cards import (
    FORMAT,
    Card,
    ImageFormat,
    ModelFile,
    Network,
    ParadigmName,
    Part,
    TokenCondition,
    TrainingTimes,
    source_of,
)
from playground.core.cards import Training as TrainingFacts
from playground.core.errors import ExportError
from playground.core.images import LabelledImages
from playground.core.likelihood import LEVELS
from playground.core.machine import processor
from playground.datasets import own_sets
from playground.datasets.own_sets import OwnSet
from playground.evaluate.judge import JudgeFacts, judge_bytes
from playground.evaluate.vae import accuracy
from playground.export.atomic import write_card, write_file
from playground.export.onnx_graph import (
    TOLERANCE,
    Reach,
    largest_difference,
    share_of_most,
    share_of_size,
    write_graph,
)
from playground.gaussian.adapt import network_time, path_of
from playground.gaussian.card import Denoising, Moment, Times
from playground.paradigms.cards import ports_of
from playground.paradigms.contrastive import Contrast
from playground.paradigms.gan_images.card import Gan
from playground.paradigms.nflow_images.card import Nflow
from playground.runtimes import onnx_session
from playground.runtimes.torch_session import load_network
from playground.zoo.adapting import condition_of
from playground.zoo.checkpoint import kept_steps, snapshot_file
from playground.zoo.consistency.recipe import TrainConsistency
from playground.zoo.data import DATA_SETS, DataSet
from playground.zoo.recipe import TrainClassifier, TrainDenoiser, TrainFromTeacher, TrainingRecipe, TrainJudge
from playground.zoo.train import Trained

WEIGHTS = "weights.safetensors"

_OF_A_LEVEL = 0.1


def write_model(
    recipe: TrainingRecipe,
    card: Card,
    trained: Trained,
    folder: Path,
    others: Mapping[str, dict[str, Tensor]] | None = None,
    texts: Mapping[str, str] | None = None,
) -> Card:
    """Write weights, those of ``others`` by their files, graphs and card; the card with its parts and files.

    ``texts`` are further files that the card speaks of.

    Raises :class:`ExportError` if PyTorch and ONNX Runtime differ by more than 1e-4, or 1e-4 of the value;
    in a flow of pictures, all values but one of a thousand by a tenth of a grey level.
    """
    folder.mkdir(parents=True, exist_ok=True)
    network = networks.build(recipe.network, recipe.config).eval()
    converted = {
        file: as_shipped(recipe, weights)
        for file, weights in {WEIGHTS: trained.weights, **(others or {})}.items()
    }
    for file, tensors in converted.items():
        write_file(folder / file, save(tensors), overwrite=True)
    for file, text in (texts or {}).items():
        write_file(folder / file, text.encode(), overwrite=True)
    parts = {
        name: Part(graph=f"{name}.onnx", inputs=inputs, outputs=outputs)
        for name, (inputs, outputs) in ports_of(card).items()
    }
    for name, part in parts.items():
        file, source = source_of(card, name)
        network.load_state_dict(converted[file])
        module = network.get_submodule(source)
        write_graph(module, source, part.inputs, part.outputs, folder / file, folder / part.graph)
        between = share_of_size if Nflow.of(card) is None else share_of_most
        difference = largest_difference(
            module, folder / part.graph, part.inputs, reach=reach_of(card), between=between
        )
        if difference > _tolerance(card):
            raise ExportError(f"The {name} of {card.name} differs by {difference:.1e} between runtimes.")
    names = (*converted, *(texts or {}), *(part.graph for part in parts.values()))
    card = msgspec.structs.replace(card, parts=parts, files=tuple(_file(folder / name) for name in names))
    write_card(folder, card)
    return card


def _tolerance(card: Card) -> float:
    """How far the runtimes may be apart: flows draw value after value, and each adds to the difference."""
    return TOLERANCE if Nflow.of(card) is None else _OF_A_LEVEL / (LEVELS - 1)


def as_shipped(recipe: TrainingRecipe, weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Weights in the precision that a recipe ships them in; whole numbers stay as they are.

    Raises :class:`ExportError` where half precision cannot hold one.
    """
    if not recipe.half:
        return weights
    found = {
        name: tensor.to(torch.float16).contiguous() if tensor.is_floating_point() else tensor
        for name, tensor in weights.items()
    }
    lost = [name for name, tensor in found.items() if not torch.isfinite(tensor).all()]
    if lost:
        raise ExportError(f"“{lost[0]}” of {recipe.name} does not fit into half precision.")
    return found


def reach_of(card: Card) -> Reach:
    """What a network is told when it is used: a denoising one every time and label, and x as wide as noise;
    a flow of pictures grey levels and the noise between them."""
    nflow = Nflow.of(card)
    if nflow is not None:
        label = (0, nflow.classes)
        return {"image": (0.0, LEVELS - 1.0), "noise": (0.0, 1.0), "z": (-3.0, 3.0), "label": label}
    words = (0, int(card.network.config.get("vocabulary", 2)) - 1 if card.network else 1)
    denoising, gan = Denoising.of(card), Gan.of(card)
    if gan is not None and gan.style:
        return {"styles": (-3.0, 3.0), "label": (0, gan.classes - 1), "image": (-1.0, 1.0)}
    if denoising is None:
        return {} if Contrast.of(card) is None else {"tokens": words}
    path = path_of(denoising)
    told = [network_time(denoising, path.level(t)) for t in (path.floor, path.end)]
    times = (min(told), max(told))
    return {
        "x": (-3.0, 3.0), "time": times, "label": (0, denoising.classes), "factors": (0, 1), "tokens": words,
        **_told(denoising)
    }  # fmt: skip


def _told(denoising: Denoising) -> dict[str, tuple[float, float]]:
    """What words mean, how much each is looked at, and attention, of which the shares add up to 1."""
    told = denoising.condition
    if not isinstance(told, TokenCondition):
        return {}
    every = told.length + (told.attention.places if told.attention else 0)
    found = {"words": (-1.0, 1.0), "whole": (-1.0, 1.0), "weights": (0.1, 2.0)}
    return {**found, "kept": (0.0, 1 / every), "share": (0.0, 1.0)}


def new_card(
    recipe: TrainingRecipe,
    trained: Trained,
    device: str,
    paradigm: ParadigmName,
    shape: tuple[int, int, int],
    values: tuple[float, float],
) -> Card:
    """What every model's card says, whatever its paradigm; ``values`` are black and white."""
    own = trained.pictures
    own_set = own_sets.read(trained.own_set) if trained.own_set else None
    # A recipe may be one for a data set of the user's own.
    made_for = own_set is not None and own_set.name == recipe.data
    data_set = _as_data_set(own_set) if own_set is not None and made_for else DATA_SETS[recipe.data]
    channels, height, width = shape
    card = Card(
        format=FORMAT,
        name=recipe.name,
        title=f"{recipe.name} on {own}" if own and not made_for else recipe.title,
        summary=f"Trained by the recipe {recipe.name} on the pictures of “{own}”."
        if own and not made_for
        else recipe.summary,
        paradigm=paradigm,
        data="" if own else recipe.data,
        licence="" if own else f"Weights: MIT licence. Learned from {data_set.licence}.",
        image=ImageFormat(channels=channels, height=height, width=width, low=values[0], high=values[1]),
        labels=tuple(map(str, range(len(data_set.labels)))) if own else data_set.labels,
        network=Network(name=recipe.network, config=recipe.config),
        weights=WEIGHTS,
        parts={},
        files=(),
        training=TrainingFacts(
            recipe=recipe.name,
            seed=recipe.seed,
            steps=trained.steps,
            seconds=round(trained.seconds, 1),
            device=processor() if device == "cpu" else device,
            versions=versions(),
            date=datetime.date.today().isoformat(),
            data=_learned_from(recipe, own, recipe.validation if trained.kept is None else trained.kept),
            times=_times(recipe),
        ),
    )
    if own_set is None:
        return card
    taught = len(data_set.labels) if isinstance(recipe, TrainFromTeacher) else 0
    return _of_own_set(card, own_set, taught)


def _times(recipe: TrainingRecipe) -> TrainingTimes:
    """How time was drawn, where that alone decides of which times a network learned."""
    taught = isinstance(recipe, TrainFromTeacher)
    return recipe.times if isinstance(recipe, TrainDenoiser) and not taught else ""


def _as_data_set(own: OwnSet) -> DataSet:
    return DataSet(name=own.name, title=own.title, labels=own.labels, licence=own.licence)


def _of_own_set(card: Card, own: OwnSet, taught: int) -> Card:
    """The card of what learned from a data set of the user's own: its name, licence and hash.

    A network that was ``taught`` more classes than there are has numbers for the others.
    """
    unused = (name for name in map(str, itertools.count(len(own.labels))) if name not in own.labels)
    said = card.training.data.replace("”", f"” ({own.sha256[:16]})", 1) if card.training else ""
    return msgspec.structs.replace(
        card,
        data=own.name,
        licence=f"Weights: MIT licence. Learned from {own.licence}." if own.licence else "",
        labels=own.labels + tuple(itertools.islice(unused, max(0, taught - len(own.labels)))),
        training=msgspec.structs.replace(card.training, data=said) if card.training else None,
    )


def _learned_from(recipe: TrainingRecipe, own: str, validation: int) -> str:
    images = f"pictures of “{own}”" if own else f"{DATA_SETS[recipe.data].title}, training images"
    if not isinstance(recipe, TrainFromTeacher):
        return f"{images}, {validation} of them to choose the best epoch"
    trajectories = f"{recipe.trajectories:,} trajectories of {recipe.teacher}"
    if isinstance(recipe, TrainConsistency) and recipe.adversarial:
        return f"{trajectories}; {images}, also to choose the best epoch"
    return f"{trajectories}, {validation} of them to choose the best epoch"


def ship_denoiser(
    recipe: TrainDenoiser,
    trained: Trained,
    device: str,
    shape: tuple[int, int, int],
    folder: Path,
    run: Path | None = None,
) -> Card:
    """Write a denoising model's folder, with what its ``run`` kept; raises as :func:`write_model`."""
    saved = {step: load_file(snapshot_file(run, step)) for step in kept_steps(run)} if run else {}
    earlier = tuple(Moment(step=step, weights=f"weights-{step}.safetensors") for step in saved)
    consistency = isinstance(recipe, TrainConsistency)
    whole = recipe.path == "variance preserving"
    paradigm: ParadigmName = "consistency" if consistency else "diffusion" if whole else "flow"
    x = _latent_shape(recipe) or shape
    denoising = Denoising(
        kind="consistency" if consistency else "denoiser",
        path=recipe.path,
        schedule=recipe.schedule,
        schedule_steps=recipe.schedule_steps,
        prediction=recipe.prediction,
        shape=x,
        condition=condition_of(recipe),
        times=Times(offset=-1.0 if whole else 0.0),
        teacher=recipe.teacher if isinstance(recipe, TrainFromTeacher) else "",
        earlier=earlier,
    )
    card = new_card(recipe, trained, device, paradigm, shape, (-1.0, 1.0))
    others = {moment.weights: saved[moment.step] for moment in earlier}
    return write_model(recipe, msgspec.structs.replace(card, tables=(denoising,)), trained, folder, others)


def _latent_shape(recipe: TrainDenoiser) -> tuple[int, int, int] | None:
    if not recipe.first_stage:
        return None
    channels, height, width = networks.settings(recipe.network, recipe.config).autoencoder.grid
    return channels, height, width


def ship_classifier(
    recipe: TrainClassifier,
    trained: Trained,
    device: str,
    images: LabelledImages,
    folder: Path,
) -> Card:
    """Write a classifier's folder with its accuracy on held-out ``images``."""
    channels, height, width = images.images.shape[1:]
    card = new_card(recipe, trained, device, "classifier", (channels, height, width), (0.0, 1.0))
    features = int(trained.weights["scores.weight"].shape[1])
    card = write_model(recipe, msgspec.structs.replace(card, latent=features), trained, folder)
    network = load_network(card, folder)
    real = torch.tensor(images.images, dtype=torch.float32) / (LEVELS - 1)
    card = msgspec.structs.replace(
        card,
        measured={"accuracy": round(accuracy(network, real, images.labels), 4)},
        measured_with=f"{len(images):,} held-out images",
    )
    write_card(folder, card)
    return card


def training_seconds(card: Card) -> dict[str, float]:
    """How long the model learned, if its card says so."""
    return {"training_seconds": card.training.seconds} if card.training else {}


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


def _file(path: Path) -> ModelFile:
    data = path.read_bytes()
    return ModelFile(path=path.name, bytes=len(data), sha256=hashlib.sha256(data).hexdigest())


def versions() -> dict[str, str]:
    return {
        "Python": platform.python_version(),
        "PyTorch": str(torch.__version__),
        "ONNX Runtime": onnx_session.version(),
    }
