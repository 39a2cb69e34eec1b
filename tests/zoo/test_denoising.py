"""A denoiser is asked about all times evenly, is told the truth about them, and learns what is asked."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from playground.core.recipe import change
from playground.gaussian.adapt import path_of
from playground.gaussian.levels import Level, Pair
from playground.gaussian.predictions import from_pair
from playground.networks import build
from playground.zoo.denoising import DenoiserTask, stratified, tiled
from playground.zoo.recipe import TrainDenoiser
from tests.support import tiny_teaching as tiny
from tests.support.tiny_training import images

pytestmark = pytest.mark.torch

SPOKEN: dict[str, dict[str, Any]] = {
    "velocity on the straight path": {},
    "data on the straight path": {"prediction": "data"},
    "noise on the straight path": {"prediction": "noise"},
    "noise at logit-normal times": {"prediction": "noise", "times": "logit-normal"},
    "noise on a VP path": {"path": "variance preserving", "prediction": "noise", "schedule_steps": 20},
    "v on a cosine VP path": {
        "path": "variance preserving", "prediction": "v", "schedule": "cosine", "schedule_steps": 20
    },
}  # fmt: skip


def recipe(**values: Any) -> TrainDenoiser:
    return change(tiny.FLOW, **values)


class Network(nn.Module):
    """A network that remembers what it was told, and answers by a rule."""

    def __init__(self, answer: Callable[[Tensor, Tensor], Tensor] | None = None) -> None:
        super().__init__()
        self.denoiser = nn.Module()
        self.denoiser.condition = nn.Module()
        self.denoiser.condition.label = nn.Embedding(11, 1)
        self._answer = answer or (lambda x, time: torch.zeros_like(x))
        self.x: list[Tensor] = []
        self.time: list[Tensor] = []
        self.label: list[Tensor] = []

    def forward(self, x: Tensor, time: Tensor, label: Tensor) -> Tensor:
        """Note and answer."""
        for kept, value in ((self.x, x), (self.time, time), (self.label, label)):
            kept.append(value.clone())
        return self._answer(x, time)


def asked(made: TrainDenoiser, count: int, step: int = 3) -> Network:
    """What a network is told in one step on ``count`` black pictures labelled 0 … 9."""
    network = Network()
    DenoiserTask(made).losses(network, torch.zeros(count, 1, 4, 4), torch.arange(count) % 10, step)
    return network


def test_stratified_numbers_fall_one_into_each_part() -> None:
    for seed in range(20):
        drawn = stratified(np.random.default_rng(seed), 64)
        assert np.array_equal(np.floor(drawn * 64), np.arange(64))
        assert drawn.min() > 0 and drawn.max() < 1


def test_within_their_part_they_are_uniform() -> None:
    places = np.concatenate([stratified(np.random.default_rng(seed), 8) * 8 % 1 for seed in range(2000)])
    empirical = np.arange(1, len(places) + 1) / len(places)
    # Kolmogorov and Smirnov: further apart than this once in a thousand times.
    assert np.abs(np.sort(places) - empirical).max() < 1.95 / math.sqrt(len(places))


def test_a_batch_on_the_straight_path_covers_all_times_evenly() -> None:
    (time,) = asked(recipe(), 50).time
    assert np.array_equal(np.floor(time.numpy() * 50), np.arange(50))


def test_a_batch_as_large_as_the_schedule_is_asked_about_every_step_once() -> None:
    """Whole steps counted from zero, as the card says that the network is told them."""
    (time,) = asked(recipe(**SPOKEN["noise on a VP path"]), 20).time
    assert time.tolist() == list(range(20))


def test_what_says_nothing_of_the_data_in_pure_noise_is_not_asked_there() -> None:
    made = recipe(prediction="noise")
    (time,) = asked(made, 2000).time
    assert 0.998 < float(time.max()) < path_of(made).end < 1


def test_logit_normal_times_have_the_quantiles_of_a_logistic_normal() -> None:
    (time,) = asked(recipe(times="logit-normal"), 200).time
    normal = NormalDist()
    shares = [normal.cdf(math.log(t / (1 - t))) for t in time.double().tolist()]
    assert np.array_equal(np.floor(np.array(shares) * 200), np.arange(200))
    assert float(((time > 0.25) & (time < 0.75)).float().mean()) > 0.7, "the middle is asked about most"


def test_labels_are_hidden_at_the_rate_of_the_recipe_and_never_when_validating() -> None:
    (label,) = asked(recipe(label_dropout=0.2), 4000).label
    hidden = label == 10
    assert abs(float(hidden.float().mean()) - 0.2) < 5 * math.sqrt(0.2 * 0.8 / 4000)
    assert torch.equal(label[~hidden], (torch.arange(4000) % 10)[~hidden])
    network = Network()
    DenoiserTask(recipe(label_dropout=1.0)).validate(network, torch.zeros(30, 1, 4, 4), torch.arange(30) % 10)
    assert torch.cat(network.label).tolist() == [index % 10 for index in range(30)]


def test_a_step_depends_on_its_number_and_the_seed_alone() -> None:
    first, again = asked(recipe(), 8, step=3), asked(recipe(), 8, step=3)
    assert torch.equal(first.x[0], again.x[0]) and torch.equal(first.time[0], again.time[0])
    for other in (asked(recipe(), 8, step=4), asked(recipe(seed=6), 8, step=3)):
        assert not torch.equal(first.x[0], other.x[0])
        assert not torch.equal(first.time[0], other.time[0])


def knows(made: TrainDenoiser, data: Tensor) -> Network:
    """A network that knows that there is one picture, ``data`` in [−1, 1], and reads the noise off x."""
    way = path_of(made)
    offset = 1 if way.steps else 0

    def one(x: Tensor, level: Level) -> Tensor:
        return from_pair(made.prediction, Pair(data, (x - level.alpha * data) / level.sigma), level)

    def answer(x: Tensor, time: Tensor) -> Tensor:
        # A time in float32 may lie a little beyond the end.
        levels = [way.level(min(float(t) + offset, way.end)) for t in time]
        rows = [one(row, level) for row, level in zip(x, levels, strict=True)]
        return torch.stack(rows)

    return Network(answer)


@pytest.mark.parametrize("values", SPOKEN.values(), ids=SPOKEN)
def test_who_knows_the_only_picture_has_no_loss(values: dict[str, Any]) -> None:
    made = recipe(**values)
    levels = torch.linspace(0, 255, 16).round().reshape(1, 1, 4, 4)
    network = knows(made, levels[0] * (2 / 255) - 1)
    task, many, labels = DenoiserTask(made), levels.expand(40, 1, 4, 4), torch.arange(40) % 10
    found = task.losses(network, many, labels, step=0)
    assert {name: float(value) < 1e-6 for name, value in found.items()} == {
        "loss": True, "noisier": True, "cleaner": True
    }  # fmt: skip
    assert task.validate(network, many, labels)["loss"] < 1e-6
    wrong = knows(made, 0.9 * (levels[0] * (2 / 255) - 1))
    assert float(task.losses(wrong, many, labels, step=0)["loss"]) > 1e-3


@pytest.mark.parametrize("values", SPOKEN.values(), ids=SPOKEN)
def test_the_sheet_of_who_knows_the_only_picture_shows_it(values: dict[str, Any]) -> None:
    made = recipe(**values)
    levels = torch.linspace(0, 255, 16).round().reshape(1, 1, 4, 4)
    sheet = DenoiserTask(made).sheet(knows(made, levels[0] * (2 / 255) - 1), levels)
    assert sheet is not None and sheet.shape == (16, 40)
    expected = np.tile(levels[0, 0].numpy(), (4, 10))
    assert np.abs(sheet.astype(int) - expected).max() <= 1


def test_the_losses_of_both_halves_average_to_the_whole() -> None:
    found = DenoiserTask(recipe()).losses(Network(), torch.rand(40, 1, 4, 4), torch.arange(40) % 10, step=2)
    assert float(found["noisier"] + found["cleaner"]) / 2 == pytest.approx(float(found["loss"]), rel=1e-5)


def test_tiles_stand_row_by_row() -> None:
    x = torch.linspace(-1.2, 1.2, 6).reshape(6, 1, 1, 1).expand(6, 1, 2, 3)
    sheet = tiled(x, 3)
    assert sheet.shape == (4, 9)
    corners = sheet[::2, ::3].ravel().tolist()
    assert corners == [0, 36, 97, 158, 219, 255]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of runs in which the first stage is finished."""
    folder = tmp_path_factory.mktemp("runs")
    tiny.finish(tiny.STAGE, folder, seed=3)
    return folder


