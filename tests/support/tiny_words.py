"""A few small pictures with captions, and the training of a network that is told words."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from playground.zoo.text.captioned import STYLES, CaptionedImages
from playground.zoo.text.recipe import TrainFromWords

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


def captioned(count: int = 12, seed: int = 0) -> CaptionedImages:
    """Pictures of one colour each, whose captions name it."""
    generator = np.random.default_rng(seed)
    return CaptionedImages(
        images=generator.integers(0, 256, (count, 3, 8, 8), dtype=np.uint8),
        labels=(np.arange(count) % len(STYLES)).astype(np.uint8),
        captions=tuple((NAMES[index % len(NAMES)], "sign", f"word{index % 3}") for index in range(count)),
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
