"""What is planned fills the minutes: on a machine whose every part costs what is told here."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import msgspec
import numpy as np
import pytest
import torch

from playground.core.images import LabelledImages
from playground.core.recipe import change
from playground.studio import budget
from playground.studio.budget import Costs, Planner
from playground.zoo.recipe import TrainFromTeacher, TrainingRecipe, TrainReflow
from playground.zoo.train import Options
from playground.zoo.vae.recipe import TrainVae

pytestmark = pytest.mark.torch

STEP, LAST_STEP, VALIDATION, TRAJECTORY = 0.02, 0.001, 0.002, 0.1
IMAGES = LabelledImages(np.zeros((20_000, 1, 16, 16), np.uint8), np.zeros(20_000, np.uint8))
COMMON = {
    "name": "mine",
    "title": "Mine",
    "data": "mine",
    "network": "none",
    "config": {},
    "validation": 1000,
}
VAE = TrainVae(**COMMON, latent=2)
REFLOW = TrainReflow(**COMMON, teacher="flow")


class Machine:
    """A clock that goes on only where something is computed."""

    device = torch.device("cpu")
    network = torch.nn.Linear(1, 1)

    def __init__(self) -> None:
        self.now, self._step, self._first, self._kept = 0.0, 0, 0, 0

    def training_of(self, recipe: TrainingRecipe, images: LabelledImages, *_: object) -> Machine:
        taught = isinstance(recipe, TrainFromTeacher)
        count = recipe.trajectories if taught else len(images)
        self._step, self._first = 0, recipe.epochs * recipe.epoch_steps or 20
        self._kept = min(recipe.validation, count // 2)
        self.now += TRAJECTORY * count * taught
        return self

    def advance(self) -> None:
        self.now += STEP if self._step < self._first else LAST_STEP
        self._step += 1

    def validate(self) -> None:
        self.now += VALIDATION * self._kept

    def sheet(self) -> None:
        self.now += 1.0

    save = sheet


@pytest.mark.parametrize("recipe", [VAE, REFLOW])
@pytest.mark.parametrize("minutes", [10, 120])
def test_a_plan_fills_its_minutes(
    recipe: TrainingRecipe, minutes: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine, seconds = Machine(), 60 * minutes
    monkeypatch.setattr(budget, "training_of", machine.training_of)
    clock = SimpleNamespace(perf_counter=lambda: machine.now, process_time=lambda: machine.now)
    monkeypatch.setattr(budget, "time", clock)
    planned = Planner(IMAGES, tmp_path, Options(), seconds).plan(recipe, "data", lambda: machine.now)
    found = budget.recipe_in(planned, type(recipe))
    training = machine.training_of(found, IMAGES)
    before = machine.now
    for _ in range(found.epochs):
        machine.now += STEP * found.epoch_steps
        training.validate()
    machine.now += planned.sheets
    assert 0.8 * seconds < machine.now <= seconds
    assert budget.filled(tmp_path, planned, found, seconds, machine.now - before) is None
    if isinstance(found, TrainFromTeacher):
        assert found.validation == min(1000, found.trajectories // 10), "a tenth of what it learns from"


@pytest.mark.parametrize("seconds", [120.0, 600.0, 7200.0])
def test_every_phase_comes_to_its_full_rate(seconds: float) -> None:
    costs = Costs(step=0.05, validation=0.3, sheet=1.0, checkpoint=0.1)
    recipe, _ = budget.with_length(VAE, costs, seconds)
    assert 10 * recipe.warm_up <= recipe.scale_epochs * recipe.epoch_steps
    assert budget.with_length(change(REFLOW, warm_up=0), costs, seconds)[0].warm_up >= recipe.warm_up


@pytest.mark.parametrize(
    ("seconds", "before", "spent", "more"),
    [
        (1200, 0, 600, 100),
        (1200, 0, 900, 33),
        (1200, 300, 600, 50),
        (1200, 300, 700, None),
        (1200, 0, 1000, None),
        (240, 0, 190, None),
        (1200, 0, 1200, None),
        (1200, 0, 1260, None),
    ],
)
def test_time_that_is_left_is_filled_where_it_is_much(
    seconds: float, before: float, spent: float, more: int | None, tmp_path: Path
) -> None:
    """With steps as long as those before; a minute at least, and a fifth of the whole."""
    recipe = change(VAE, epochs=8, scale_epochs=2, epoch_steps=10)
    length = budget.Budget(
        recipe=msgspec.Raw(msgspec.json.encode(recipe)), data="data", precision="", parameters=1,
        step_seconds=1.0, checkpoint_seconds=1.0, sheets=1, log_every=1, before=before,
    )  # fmt: skip
    found = budget.filled(tmp_path, length, recipe, seconds, spent)
    kept = budget.kept_budget(tmp_path)
    if more is None:
        assert found is None and kept is None
        return
    assert found is not None and found.longer == (more,) and kept is not None and kept.filled == 1
    assert budget.recipe_in(kept, TrainVae) == found
    # What a user asks for comes after it.
    again = budget.lengthened(tmp_path, kept, found, (10.0,), 6.0)
    assert again.longer == (more, 100)


@pytest.mark.parametrize("seconds", [60.0, 120.0, 1200.0, 86_400.0])
@pytest.mark.parametrize("sheet", [0.01, 0.5, 8.0, 40.0])
def test_sheets_on_the_way_take_a_tenth_of_the_time_at_most_and_validating_does_not_eat_it(
    seconds: float, sheet: float
) -> None:
    """Sixty pictures and two minutes, where a sheet took eight seconds, had two steps."""
    costs = Costs(step=0.1, validation=0.5 * sheet, sheet=sheet, checkpoint=0.1)
    for recipe in (REFLOW, VAE):
        found, sheets = budget.with_length(recipe, costs, seconds)
        made = budget.sheet_steps(found, sheets)
        assert budget.total_steps(found) in made, "its last one is of the finished model"
        assert (len(made) - 1) * sheet <= 0.1 * seconds
        assert budget.total_steps(found) * costs.step >= 0.5 * (seconds - sheet - 2 * costs.validation)


def test_sheets_take_a_tenth_of_the_time_where_few_steps_are_made_longer() -> None:
    recipe = change(REFLOW, epochs=2, epoch_steps=1, longer=(1500, 300))
    made = budget.sheet_steps(recipe, 1, 8.0 / 0.1)
    assert len(made & {*range(3, 1503)}) * 8.0 <= 0.1 * 1500 * 0.1
    assert {2, 1502, 1802} <= made
    # What a sheet costs is not known of those that were planned by earlier versions.
    assert len(budget.sheet_steps(recipe, 12)) < 120


@pytest.mark.parametrize("minutes", [1, 20])
def test_speed_is_measured_for_ten_seconds(
    minutes: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine may be slow at first."""
    machine, ends = Machine(), list[float]()
    monkeypatch.setattr(budget, "training_of", machine.training_of)
    clock = SimpleNamespace(perf_counter=lambda: machine.now, process_time=lambda: machine.now)
    monkeypatch.setattr(budget, "time", clock)
    monkeypatch.setattr(machine, "validate", lambda: ends.append(machine.now))
    Planner(IMAGES, tmp_path, Options(), 60.0 * minutes).plan(REFLOW, "data", lambda: 0.0)
    drawing = 2 * TRAJECTORY * budget._LEAST_TAUGHT
    assert ends[0] - drawing >= 10


@pytest.mark.parametrize(("step", "seconds", "found"), [(2, 120.0, 0.125), (400, 80.0, 0.2)])
def test_what_a_step_took_is_believed_once_there_were_many(step: int, seconds: float, found: float) -> None:
    assert budget.seconds_of_a_step(step, seconds, planned=0.1) == pytest.approx(found)


def test_sheets_stay_as_far_apart_each_time_that_it_learns_longer() -> None:
    recipe, count = change(VAE, epochs=8, scale_epochs=2, epoch_steps=100, longer=(1000, 1000, 500)), 40
    steps = np.array(sorted(budget.sheet_steps(recipe, count)))
    assert (steps[0], steps[-1]) == (1, 3500) and {1000, 2000, 3000} <= {*steps.tolist()}
    assert {*np.diff(steps[steps >= 1000]).tolist()} == {1000 // count}
