"""A training that has ended learns on as if it had been meant to be longer, but for one rise of its rate."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from playground.core.errors import DataError
from playground.core.recipe import change
from playground.zoo.start import training_of
from playground.zoo.stretches import stretches
from playground.zoo.tasks import Phase
from playground.zoo.train import Options, Training, train
from tests.support import tiny_teaching, tiny_training

pytestmark = pytest.mark.torch

FLOW = change(tiny_teaching.FLOW, epochs=4, epoch_steps=5, validation=8, batch=8, warm_up=3, ema=0.95)
STEPS = 20


def training(folder: Path, *longer: int, vae: bool = False, every_step: bool = False) -> Training:
    folder.mkdir(parents=True, exist_ok=True)
    options = Options(checkpoint_seconds=0.0 if every_step else 1e9, sheet_seconds=1e9)
    recipe = tiny_training.RECIPE if vae else FLOW
    return training_of(change(recipe, longer=longer), tiny_training.images(), folder, options)


def ended(training: Training) -> Training:
    for _ in train(training):
        pass
    return training


def taken_up(folder: Path, *longer: int, vae: bool = False) -> Training:
    again = training(folder, *longer, vae=vae)
    assert again.resume() == ""
    return again


@pytest.mark.parametrize("vae", [False, True])
def test_wherever_it_stops_it_ends_with_the_same_weights(tmp_path: Path, vae: bool) -> None:
    whole = ended(training(tmp_path / "whole", 12, 7, vae=vae))
    assert whole.total == STEPS + 19
    parts = tmp_path / "parts"
    ended(training(parts, vae=vae))
    for stop in (3, 11):
        frames = train(first := taken_up(parts, 12, vae=vae))
        first.options = Options(checkpoint_seconds=0.0, sheet_seconds=1e9)
        while first.step < STEPS + stop:
            next(frames)
        first.save()
    ended(taken_up(parts, 12, vae=vae))
    last = ended(taken_up(parts, 12, 7, vae=vae))
    one, other = whole._tensors(), last._tensors()
    assert one.keys() == other.keys()
    assert all(torch.equal(tensor, other[name]) for name, tensor in one.items())
    assert (whole.best_step, whole.best_loss) == (last.best_step, last.best_loss)


def test_its_rate_is_that_of_one_that_was_always_meant_to_be_so_long() -> None:
    phase, warm_up = Phase(epochs=10), 20
    _, first, second = stretches([phase], 30, [200, 500])
    (always,) = stretches([Phase(epochs=1)], 1000, [])
    assert (first.before, second.before, always.steps) == (300, 500, 1000)
    for position in range(second.steps // 10, second.steps):
        assert second.rate(position, warm_up) == pytest.approx(always.rate(500 + position, warm_up))
    assert second.rate(0, warm_up) < second.rate(49, warm_up) > second.rate(499, warm_up)
    assert second.rate(0, 10_000) == pytest.approx(second.rate(9, 10_000) / 10, rel=0.05)


@pytest.mark.parametrize("steps", [1, 3, 47, 1000])
def test_every_phase_learns_longer_in_its_proportion_and_epochs_end_where_it_does(steps: int) -> None:
    phases = [Phase(epochs=11), Phase(epochs=1, fits=True)]
    *_, last = found = stretches(phases, 10, [steps])[2:]
    assert sum(stretch.steps for stretch in found) == steps
    assert [stretch.opens for stretch in found] == [True, False][: len(found)]
    assert len(found) == 1 or (last.before, last.phase) == (0, phases[1])
    for stretch in found:
        ends = [position for position in range(stretch.steps) if stretch.ends_epoch(position)]
        assert ends[-1] == stretch.steps - 1 and len(ends) >= min(4, stretch.steps)


def test_the_moments_and_the_average_go_on(tmp_path: Path) -> None:
    ended(training(tmp_path))
    again = taken_up(tmp_path, 10)
    before = {name: tensor.clone() for name, tensor in again.average.named_parameters()}
    again.advance()
    for state in again.optimiser.state.values():
        assert int(state["step"]) == STEPS + 1
    decay = min(FLOW.ema, (1 + STEPS) / (10 + STEPS))
    for (name, mean), new in zip(again.average.named_parameters(), again.network.parameters(), strict=True):
        torch.testing.assert_close(mean, decay * before[name] + (1 - decay) * new)


def test_what_is_fitted_to_the_pictures_is_fitted_anew(tmp_path: Path) -> None:
    first = ended(training(tmp_path, vae=True)).result().weights
    again = taken_up(tmp_path, 8, vae=True)
    again.advance()
    scales = {name: tensor for name, tensor in again.network.named_parameters() if "log_scale." in name}
    assert scales and not any(tensor.any() for tensor in scales.values())
    best = again.best
    assert all(torch.equal(best[name], tensor) for name, tensor in first.items() if "log_scale." not in name)
    weights = ended(again).result().weights
    assert all(weights[name].any() for name in scales)
    assert not any(torch.equal(tensor, first[name]) for name, tensor in weights.items())


def test_what_there_is_no_step_for_to_fit_anew_stays(tmp_path: Path) -> None:
    first = ended(training(tmp_path, vae=True))
    again = ended(taken_up(tmp_path, 1, vae=True))
    assert again.step == again.total == STEPS + 1
    scales = {name: tensor for name, tensor in again.average.named_parameters() if "log_scale." in name}
    assert scales and all(tensor.any() for tensor in scales.values())
    assert again.best_loss <= first.best_loss, "and losses can be compared"


def test_a_checkpoint_of_other_lengths_is_not_taken_up(tmp_path: Path) -> None:
    ended(training(tmp_path, 4))
    for longer in ((), (5,), (5, 4)):
        with pytest.raises(DataError, match=r"another recipe|damaged"):
            training(tmp_path, *longer).resume()
    assert taken_up(tmp_path, 4, 1).step == STEPS + 4
