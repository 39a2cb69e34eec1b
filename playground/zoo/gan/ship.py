"""From a game of two players to what ships: both of them, at several moments of their training."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor

from playground import networks
from playground.core.cards import Card, LabelCondition, Unconditional
from playground.evaluate.styles import DIRECTIONS, Styles, row, rows, signed, styles_of
from playground.networks.gan_mapped import MappedPair
from playground.paradigms.gan_images.card import Gan, Snapshot
from playground.zoo.adapting import condition_of
from playground.zoo.gan.recipe import TrainGan
from playground.zoo.ship import WEIGHTS, as_shipped, new_card, write_model
from playground.zoo.snapshots import kept_steps, snapshot_file
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
