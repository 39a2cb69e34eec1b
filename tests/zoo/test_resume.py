"""Trainings of denoisers go on exactly where they were, and learn."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from playground.zoo.checkpoint import BEFORE, NEWEST
from playground.zoo.recipe import TrainDenoiser
from playground.zoo.train import Training, train
from tests.support import tiny_teaching as tiny

pytestmark = pytest.mark.torch

KINDS = (tiny.DDPM, tiny.LATENT, tiny.REFLOW, tiny.CONSISTENCY, tiny.ADVERSARIAL)
RECIPES = {recipe.name: recipe for recipe in KINDS}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of runs in which the first stage, the teacher and a pair of players are finished."""
    folder = tmp_path_factory.mktemp("runs")
    for recipe in (tiny.STAGE, tiny.FLOW):
        tiny.finish(recipe, folder)
    tiny.finish_players(folder)
    return folder


def finished(training: Training) -> dict[str, torch.Tensor]:
    for _ in train(training):
        pass
    return {**training.network.state_dict(), **{f"best.{k}": v for k, v in training.result().weights.items()}}


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_a_resumed_training_ends_with_the_same_weights(runs: Path, recipe: TrainDenoiser) -> None:
    expected = finished(tiny.training(recipe, runs, f"{recipe.name}-whole"))
    frames = train(tiny.training(recipe, runs, f"{recipe.name}-parts", every_step=True))
    for _ in range(3):
        next(frames)
    frames.close()  # type: ignore[attr-defined]
    again = tiny.training(recipe, runs, f"{recipe.name}-parts")
    assert again.resume() == "" and again.step == 3 < again.total
    found = finished(again)
    assert found.keys() == expected.keys()
    for name, weights in expected.items():
        assert torch.equal(weights, found[name]), name


@pytest.mark.parametrize("recipe", (tiny.DDPM, tiny.ADVERSARIAL), ids=lambda recipe: recipe.name)
def test_a_training_goes_on_from_a_slim_checkpoint_as_if_from_the_whole(
    runs: Path, recipe: TrainDenoiser
) -> None:
    before = tiny.training(recipe, runs, f"{recipe.name}-slim", every_step=True)
    frames = train(before)
    for _ in range(3):
        next(frames)
    frames.close()  # type: ignore[attr-defined]
    newest = before.folder / NEWEST
    before.save_slim(before.folder / "slim")
    whole, small = newest.stat().st_size, (before.folder / "slim").stat().st_size
    assert small < 0.5 * whole
    (before.folder / "slim").replace(newest)
    (before.folder / BEFORE).unlink()
    again = tiny.training(recipe, runs, f"{recipe.name}-slim")
    assert again.resume() == "" and (again.step, again.seconds) == (3, before.seconds)
    start = dict(before.network.named_parameters())
    for name, weights in again.network.named_parameters():
        assert weights.dtype == torch.float32
        assert torch.allclose(weights, start[name], rtol=2**-10, atol=1e-7), name
    final = finished(again)
    assert all(weights.dtype != torch.float16 and weights.isfinite().all() for weights in final.values())


def test_a_latent_training_ends_with_the_first_stage_it_was_given(runs: Path) -> None:
    training = tiny.training(tiny.LATENT, runs, "latent")
    before = {name: weights.clone() for name, weights in training.network.state_dict().items()}
    for _ in train(training):
        pass
    after = training.network.state_dict()
    changed = {
        name.split(".")[0] for name, weights in before.items() if not torch.equal(weights, after[name])
    }
    assert changed == {"denoiser"}


def test_a_sheet_comes_with_the_last_step(runs: Path) -> None:
    for recipe in RECIPES.values():
        *_, last = train(tiny.training(recipe, runs, f"{recipe.name}-sheet"))
        assert last.arrays["sheet"].shape == (4 * 28, 10 * 28)
