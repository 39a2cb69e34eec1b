"""What ships of a game of two players: both of them, at several moments of their training."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor

from playground import networks
from playground.core.cards import Card, LabelCondition, Unconditional
from playground.core.images import EndlessImages, LabelledImages
from playground.core.resources import Placement
from playground.evaluate import beside
from playground.evaluate.copies import comparable
from playground.evaluate.styles import DIRECTIONS, Styles, row, rows, signed, styles_of
from playground.networks.gan_mapped import MappedPair
from playground.paradigms.cards import rules
from playground.paradigms.gan_images.card import Gan, Snapshot
from playground.paradigms.gan_images.recipes import Sample
from playground.paradigms.gan_images.runs import sample
from playground.runtimes.resources import open_resources
from playground.zoo.adapting import condition_of
from playground.zoo.checkpoint import kept_steps, snapshot_file
from playground.zoo.finished import Finished, with_numbers
from playground.zoo.gan.recipe import TrainGan
from playground.zoo.ship import WEIGHTS, as_shipped, new_card, write_model
from playground.zoo.train import Trained


def ship_gan(
    recipe: TrainGan, trained: Trained, device: str, shape: tuple[int, int, int], folder: Path, run: Path
) -> Card:
    """Write a model's folder with the moments that are kept in the folder of its ``run``.

    Raises as :func:`write_model`.
    """
    kept = {step: load_file(snapshot_file(run, step)) for step in kept_steps(run) if step < trained.best_step}
    kept[trained.best_step] = trained.weights
    # What is measured of them is measured with the weights as they ship.
    moments = [(step, as_shipped(recipe, one)) for step, one in kept.items()]
    files = [*(f"step-{step}.safetensors" for step, _ in moments[:-1]), WEIGHTS]
    snapshots = [Snapshot(step=step, weights=file) for (step, _), file in zip(moments, files, strict=True)]
    network = networks.build(recipe.network, recipe.config).eval()
    weights = [one for _, one in moments]
    if isinstance(network, MappedPair):
        found = _of_styles(network, weights, snapshots)
    else:
        found = _of_noise(trained.weights["generator.first.weight"], snapshots)
    # A generator is always told a class, if there are any.
    classes = condition_of(recipe).classes
    condition = LabelCondition(classes=classes) if classes else Unconditional()
    gan = Gan(condition=condition, loss=recipe.loss, r1=recipe.r1, **found)
    card = msgspec.structs.replace(
        new_card(recipe, trained, device, "gan", shape, (-1.0, 1.0)), tables=(gan,)
    )
    return write_model(recipe, card, trained, folder, dict(zip(files[:-1], weights, strict=False)))


def _of_noise(first: Tensor, snapshots: Sequence[Snapshot]) -> dict[str, Any]:
    """What a card says of a generator whose first layer has such weights."""
    directions, shares = principal_directions(first, DIRECTIONS)
    return {
        "latent": directions.shape[1], "snapshots": tuple(snapshots), "directions": rows(directions),
        "shares": row(shares),
    }  # fmt: skip


def _of_styles(
    network: MappedPair, weights: Sequence[dict[str, Tensor]], snapshots: Sequence[Snapshot]
) -> dict[str, Any]:
    """What a card says of a mapped generator, whose w is another one at each moment."""
    *earlier, last = (_styles_with(network, one) for one in weights)
    means = zip(snapshots, earlier, strict=False)
    kept = (msgspec.structs.replace(one, middles=rows(found.middles)) for one, found in means)
    return {
        **last.said(), "latent": network.latent, "layers": network.synthesis.layers,
        "snapshots": (*kept, snapshots[-1]),
    }  # fmt: skip


def _styles_with(network: MappedPair, weights: dict[str, Tensor]) -> Styles:
    network.load_state_dict(weights)
    return styles_of(network)


def principal_directions(first: Tensor, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Unit vectors of noise ``(count, latent)`` that move the first layer most, and shares of its variance.

    Härkönen et al. 2020 ("GANSpace", section 3.2) find the principal components of the first layer's
    activations and regress the noise on them. Of a linear layer and normal noise both are known without
    sampling: the right singular vectors of its ``(features, latent)`` weights.
    """
    _, sizes, directions = np.linalg.svd(first.double().numpy(), full_matrices=False)
    return signed(directions)[:count], (sizes**2 / (sizes**2).sum())[:count]


_SAMPLES = 400


def ship(recipe: TrainGan, finished: Finished) -> Iterator[str]:
    """The model with its moments, and how many of its pictures are copies.

    What else there is to measure of them, whoever wants to know it measures.
    """
    card = ship_gan(recipe, finished.trained, finished.device, finished.shape, finished.folder, finished.run)
    if finished.learned is not None:
        yield from with_numbers(_with_copies(card, finished, finished.learned), finished.folder)


def _with_copies(card: Card, finished: Finished, learned: LabelledImages) -> Card:
    some = beside.spread(learned, comparable(finished.shape))
    resources = open_resources((finished.folder.parent,), rules(), Placement(), lambda _: None)
    *_, last = sample(Sample(model=card.name, count=_SAMPLES), resources)
    whole = len(learned.stream) if isinstance(learned, EndlessImages) else len(learned)
    found = beside.copied(last.arrays["images"], beside.Data(some, finished.heldout))
    return msgspec.structs.replace(
        card,
        measured={**card.measured, **{name: float(f"{value:.6g}") for name, value in found.items()}},
        measured_with=f"pictures: {_SAMPLES}; {beside.copies_said(_SAMPLES, len(some), whole)}",
    )


SHIPS = {TrainGan: ship}
