"""A discriminator has its say in the later cosines, as hard as the recipe says, and only there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from playground.core.errors import DataError
from playground.core.recipe import change
from playground.zoo.consistency.recipe import TrainConsistency
from playground.zoo.consistency.training import Distilling
from playground.zoo.gan.task import pictures_of
from playground.zoo.train import train
from tests.support import tiny_teaching as tiny

pytestmark = pytest.mark.torch


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of runs in which the teacher and a pair of players are finished."""
    folder = tmp_path_factory.mktemp("runs")
    tiny.finish(tiny.FLOW, folder)
    tiny.finish_players(folder)
    return folder


def distilling(runs: Path, name: str, recipe: TrainConsistency = tiny.ADVERSARIAL) -> Distilling:
    training = tiny.training(recipe, runs, name)
    assert isinstance(training, Distilling)
    return training


def weights(module: torch.nn.Module) -> list[torch.Tensor]:
    return [parameter.detach().clone() for parameter in module.parameters()]


def test_the_discriminator_learns_from_the_second_cosine_on(runs: Path) -> None:
    training = distilling(runs, "turns")
    first = weights(training.critic)
    names = []
    for frame in train(training):
        changed = any(
            not torch.equal(before, now)
            for before, now in zip(first, training.critic.parameters(), strict=True)
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


def test_the_discriminator_begins_as_the_one_that_is_named(runs: Path) -> None:
    training = distilling(runs, "begins")
    _, pair = tiny.world(runs).model(tiny.ADVERSARIAL.critic)
    expected = pair.get_submodule("discriminator").state_dict()
    for name, weights in training.critic.discriminator.state_dict().items():
        assert torch.equal(weights, expected[name])


def test_where_a_picture_is_from_counts_once_it_is_learnt(runs: Path) -> None:
    critic = distilling(runs, "places").critic
    picture, label = torch.randn(4, *tiny.SHAPE), torch.tensor([0, 1, 0, 1])
    near, far = torch.zeros(4, dtype=torch.int64), torch.ones(4, dtype=torch.int64)
    with torch.no_grad():
        assert torch.equal(critic(picture, label, near), critic(picture, label, far))
        assert torch.equal(critic(picture, label, near), critic.discriminator(picture, label))
        critic.place.weight[1] += 0.5
        features = critic.discriminator.features(picture)
        apart = critic(picture, label, far) - critic(picture, label, near)
        torch.testing.assert_close(apart, 0.5 * features.sum(dim=1))


def test_another_model_is_no_discriminator(runs: Path) -> None:
    with pytest.raises(DataError, match="no pair of players"):
        distilling(runs, "none", change(tiny.ADVERSARIAL, critic=tiny.FLOW.name))


def test_pictures_without_a_label_are_not_judged(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    training = distilling(runs, "labels")
    training.step = training.epoch_steps
    told: list[torch.Tensor] = []
    forward = training.critic.forward

    def listening(picture: torch.Tensor, label: torch.Tensor, place: torch.Tensor) -> torch.Tensor:
        told.append(label)
        assert torch.equal(*place.chunk(2)) or len(place) == 2
        return forward(picture, label, place)

    monkeypatch.setattr(training.critic, "forward", listening)
    levels = training.levels[:4].float()
    training._learn(training.phases[1], levels, torch.tensor([10, 0, 10, 3]))
    assert told[0].tolist()[2:] == [0, 3] and told[-1].tolist() == [0, 3]
    assert all(int(labels.max()) < 10 for labels in told)


def test_the_rate_is_its_own_with_a_discriminator(runs: Path) -> None:
    training = distilling(runs, "rate")
    before = [training.rate() for training.step in range(training.epoch_steps)]
    after = [training.rate() for training.step in range(training.epoch_steps, training.total)]
    assert max(before) <= tiny.ADVERSARIAL.learning_rate
    assert max(after) <= tiny.ADVERSARIAL.adversarial_learning_rate < max(before)


def test_pictures_are_compared_and_judged_as_they_are_shown(runs: Path) -> None:
    """Beyond black and white there is nothing to see: no trajectory ends there, and hardly a picture is."""
    training = distilling(runs, "shown")
    chosen = torch.arange(8)
    levels, labels = 40 * training.levels[chosen].float(), training.labels[chosen]
    found, end, _ = training.task.sent(training.network, levels, labels, 0, 0.5)
    raw = levels[:, -1]
    assert float(raw.abs().max()) > 1
    assert torch.equal(end, raw.clamp(-1, 1))
    scale = float(levels.abs().max())
    assert 1 < float(found.detach().abs().max()) < 1 + 0.3 * scale


def test_the_validation_compares_with_every_real_picture(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A network that sends the noises to the real pictures themselves is at no distance; any other is."""
    training = distilling(runs, "validation")
    training.step = training.epoch_steps + 1
    real = iter(torch.split(pictures_of(training.real.float()), 4))
    monkeypatch.setattr("playground.zoo.consistency.training._JUDGED", len(training.real))
    monkeypatch.setattr("playground.zoo.consistency.training._BLOCK", 4)
    other = training.validate()["validation_loss"]
    monkeypatch.setattr(training.average, "forward", lambda x, time, label: x - next(real))
    assert training.validate()["validation_loss"] == pytest.approx(0, abs=1e-5 * other)
    assert training.best_loss < other and next(real, None) is None
