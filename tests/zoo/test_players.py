"""The training of two players: whose turn it is, what is kept, and that it goes on where it was."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from playground.core.recipe import change
from playground.evaluate import frechet
from playground.zoo.gan.recipe import TrainGan
from playground.zoo.gan.task import moments_of
from playground.zoo.gan.training import GanTraining, kept_steps, moments, snapshot_file
from playground.zoo.start import training_of
from playground.zoo.train import Options, train
from tests.support import tiny_gan as tiny
from tests.support.tiny_training import images

pytestmark = pytest.mark.torch


TWICE = change(tiny.RECIPE, discriminator_steps=2)


def _dot(made: torch.Tensor) -> torch.Tensor:
    """White at the centre and black elsewhere, of which each value has the gradient of what was made."""
    wanted = -torch.ones_like(made)
    wanted[:, :, 14, 14] = 1.0
    return wanted + made - made.detach()


def finished(training: GanTraining) -> dict[str, torch.Tensor]:
    for _ in train(training):
        pass
    best = {f"best.{name}": tensor for name, tensor in training.result().weights.items()}
    return {**training.network.state_dict(), **best}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, torch.Tensor]]:
    """The folder and the end of a training that nothing interrupted."""
    folder = tmp_path_factory.mktemp("whole")
    return folder, finished(tiny.training(folder, TWICE))


@pytest.mark.parametrize("stop", [1, 4, 9])
def test_a_resumed_training_ends_with_the_same_weights_and_moments(
    whole: tuple[Path, dict[str, torch.Tensor]], tmp_path: Path, stop: int
) -> None:
    frames = train(tiny.training(tmp_path, TWICE, every_step=True))
    for _ in range(stop):
        next(frames)
    frames.close()  # type: ignore[attr-defined]
    again = tiny.training(tmp_path, TWICE)
    assert again.resume() == "" and again.step == stop < again.total == 15
    folder, expected = whole
    found = finished(again)
    assert found.keys() == expected.keys()
    for name, tensor in expected.items():
        assert torch.equal(tensor, found[name]), name
    assert kept_steps(folder) == kept_steps(tmp_path) == list(again.moments)
    for step in kept_steps(folder):
        assert snapshot_file(folder, step).read_bytes() == snapshot_file(tmp_path, step).read_bytes()


def test_each_player_makes_its_own_steps_at_its_own_rate(tmp_path: Path) -> None:
    """Adam's first step is as long as the rate in every parameter with a gradient (Kingma and Ba 2015)."""
    recipe = change(tiny.RECIPE, learning_rate=1e-3, discriminator_learning_rate=3e-3, warm_up=0)
    training = tiny.training(tmp_path, recipe)
    before = {name: tensor.clone() for name, tensor in training.network.named_parameters()}
    training.advance()
    moved = {
        name: (tensor - before[name]).detach().abs().max()
        for name, tensor in training.network.named_parameters()
    }
    for player, rate in (("generator", 1e-3), ("discriminator", 3e-3)):
        longest = max(float(far) for name, far in moved.items() if name.startswith(player))
        assert longest == pytest.approx(rate, rel=1e-3), player


def test_the_discriminator_may_move_more_often(tmp_path: Path) -> None:
    recipe = change(tiny.RECIPE, discriminator_steps=4)
    training = tiny.training(tmp_path, recipe)
    for _ in range(3):
        training.advance()
    counts = [
        {
            int(state["step"])
            for name, state in training.optimiser.state.items()
            if name in set(group["params"])
        }
        for group in training.optimiser.param_groups
    ]
    assert counts == [{3}, {12}]


def test_penalties_come_at_their_interval_and_only_where_they_have_weight(tmp_path: Path) -> None:
    training = tiny.training(tmp_path, change(tiny.RECIPE, interval=3, r2=0.0))
    said = [set(training.advance()) & {"r1", "r2"} for _ in range(6)]
    assert said == [set(), set(), {"r1"}, set(), set(), {"r1"}]


def test_generated_pictures_are_varied_as_real_ones_are(tmp_path: Path) -> None:
    """Of a generator of one picture the discriminator sees that picture shifted, and the gradient comes back.

    It is all black but for a white pixel at the centre.
    """
    recipe = change(tiny.RECIPE, shift=2.0, whole_shifts=True, edge=True)
    training = tiny.training(tmp_path, recipe)
    generator, discriminator = training.network.children()
    seen: list[torch.Tensor] = []
    discriminator.register_forward_pre_hook(lambda _, given: seen.append(given[0].detach()))
    generator.register_forward_hook(lambda _, given, made: _dot(made))
    training.advance()
    both, again = seen
    made = both[8:]
    assert torch.equal(made, again)
    rows, columns = (torch.nonzero(made[:, 0] > 0.99)[:, axis] for axis in (1, 2))
    assert len(rows) == 8 and len(set(zip(rows.tolist(), columns.tolist(), strict=True))) > 1
    assert (rows - 14).abs().max() <= 2 >= (columns - 14).abs().max()
    assert torch.isclose(made, made.round(), atol=1e-4).all()
    assert any(bool(each.grad.abs().sum() > 0) for each in generator.parameters() if each.grad is not None)


def test_labels_are_never_hidden(tmp_path: Path) -> None:
    """Both players see the labels of the real pictures, and there is no label for none."""
    training = tiny.training(tmp_path)
    seen: list[torch.Tensor] = []
    for player in training.network.children():
        player.register_forward_pre_hook(lambda _, given: seen.append(given[1]))
    chosen = training.labels[torch.from_numpy(training.order.batch(0))]
    training.advance()
    assert [len(labels) for labels in seen] == [8, 16, 8]
    for labels in seen:
        assert torch.equal(labels, chosen.repeat(len(labels) // 8))
    assert training.network.generator.label.num_embeddings == 10


def test_the_moments_are_the_start_and_four_times_as_late_every_time() -> None:
    assert moments(1024, 5) == (0, 4, 16, 64, 256)
    assert moments(1024, 1) == (0,) and moments(1024, 0) == ()
    assert all(step < 7 for step in moments(7, 12))


def test_the_first_moment_is_the_untrained_start(tmp_path: Path) -> None:
    training = tiny.training(tmp_path)
    start = {name: tensor.half() for name, tensor in training.network.state_dict().items()}
    training.advance()
    kept = load_file(snapshot_file(tmp_path, 0))
    assert kept.keys() == start.keys()
    assert all(torch.equal(kept[name], tensor) for name, tensor in start.items())


def test_the_judge_tells_garments_from_noise(tmp_path: Path) -> None:
    """Real pictures are near others in its eyes, and those of an untrained generator are far away."""
    training = tiny.training(tmp_path)
    far = training.validate()["validation_loss"]
    real = training.levels[torch.from_numpy(training.kept)].float() * (2 / 255) - 1
    task = training.task
    judge = task._judge  # type: ignore[attr-defined]
    near = moments_of(judge, real), moments_of(judge, real.flip(0))
    assert math.isfinite(far) and frechet.distance(*near) < 1e-6 < far


def test_a_sheet_comes_with_the_last_step(tmp_path: Path) -> None:
    *_, last = train(tiny.training(tmp_path))
    sheet = last.arrays["sheet"]
    assert (sheet.shape, sheet.dtype) == ((4 * 28, 10 * 28), np.uint8)


def test_the_recipe_chooses_the_training(tmp_path: Path) -> None:
    options = Options()
    assert type(training_of(tiny.RECIPE, images(), tmp_path, options)) is GanTraining
    assert isinstance(tiny.RECIPE, TrainGan)
