"""A few small pictures with captions, and the training of a network that is told words."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import torch

from playground import networks
from playground.core.captioned import CaptionedImages
from playground.core.recipe import change
from playground.zoo.few_steps.recipe import TrainFewSteps
from playground.zoo.finished import Finished, ship
from playground.zoo.recipe import TrainDenoiser
from playground.zoo.text.captioned import STYLES
from playground.zoo.text.recipe import TrainFromWords
from playground.zoo.text.vocabulary import VOCABULARY, vocabulary_of
from playground.zoo.train import Trained

NAMES = ("red heart", "blue circle", "green square", "smiling face")
RECIPE = TrainFromWords(
    name="tiny-words",
    title="Tiny words",
    data="emoji",
    network="mm-dit",
    config={
        "height": 8, "width": 8, "patch": 2, "fine": 8, "residuals": 1, "vocabulary": 30, "length": 6,
        "embedding": 8, "reading": 1, "features": 16, "blocks": 2, "heads": 2, "wider": 1,
    },
    times="logit-normal",
    batch=4,
    epochs=2,
    warm_up=1,
    validation=0,
)  # fmt: skip


def captioned(count: int = 12, seed: int = 0, side: int = 8) -> CaptionedImages:
    """Pictures of one colour each, whose captions name it."""
    generator = np.random.default_rng(seed)
    return CaptionedImages(
        images=generator.integers(0, 256, (count, 3, side, side), dtype=np.uint8),
        labels=(np.arange(count) % len(STYLES)).astype(np.uint8),
        captions=tuple((NAMES[index % len(NAMES)], "sign", f"word{index % 2}") for index in range(count)),
        kinds=tuple(str(index % len(NAMES)) for index in range(count)),
    )


def write(folder: Path, count: int = 12) -> None:
    """The same in files, every fourth picture held out."""
    images = captioned(count)
    np.savez_compressed(
        folder / "emoji-32.npz",
        images=images.images.transpose(0, 2, 3, 1),
        style=np.array([STYLES[label] for label in images.labels]),
        emoji=np.array(images.kinds),
        held_out=np.arange(count) % 4 == 3,
    )
    (folder / "captions.json").write_text(json.dumps(images.captions))


def write_model(folder: Path, seed: int = 0, side: int = 8) -> None:
    """A model with random weights, told words as a trained one is; its folder is named as it is to be."""
    sides = {"height": side, "width": side, "patch": side // 4}
    _write(folder, seed, change(RECIPE, config={**RECIPE.config, **sides}))


def _write(folder: Path, seed: int, recipe: TrainDenoiser) -> None:
    torch.manual_seed(seed)
    network = networks.build(recipe.network, recipe.config)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.2 * torch.randn_like(parameter))
    run = folder.parent / f"{folder.name}-run"
    run.mkdir(parents=True, exist_ok=True)
    known = vocabulary_of(captioned().captions, STYLES)
    (run / VOCABULARY).write_text(known.to_str(pretty=True))
    trained = Trained(weights=network.state_dict(), steps=0, seconds=0.0, best_step=0)
    finished = Finished(trained, "cpu", captioned(3, side=int(recipe.config["height"])), run, folder)
    list(ship(change(recipe, name=folder.name), finished))
    shutil.rmtree(run)


FEW = TrainFewSteps(
    name="tiny-few",
    title="Tiny few",
    data="emoji",
    network="mm-dit",
    config=RECIPE.config,
    teacher=RECIPE.name,
    trajectories=20,
    teacher_steps=4,
    guidance=3.0,
    batch=10,
    epochs=2,
    warm_up=1,
    validation=0,
)


def write_few(folder: Path, seed: int = 1, teacher: str = RECIPE.name) -> None:
    """The same, told how long its steps are, as if it were distilled from ``teacher``."""
    _write(folder, seed, change(FEW, teacher=teacher))
