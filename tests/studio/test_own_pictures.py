"""The thresholds of ``tests.bench.own_pictures``, of a training of seconds: killed and taken up it passes."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from playground.datasets import own_sets as data_sets
from playground.datasets.adding import Order, add
from playground.datasets.choosing import source_of
from playground.datasets.preparing import Preparation
from playground.studio import budget, process, training_folders
from playground.studio.budget import Budget, Costs
from playground.studio.presets import Pictures, recipe_of
from playground.studio.training_folders import Plan
from tests.bench import trainings
from tests.bench.own_pictures import judged
from tests.support.own_drawings import draw, places

pytestmark = [pytest.mark.torch, pytest.mark.timeout(600)]

SIDE = 16
COSTS = Costs(step=0.01, validation=0.01, sheet=0.02, checkpoint=0.0)
PLAN = Plan(name="mine-vae", family="vae", data="mine", size=SIDE, minutes=0.1)
GOOD = {
    "bits_per_dim": 4.0, "pixel_bits_per_dim": 7.0, "class_agreement": 0.9, "kernel_distance": 0.3,
    "noise_kernel_distance": 5.0, "copies": 0.0, "copies_by_chance": 0.06,
}  # fmt: skip


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    """Two trainings of the same drawings, as long on every machine, one of which is much too short."""
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PLAYGROUND_SETTINGS", str(tmp_path / "settings"))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    place = draw(tmp_path / "drawings", 60, SIDE)
    own = add(source_of(str(place)), Order(name="mine", place=str(place), how=Preparation(size=SIDE)))
    plans = [PLAN, msgspec.structs.replace(PLAN, name="failed-vae")]
    for plan, seconds in zip(plans, (6.0, 0.1), strict=True):
        pictures = Pictures(own.name, own.title, own.shape, len(own.labels), own.training)
        recipe, sheets = budget.with_length(recipe_of(plan, pictures), COSTS, seconds)
        length = Budget(
            recipe=msgspec.Raw(msgspec.json.encode(recipe)), data=own.sha256, precision="single precision",
            parameters=1, step_seconds=COSTS.step, checkpoint_seconds=1.0, sheets=sheets, log_every=1,
        )  # fmt: skip
        folder = training_folders.place() / plan.name
        folder.mkdir(parents=True)
        (folder / training_folders.PLAN).write_bytes(msgspec.json.encode(plan))
        (folder / budget.FILE).write_bytes(msgspec.json.encode(length))
    return plans


def test_a_short_training_that_is_killed_passes_and_one_that_learned_nothing_does_not(
    begun: list[Plan],
) -> None:
    """With so few pictures held out there is no distance: bits and copies alone are told."""
    plan, other = begun
    found, seen = trainings.trained(plan, 1, None, list)
    assert found.report.stage == "finished" and found.report.step == found.report.steps
    assert len(seen.killed) == 1 and 0 < seen.killed[0] < found.report.steps
    assert len(seen.worked) == 2 and seen.minutes > 0, "two processes worked on it"
    results = judged("vae", found.report.measured)
    assert results and all(result.met in (True, None) for result in results), results
    assert process.main([other.name]) == 0
    failed = judged("vae", training_folders.read(other.name).report.measured)
    assert [result.what for result in failed if result.met is False] == ["less than those of single pixels"]
    assert data_sets.read("mine").held_out < 8


@pytest.mark.parametrize(
    ("spoilt", "missed"),
    [
        ({"bits_per_dim": 6.6}, "less than those of single pixels"),
        ({"class_agreement": 0.79}, "class agreement"),
        ({"kernel_distance": 0.51}, "kernel distance : that of noise"),
    ],
)
def test_each_number_is_held_against_its_threshold(spoilt: dict[str, float], missed: str) -> None:
    assert not [result for result in judged("flow", GOOD) if result.met is False]
    assert [r.what for r in judged("flow", {**GOOD, **spoilt}) if r.met is False] == [missed]
    assert "kernel distance : that of noise" in [r.what for r in judged("vae", GOOD) if r.met is None]


def test_places_are_the_centres_of_what_is_drawn() -> None:
    """Also of drawings at the border, in any colour; empty paper has none."""
    pictures = np.full((3, 3, 32, 32), 220, np.uint8)
    pictures[0, :, 0:16, 4:21] = 10
    pictures[1, 0, 10:13, 0:3] = 0
    np.testing.assert_allclose(places(pictures), [[7.5, 12.0], [11.0, 1.0]])
    assert places(pictures[2:]).shape == (0, 2)
