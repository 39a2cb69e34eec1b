"""From a game of two players to what ships: both of them, at several moments of their training."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor

from playground.core.cards import Card, LabelCondition, Unconditional
from playground.paradigms.gan_images.card import Gan, Snapshot
from playground.zoo.adapting import condition_of
from playground.zoo.gan.recipe import TrainGan
from playground.zoo.gan.training import kept_steps, snapshot_file
from playground.zoo.ship import WEIGHTS, new_card, write_model
from playground.zoo.train import Trained

DIRECTIONS = 10
_DIGITS = 6


def ship_gan(
    recipe: TrainGan, trained: Trained, device: str, shape: tuple[int, int, int], folder: Path, run: Path
) -> Card:
    """Write a model's folder with the moments that are kept in the folder of its ``run``.

    Raises as :func:`write_model`.
    """
    files = {step: f"step-{step}.safetensors" for step in kept_steps(run) if step < trained.best_step}
    # A generator is always told a class, if there are any.
    classes = condition_of(recipe).classes
    directions, shares = principal_directions(trained.weights["generator.first.weight"], DIRECTIONS)
    gan = Gan(
        latent=directions.shape[1],
        condition=LabelCondition(classes=classes) if classes else Unconditional(),
        loss=recipe.loss,
        r1=recipe.r1,
        snapshots=(
            *(Snapshot(step=step, weights=file) for step, file in files.items()),
            Snapshot(step=trained.best_step, weights=WEIGHTS),
        ),
        directions=tuple(tuple(row) for row in np.round(directions, _DIGITS).tolist()),
        shares=tuple(np.round(shares, _DIGITS).tolist()),
    )
    card = msgspec.structs.replace(
        new_card(recipe, trained, device, "gan", shape, (-1.0, 1.0)), tables=(gan,)
    )
    others = {file: load_file(snapshot_file(run, step)) for step, file in files.items()}
    return write_model(recipe, card, trained, folder, others)


def principal_directions(first: Tensor, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Unit vectors of noise ``(count, latent)`` that move the first layer most, and shares of its variance.

    Härkönen et al. 2020 ("GANSpace", section 3.2) find the principal components of the first layer's
    activations and regress the noise on them. Of a linear layer and normal noise both are known without
    sampling: the right singular vectors of its ``(features, latent)`` weights.
    """
    _, sizes, directions = np.linalg.svd(first.double().numpy(), full_matrices=False)
    largest = np.take_along_axis(directions, np.abs(directions).argmax(axis=1)[:, None], axis=1)
    # A direction has no sign of its own: its largest value is made positive.
    return (directions * np.sign(largest))[:count], (sizes**2 / (sizes**2).sum())[:count]
