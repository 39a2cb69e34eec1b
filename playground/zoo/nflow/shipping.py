"""What ships of a normalizing flow: both directions on one file of weights, and how one is measured."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from playground import networks
from playground.core import noise
from playground.core.cards import Card
from playground.core.images import LabelledImages
from playground.core.likelihood import LEVELS, scale_of_pixels
from playground.paradigms.nflow_images.card import Nflow
from playground.runtimes.torch_session import load_network
from playground.zoo.adapting import condition_of
from playground.zoo.finished import Finished, with_numbers
from playground.zoo.nflow.recipe import TrainNflow
from playground.zoo.ship import new_card, training_seconds, write_model
from playground.zoo.train import Trained

BLOCK = 200
THERE_AND_BACK = 1000


def log_densities(
    network: nn.Module, images: NDArray[np.uint8], labels: NDArray[np.int64], seed: int = 0
) -> NDArray[np.float32]:
    """Log-density in nats of each value of ``images`` plus one draw of uniform noise for each image."""
    normalise = network.get_submodule("normalise")
    found = []
    with torch.inference_mode():
        for first in range(0, len(images), BLOCK):
            block = slice(first, first + BLOCK)
            levels = torch.tensor(images[block], dtype=torch.float32)
            fractions = torch.from_numpy(uniform(images[block], seed, first))
            found.append(normalise(levels, fractions, torch.tensor(labels[block]))[1].numpy())
    return np.concatenate(found)


def uniform(images: NDArray[np.uint8], seed: int, first: int) -> NDArray[np.float32]:
    """The noise in [0, 1) of images whose numbers begin with ``first``, each its own."""
    indices = range(first, first + len(images))
    drawn = [noise.generator(seed, i, "dequantise").random(images.shape[1:], np.float32) for i in indices]
    return np.stack(drawn)


def round_trip(network: nn.Module, images: NDArray[np.uint8], none: int, seed: int = 0) -> float:
    """The largest difference, black being 0 and white 1, between images and what comes back from their z."""
    worst = 0.0
    with torch.inference_mode():
        for first in range(0, len(images), BLOCK):
            block = images[first : first + BLOCK]
            levels, label = torch.tensor(block, dtype=torch.float32), torch.full((len(block),), none)
            fractions = torch.from_numpy(uniform(block, seed, first))
            z, _ = network.get_submodule("normalise")(levels, fractions, label)
            back = network.get_submodule("generate")(z, label)
            worst = max(worst, float((back - (levels + fractions) / LEVELS).abs().max()))
    return worst


def measure(network: nn.Module, images: LabelledImages, classes: int, halvings: int) -> dict[str, float]:
    """Everything that a flow's card says about held-out images, by name.

    ``bits_per_dim`` is of p(x), without labels, and ``bits_per_dim_given_class`` of p(x|class), if there are
    classes; ``bits_of_scale_…`` of the first are the mean bits of an image's values on each scale, 0 the
    coarsest.
    """
    unknown = np.full(len(images), classes, dtype=np.int64)
    density = log_densities(network, images.images, unknown)
    given = log_densities(network, images.images, images.labels.astype(np.int64)) if classes else None
    nats = density.reshape(len(density), -1).sum(axis=1, dtype=np.float64)
    dimensions = density[0].size
    bits = -nats / (dimensions * math.log(2))
    mean = -density.mean(axis=(0, 1), dtype=np.float64) * density.shape[1] / math.log(2)
    scales = np.bincount(scale_of_pixels(mean.shape[0], mean.shape[1], halvings).ravel(), mean.ravel())
    numbers = {
        "bits_per_dim": float(bits.mean()),
        "bits_per_dim_error": float(bits.std(ddof=1)) / math.sqrt(len(bits)),
        **_given_class(given),
        "log_density_nats": float(nats.mean()),
        "round_trip_error": round_trip(network, images.images[:THERE_AND_BACK], classes),
        "parameters": float(sum(weight.numel() for weight in network.parameters())),
        "images": float(len(images)),
        **{f"bits_of_scale_{scale}": float(value) for scale, value in enumerate(scales)},
    }
    return {name: value if value.is_integer() else float(f"{value:.6g}") for name, value in numbers.items()}


def _given_class(density: NDArray[np.float32] | None) -> dict[str, float]:
    if density is None:
        return {}
    return {"bits_per_dim_given_class": -float(density.mean(dtype=np.float64)) / math.log(2)}


def ship_nflow(
    recipe: TrainNflow, trained: Trained, device: str, shape: tuple[int, int, int], folder: Path
) -> Card:
    """Write a model's folder, its card still without measured numbers; raises as :func:`write_model`."""
    halvings = networks.settings(recipe.network, recipe.config).halvings
    nflow = Nflow(condition=condition_of(recipe), halvings=halvings)
    card = new_card(recipe, trained, device, "nflow", shape, (0.0, LEVELS - 1.0))
    return write_model(recipe, msgspec.structs.replace(card, tables=(nflow,)), trained, folder)


def measure_nflow(card: Card, folder: Path, images: LabelledImages) -> Card:
    """The card with numbers measured on held-out images."""
    nflow = Nflow.of(card)
    if nflow is None:
        raise TypeError("a card of a flow says what it takes")
    found = measure(load_network(card, folder), images, nflow.classes, nflow.halvings)
    measured = {**card.measured, **found, **training_seconds(card)}
    _, _, pictures = card.measured_with.partition("pictures: ")
    sentence = (
        f"{len(images):,} held-out images, bits of the density of grey levels 0…255 plus one draw of uniform "
        "noise in [0, 1) for each, which in the mean are at most too many for the grey levels themselves; "
        f"round trip of {min(len(images), THERE_AND_BACK):,}, white being 1"
    )
    return msgspec.structs.replace(
        card,
        measured=dict(sorted(measured.items())),
        measured_with=f"{sentence}; pictures: {pictures}" if pictures else sentence,
    )


def ship(recipe: TrainNflow, finished: Finished) -> Iterator[str]:
    """The model with its numbers."""
    card = ship_nflow(recipe, finished.trained, finished.device, finished.shape, finished.folder)
    yield from with_numbers(measure_nflow(card, finished.folder, finished.heldout), finished.folder)


SHIPS = {TrainNflow: ship}
MEASURES = {"nflow": measure_nflow}
