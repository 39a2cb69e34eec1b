"""A training of a second: a few random images, a small network, and the process that a test kills."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from playground.core.fields import Value
from playground.core.images import LabelledImages
from playground.core.recipe import change
from playground.zoo.train import Options, Training, train
from playground.zoo.vae.recipe import TrainVae

RECIPE = TrainVae(
    name="tiny-vae",
    title="Tiny",
    data="mnist",
    network="vae-mlp",
    config={"latent": 2, "encoder": [16], "decoder": [16]},
    latent=2,
    epochs=3,
    scale_epochs=1,
    batch=8,
    warm_up=4,
    validation=8,
    degrees=5.0,
    shift=1.0,
    kl_warm_up=10,
    seed=5,
)


def images(count: int = 48) -> LabelledImages:
    """Bright squares at a few places, so that there is something to learn."""
    rng = np.random.default_rng(0)
    pictures = np.zeros((count, 1, 28, 28), dtype=np.uint8)
    labels = rng.integers(0, 4, count).astype(np.uint8)
    for picture, label in zip(pictures, labels, strict=True):
        row, column = divmod(int(label), 2)
        picture[0, 4 + 12 * row : 12 + 12 * row, 4 + 12 * column : 12 + 12 * column] = rng.integers(150, 256)
    return LabelledImages(pictures, labels)


def training(folder: Path, *, every_step: bool = False, **changed: Value) -> Training:
    """A training that saves at every step, or only at its end; its recipe may be ``changed``."""
    folder.mkdir(parents=True, exist_ok=True)
    options = Options(checkpoint_seconds=0.0 if every_step else 1e9, sheet_seconds=1e9)
    return Training(change(RECIPE, **changed), images(), folder, options)


if __name__ == "__main__":
    run = training(Path(sys.argv[1]), every_step=True)
    run.resume()
    for frame in train(run):
        print(frame.index, flush=True)