@pytest.fixture(scope="module")
def prepared(runs: Path) -> nn.Module:
    """A latent model that was given its first stage."""
    network = build(tiny.LATENT.network, tiny.LATENT.config).eval()
    DenoiserTask(tiny.LATENT).prepare(network, images(), tiny.world(runs))
    return network


def test_latents_are_whitened_by_what_images_give_there(prepared: nn.Module) -> None:
    pictures = torch.from_numpy(images().images).float() * (2 / 255) - 1
    with torch.no_grad():
        latents = prepared.get_submodule("encoder")(pictures)
    torch.testing.assert_close(latents.mean(dim=(0, 2, 3)), torch.zeros(2), rtol=0, atol=1e-4)
    torch.testing.assert_close(latents.std(dim=(0, 2, 3)), torch.ones(2), rtol=1e-4, atol=0)


def test_what_is_decoded_is_the_first_stages_own_reconstruction(runs: Path, prepared: nn.Module) -> None:
    _, stage = tiny.world(runs).model(tiny.STAGE.name)
    levels = torch.from_numpy(images().images[:5]).float()
    with torch.no_grad():
        mean, _ = stage.get_submodule("encoder")(levels / 255)
        location, _ = stage.get_submodule("decoder")(mean)
        latent = prepared.get_submodule("encoder")(levels * (2 / 255) - 1)
        torch.testing.assert_close(
            prepared.get_submodule("decoder")(latent), 2 * location - 1, rtol=1e-4, atol=1e-4
        )


