"""What trainings take of faces that have no end: never one that is held out, and of others what there was."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from playground.core.images import EndlessImages
from playground.core.recipe import change
from playground.faces.reading import read_codes
from playground.faces.render import render_codes
from playground.faces.sampling import FACES, LearnableFaces, held_out, held_out_pairs, learnable
from playground.faces.seen import visible_part
from playground.zoo.data import load
from playground.zoo.recipe import TrainDenoiser, TrainingRecipe
from playground.zoo.start import training_of
from playground.zoo.train import Options
from playground.zoo.vae.recipe import TrainVae
from tests.support import tiny_gan

pytestmark = pytest.mark.torch

_SHAPE = {"channels": 3, "height": 64, "width": 64}
_LITTLE = {"epochs": 1, "epoch_steps": 2, "batch": 8, "validation": 8}
VAE = TrainVae(
    name="tiny-faces-vae", title="Tiny", data="faces", network="vae-conv", latent=4, scale_epochs=1,
    **_LITTLE,
    config={**_SHAPE, "latent": 4, "half": 4, "quarter": 4, "eighth": 4, "hidden": 8},
)  # fmt: skip
GAN = change(
    tiny_gan.MAPPED, data="faces", ada=0.0, **_LITTLE,
    config={**tiny_gan.CONFIG, **_SHAPE, "classes": 0, "patch": 4},
)  # fmt: skip
FLOW = TrainDenoiser(
    name="tiny-faces-flow", title="Tiny", data="faces", network="unet", **_LITTLE,
    config={**_SHAPE, "classes": 0, "features": 16, "blocks": 1},
)  # fmt: skip


@pytest.fixture(scope="module")
def faces() -> EndlessImages:
    found = load("faces", "train")
    assert isinstance(found, EndlessImages)
    return found


def test_a_million_faces_without_a_held_out_one() -> None:
    codes = LearnableFaces().codes
    assert len(codes) == FACES == len(LearnableFaces()) and not held_out(codes).any()
    visible = visible_part(codes)
    assert not np.any([pair.within(visible) for pair in held_out_pairs()])


@pytest.mark.parametrize("recipe", [VAE, GAN, FLOW], ids=lambda recipe: recipe.name)
def test_what_steps_see_is_read_back_as_learnable_faces(
    recipe: TrainingRecipe, faces: EndlessImages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    training, seen = training_of(recipe, faces, tmp_path, Options()), []
    learn = training._learn

    def looked_at(phase: object, levels: torch.Tensor, labels: torch.Tensor) -> dict[str, torch.Tensor]:
        seen.append(levels.clone())
        assert not labels.any()
        return learn(phase, levels, labels)

    monkeypatch.setattr(training, "_learn", looked_at)
    for step in range(2):
        places = training.order.batch(step)
        training.advance()
        levels = seen[-1].numpy()
        codes = faces.stream.codes[places]  # type: ignore[attr-defined]
        assert levels.dtype == np.float32 and np.array_equal(levels, render_codes(codes))
        found, distances = read_codes(levels.astype(np.uint8))
        assert not held_out(found).any() and not distances.any()
    assert "validation_loss" in training.validate() and "sheet" in training.sheet()


def test_the_first_of_a_stream_are_those_at_hand(faces: EndlessImages) -> None:
    assert len(faces) == 4096 and np.array_equal(faces.images[:9], render_codes(learnable(0, 9)))
    assert np.array_equal(faces.images[5:7], faces.stream.images(np.array([5, 6])))


def test_pictures_in_memory_are_taken_as_they_are(tmp_path: Path) -> None:
    training = tiny_gan.training(tmp_path)
    assert isinstance(training.levels, torch.Tensor) and training.levels.dtype == torch.uint8
