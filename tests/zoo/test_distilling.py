"""A discriminator has its say in the later cosines, as hard as the recipe says, and only there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from playground.core.recipe import change
from playground.zoo.distilling import Distilling
from playground.zoo.recipe import TrainConsistency
from playground.zoo.train import train
from tests.support import tiny_teaching as tiny

pytestmark = pytest.mark.torch


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of runs in which the teacher is finished."""
    folder = tmp_path_factory.mktemp("runs")
    tiny.finish(tiny.FLOW, folder)
    return folder


def distilling(runs: Path, name: str, recipe: TrainConsistency = tiny.ADVERSARIAL) -> Distilling:
    training = tiny.training(recipe, runs, name)
    assert isinstance(training, Distilling)
    return training


def weights(module: torch.nn.Module) -> list[torch.Tensor]:
    return [parameter.detach().clone() for parameter in module.parameters()]


def test_the_discriminator_learns_from_the_second_cosine_on(runs: Path) -> None:
    training = distilling(runs, "turns")
    first = weights(training.discriminator)
    names = []
    for frame in train(training):
        changed = any(
            not torch.equal(before, now)
            for before, now in zip(first, training.discriminator.parameters(), strict=True)
        )
        assert changed == (frame.index > training.epoch_steps)
        names.append(set(frame.scalars))
    assert "verdict" not in names[0] and "verdict" in names[-1]
    assert any("r1" in one for one in names)
    assert all("validation_loss" in names[step - 1] for step in (2, 4, 6))


def test_the_first_cosine_is_the_distance_alone(runs: Path) -> None:
    """Whatever comes later: the same steps as where no discriminator will have a say."""
    both = [
        distilling(runs, "with"),
        distilling(runs, "without", change(tiny.ADVERSARIAL, adversarial=0.0)),
    ]
    for training in both:
        for _ in range(training.epoch_steps):
            training.advance()
    for one, other in zip(*(training.network.parameters() for training in both), strict=True):
        assert torch.equal(one, other)


def test_the_verdict_weighs_what_the_recipe_says(runs: Path) -> None:
    training = distilling(runs, "weights", change(tiny.ADVERSARIAL, adversarial=0.25))
    training.step = training.epoch_steps
    losses = training.advance()
    assert losses["loss"] == pytest.approx(losses["distance"] + 0.25 * losses["verdict"])
    # A sign that would make the generator help the discriminator is caught here: D's verdict on its own
    # pictures lowers this term.
    assert losses["verdict"] == pytest.approx(np.log1p(np.exp(-losses["fake"])), rel=0.1)


def test_real_pictures_hide_their_labels_as_often(runs: Path) -> None:
    training = distilling(runs, "labels")
    labels = torch.tensor([10, 0, 10, 3, 3, 3])
    pictures, known = training._real_pictures(labels)
    assert pictures.shape == (6, *tiny.SHAPE)
    assert float(pictures.min()) >= -1 and float(pictures.max()) <= 1
    assert ((known == 10) == (labels == 10)).all()
    again, same = training._real_pictures(labels)
    assert torch.equal(pictures, again) and torch.equal(known, same)
