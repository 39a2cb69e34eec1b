"""A discriminator has its say in the later cosines, as hard as the recipe says, and only there."""

from __future__ import annotations

from pathlib import Path

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


def test_both_pulls_are_as_long_as_the_recipe_says(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    training = distilling(runs, "pulls", change(tiny.ADVERSARIAL, adversarial=0.25))
    training.step = training.epoch_steps
    pulls = []

    def descend(loss: torch.Tensor) -> None:
        product = loss.grad_fn.next_functions[0][0]  # type: ignore[union-attr]
        pulls.append(product._saved_other)  # type: ignore[union-attr]

    monkeypatch.setattr(training, "_descend", descend)
    phase = training.phases[1]
    levels, labels = training.levels[:4].float(), training.labels[:4]
    training._learn(phase, levels, labels)
    found, end, _ = training.task.sent(training.network, levels, labels, training.step, 0.5)
    (near,) = torch.autograd.grad(training.task.distance(found, end).mean(), found)
    rest = pulls[0] - near
    torch.testing.assert_close(rest.norm(), 0.25 * near.norm(), rtol=1e-3, atol=1e-7)


def test_real_pictures_hide_their_labels_as_often(runs: Path) -> None:
    training = distilling(runs, "labels")
    labels = torch.tensor([10, 0, 10, 3, 3, 3])
    pictures, known = training._real_pictures(labels)
    assert pictures.shape == (6, *tiny.SHAPE)
    assert float(pictures.min()) >= -1 and float(pictures.max()) <= 1
    assert ((known == 10) == (labels == 10)).all()
    again, same = training._real_pictures(labels)
    assert torch.equal(pictures, again) and torch.equal(known, same)
