"""A small game of two players: its recipe, a training of a second, and a finished model of random numbers."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import save_file

from playground import networks
from playground.core.cards import Card
from playground.core.recipe import change
from playground.core.resources import Placement, Resources
from playground.paradigms.cards import rules
from playground.runtimes.resources import open_resources
from playground.zoo.checkpoint import snapshot_file
from playground.zoo.gan.recipe import TrainGan
from playground.zoo.gan.shipping import ship_gan
from playground.zoo.gan.training import GanTraining
from playground.zoo.train import Options, Trained
from tests.support.awake import awake
from tests.support.tiny_training import images

SHAPE = (1, 28, 28)
STEPS = (0, 1, 4)
CONFIG = {
    "latent": 12, "style": 16, "start": 4, "generator": 8, "generator_coarse": 8, "discriminator": 8,
    "discriminator_coarse": 8, "end": 4, "features": 8,
}  # fmt: skip
RECIPE = TrainGan(
    name="tiny-gan", title="Tiny game", data="mnist", network="gan", config=CONFIG, epochs=3, batch=8,
    warm_up=4, validation=8, seed=5, clip=0.0, weight_decay=0.0, interval=2, r1=0.1, r2=0.1, snapshots=3,
    half=True,
)  # fmt: skip


MAPPED = change(
    RECIPE, name="tiny-mapped-gan", title="Tiny mapped game", network="gan-mapped", half=True, mixing=0.5,
    config={**CONFIG, "patch": 1, "mapping": 2, "generator_fine_blocks": 2}, ada=0.5, ada_interval=2,
    ada_images=200, paper=255,
)  # fmt: skip
"""One with a mapping, which is augmented adaptively and learns to be mixed."""


def training(folder: Path, recipe: TrainGan = RECIPE, *, every_step: bool = False) -> GanTraining:
    """A training on a few pictures that saves at every step, or only at its end."""
    folder.mkdir(parents=True, exist_ok=True)
    options = Options(checkpoint_seconds=0.0 if every_step else 1e9, sheet_seconds=1e9)
    return GanTraining(recipe, images(), folder, options)


def weights(seed: int, recipe: TrainGan = RECIPE) -> dict[str, torch.Tensor]:
    """Random weights of both players."""
    return dict(awake(networks.build(recipe.network, recipe.config), seed).state_dict())


def finish(models: Path, run: Path, recipe: TrainGan = RECIPE) -> Card:
    """Put a finished model below ``models``, with earlier moments as a run would have kept them."""
    for step in STEPS:
        snapshot_file(run, step).parent.mkdir(parents=True, exist_ok=True)
        # In more precision than ships, so that what is measured of them is not right by itself.
        save_file(weights(step, recipe), snapshot_file(run, step))
    trained = Trained(weights=weights(9, recipe), steps=9, seconds=1.0, best_step=9)
    return ship_gan(recipe, trained, "cpu", SHAPE, models / recipe.name, run)


def world(models: Path, runtime: str = "onnx") -> Resources:
    """Resources with the model."""
    return open_resources((models,), rules(), Placement(runtime), lambda _: None)
