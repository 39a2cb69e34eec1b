"""Small recipes of every kind of denoising training, and finished models of random numbers to learn from."""

from __future__ import annotations

from pathlib import Path

import torch

from playground import networks
from playground.core.cards import Card
from playground.core.recipe import change
from playground.zoo.consistency.recipe import TrainConsistency
from playground.zoo.recipe import TrainClassifier, TrainDenoiser, TrainingRecipe, TrainReflow
from playground.zoo.ship import ship_denoiser
from playground.zoo.start import training_of
from playground.zoo.train import Options, Trained, Training
from playground.zoo.vae.recipe import TrainVae
from playground.zoo.vae.shipping import ship_vae
from playground.zoo.world import TrainingWorld
from tests.support import tiny_gan
from tests.support.awake import awake
from tests.support.tiny_training import images

SHAPE = (1, 28, 28)
AUTOENCODER = {"latent": 2, "half": 4, "quarter": 8}

FLOW = TrainDenoiser(
    name="tiny-flow", title="Tiny flow", data="mnist", network="unet", config={"features": 16, "heads": 1},
    epochs=2, batch=8, warm_up=4, validation=8, seed=5,
)  # fmt: skip
DDPM = change(
    FLOW, name="tiny-ddpm", title="Tiny diffusion", path="variance preserving", prediction="noise",
    schedule_steps=20, config={**FLOW.config, "time_scale": 1.0},
)  # fmt: skip
STAGE = TrainVae(
    name="tiny-stage", title="Tiny stage", data="mnist", network="vae-spatial", config=AUTOENCODER, latent=98,
    batch=8,
)  # fmt: skip
LATENT = change(
    FLOW, name="tiny-latent", title="Tiny latent flow", network="latent-dit", first_stage=STAGE.name,
    times="logit-normal",
    config={
        "transformer": {"channels": 2, "features": 16, "blocks": 1, "heads": 2},
        "autoencoder": AUTOENCODER,
    },
)  # fmt: skip
_TAUGHT = {
    "data": "mnist", "network": "unet", "config": FLOW.config, "teacher": FLOW.name, "trajectories": 12,
    "teacher_steps": 3, "epochs": 2, "batch": 4, "warm_up": 2, "validation": 4, "seed": 5,
}  # fmt: skip
REFLOW = TrainReflow(name="tiny-reflow", title="Tiny reflow", **_TAUGHT)
CONSISTENCY = TrainConsistency(name="tiny-consistency", title="Tiny consistency", **_TAUGHT)
ADVERSARIAL = change(
    CONSISTENCY, name="tiny-adversarial", epochs=1, restarts=(2,), adversarial=0.5, interval=2,
    critic=tiny_gan.RECIPE.name,
)  # fmt: skip
CLASSIFIER = TrainClassifier(
    name="tiny-classifier", title="Tiny classifier", data="mnist", network="feature-classifier",
    config={"width": 8}, epochs=1, batch=8,
)  # fmt: skip


def trained(recipe: TrainingRecipe, seed: int = 0) -> Trained:
    """Random weights, as if a training had ended with them."""
    weights = awake(networks.build(recipe.network, recipe.config), seed).state_dict()
    return Trained(weights=weights, steps=7, seconds=1.0, best_step=7)


def finish(recipe: TrainDenoiser | TrainVae, runs: Path, seed: int = 0) -> Card:
    """Put the finished model of a recipe where a run would have left it below ``runs``."""
    folder = runs / recipe.name / "model" / recipe.name
    if isinstance(recipe, TrainVae):
        return ship_vae(recipe, trained(recipe, seed), "cpu", SHAPE, folder)
    return ship_denoiser(recipe, trained(recipe, seed), "cpu", SHAPE, folder)


def finish_players(runs: Path) -> None:
    """The same of a pair of players."""
    run = runs / tiny_gan.RECIPE.name
    tiny_gan.finish(run / "model", run)


def world(runs: Path, name: str = "student") -> TrainingWorld:
    """The surroundings of a run below ``runs``, which says nothing."""
    (runs / name).mkdir(parents=True, exist_ok=True)
    return TrainingWorld(folder=runs / name, device=torch.device("cpu"), say=lambda _: None)


def training(recipe: TrainingRecipe, runs: Path, name: str, *, every_step: bool = False) -> Training:
    """A training on a few pictures below ``runs`` that saves at every step, or only at its end."""
    (runs / name).mkdir(parents=True, exist_ok=True)
    options = Options(checkpoint_seconds=0.0 if every_step else 1e9, sheet_seconds=1e9)
    return training_of(recipe, images(), runs / name, options)