def test_a_latent_model_learns_in_latents_and_shows_pictures(prepared: nn.Module) -> None:
    task = DenoiserTask(tiny.LATENT)
    levels = torch.from_numpy(images().images[:20]).float()
    told: list[torch.Size] = []
    hook = prepared.get_submodule("denoiser").register_forward_pre_hook(
        lambda _, given: told.append(given[0].shape)
    )
    with torch.no_grad():
        found = task.losses(prepared, levels, torch.arange(20) % 10, step=0)
        sheet = task.sheet(prepared, levels)
    hook.remove()
    assert {shape[1:] for shape in told} == {torch.Size([2, 7, 7])}
    assert math.isfinite(float(found["loss"]))
    assert sheet is not None and sheet.shape == (4 * 28, 10 * 28)


def test_the_first_stage_stays_as_it_is(prepared: nn.Module) -> None:
    (phase,) = DenoiserTask(tiny.LATENT).phases()
    changing = {name.split(".")[0] for name, _ in prepared.named_parameters() if phase.changes(name)}
    assert changing == {"denoiser"}


def test_every_restart_is_a_cosine_of_its_own() -> None:
    phases = DenoiserTask(recipe(epochs=3, restarts=(5, 7))).phases()
    assert [phase.epochs for phase in phases] == [3, 5, 7]
    assert {(phase.learns, phase.bfloat16) for phase in phases} == {("denoiser.", tiny.FLOW.bfloat16)}
