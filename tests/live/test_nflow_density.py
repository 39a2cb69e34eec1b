"""Live training of flows, and trained flows as maps of numpy arrays."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from playground.core.errors import RecipeError
from playground.gaussian.planar import planar
from playground.live import lost as losing
from playground.live import nflow_density as density
from playground.live.flow_map import FlowMap
from playground.live.lost import Lost
from playground.live.nflow_density import DensityLearner, DensityPlan
from playground.networks.plane_flow import Config
from tests.support.plane_flow import KINDS, filled

pytestmark = pytest.mark.torch

PATIENCE = 60


@pytest.fixture(autouse=True)
def little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a training be lost after fewer steps than the program waits for."""
    for module in (losing, density):
        monkeypatch.setattr(module, "PATIENCE", PATIENCE)


SMALL = Config(layers=2, width=16, bins=8)
MEAN, FACTOR = np.array([0.5, -0.3]), np.array([[0.6, 0.0], [0.4, 0.3]])


def slanted(random: np.random.Generator, count: int) -> np.ndarray:
    return (MEAN + random.standard_normal((count, 2)) @ FACTOR.T).astype(np.float32)


def points(count: int = 60) -> np.ndarray:
    return np.random.default_rng(3).normal(size=(count, 2)).astype(np.float32)


@pytest.mark.parametrize("kind", KINDS)
def test_the_likelihood_comes_near_the_entropy_of_a_gaussian(kind: str) -> None:
    learner = DensityLearner(
        DensityPlan(data=slanted, config=Config(transform=kind, layers=2, width=16), seed=0)
    )
    losses = [learner.step(1e-2, 128) for _ in range(250)]
    entropy = math.log(2 * math.pi * math.e) + math.log(abs(np.linalg.det(FACTOR)))
    x = slanted(np.random.default_rng(1), 1000)
    half = np.linalg.solve(FACTOR, (x - MEAN).T)
    exact = -0.5 * np.square(half).sum(0) - math.log(2 * math.pi) - math.log(abs(np.linalg.det(FACTOR)))
    gap = float((exact - learner.map().log_density(x)).mean())
    assert -0.01 < gap < 0.06 and np.mean(losses[:5]) > entropy + 0.4
    assert learner.steps == 250


def test_eight_gaussians_are_soon_within_a_tenth_of_a_nat_of_their_entropy() -> None:
    """The divergence from the exact density is what the negative log-likelihood has above the entropy."""
    found = planar("eight-gaussians")
    learner = DensityLearner(DensityPlan(data=found.draw, config=Config(), seed=0))
    x = found.draw(np.random.default_rng(1), 1500)
    exact = found.log_density(x)
    before = float((exact - learner.map().log_density(x)).mean())
    for _ in range(400):
        learner.step(3e-3, 256)
    after = float((exact - learner.map().log_density(x)).mean())
    assert before > 2 and 0 < after < 0.1


def test_the_same_seed_learns_the_same_and_leaves_torch_alone() -> None:
    state = torch.get_rng_state()
    plan = DensityPlan(data=slanted, config=SMALL, seed=5)
    one, same = DensityLearner(plan), DensityLearner(plan)
    assert torch.equal(state, torch.get_rng_state())
    assert [one.step(1e-3, 32) for _ in range(3)] == [same.step(1e-3, 32) for _ in range(3)]
    assert np.array_equal(one.map().log_density(points()), same.map().log_density(points()))
    other = DensityLearner(DensityPlan(data=slanted, config=SMALL, seed=6))
    other.step(1e-3, 32)
    other.step(1e-3, 32)
    assert not np.array_equal(one.map().base(points()), other.map().base(points()))


def test_a_map_follows_the_training_and_its_copy_does_not() -> None:
    learner = DensityLearner(DensityPlan(data=slanted, config=SMALL, seed=0))
    shown, kept = learner.map(), learner.map().copied()
    before = kept.base(points())
    for _ in range(5):
        learner.step(1e-2, 64)
    assert np.array_equal(kept.base(points()), before)
    assert not np.array_equal(shown.base(points()), before)


def test_what_is_shown_soon_is_what_is_learned_however_long_that_took() -> None:
    learner = DensityLearner(DensityPlan(data=slanted, config=SMALL, seed=0))
    learned = FlowMap(learner._learner.network)

    def apart() -> float:
        return float(np.abs(learner.map().base(points()) - learned.base(points())).max())

    for _ in range(600):
        learner.step(3e-2, 16)
    before = apart()
    for _ in range(250):
        learner.step(1e-9, 16)
    # At least a fiftieth of the way is gone in each step; an average over a tenth of all would go less.
    assert before > 0.02 and apart() < 0.02 * before


def test_a_training_is_lost_by_how_often_it_is_worse_than_nothing_and_not_by_how_much() -> None:
    lost = Lost(3.0)
    assert not any(lost.note(1e9) for _ in range(PATIENCE - 1))
    assert not any(lost.note(1.0) for _ in range(PATIENCE // 2))
    assert not any(lost.note(3.1) for _ in range(PATIENCE // 2))
    assert any(lost.note(3.1) for _ in range(PATIENCE // 2))
    calm = Lost(3.0)
    assert not any(calm.note(1e9 if step % 2 else 2.9) for step in range(10 * PATIENCE))


def test_data_that_are_no_numbers_stop_the_training_with_a_sentence() -> None:
    learner = DensityLearner(
        DensityPlan(data=lambda _, count: np.full((count, 2), np.nan, np.float32), config=SMALL, seed=0)
    )
    with pytest.raises(RecipeError, match="unstable after 0 steps"):
        learner.step(1e-3, 16)


def test_a_flow_that_stays_worse_than_none_stops_with_a_sentence() -> None:
    """Data that go elsewhere are to a flow that hardly learns what weights are that are thrown far away."""
    shift = np.zeros(2, np.float32)

    def draw(random: np.random.Generator, count: int) -> np.ndarray:
        return slanted(random, count) + shift

    learner = DensityLearner(DensityPlan(data=draw, config=SMALL, seed=0))
    for _ in range(10):
        learner.step(1e-9, 32)
    shift += 8
    for _ in range(PATIENCE - 1):
        assert learner.step(1e-9, 32) > 50
    with pytest.raises(RecipeError, match=r"after 70 steps.* 2\.\d where nothing .*Lower the learning rate"):
        learner.step(1e-9, 32)


@pytest.mark.parametrize(("cost", "lost"), [(2.9, False), (3.1, True)])
def test_worse_than_none_is_what_costs_more_than_leaving_points_by_their_costs_deviation(
    cost: float, lost: bool
) -> None:
    """Half of the points cost 1 and half 3 nats above the constant: 2 in the mean, and 1 is the deviation."""
    costs = np.array([1.0, 3.0])

    def draw(_random: np.random.Generator, count: int) -> np.ndarray:
        along = np.sqrt(2 * np.resize(costs, count))
        return np.stack([along, np.zeros(count)], axis=1).astype(np.float32)

    learner = DensityLearner(DensityPlan(data=draw, config=SMALL, seed=0))
    costs[:] = cost
    for _ in range(PATIENCE - 1):
        assert learner.step(1e-9, 8) == pytest.approx(cost + math.log(2 * math.pi), abs=0.01)
    if lost:
        with pytest.raises(RecipeError, match="Lower the learning rate"):
            learner.step(1e-9, 8)
    else:
        learner.step(1e-9, 8)


def test_a_flow_that_does_not_get_better_may_go_on() -> None:
    learner = DensityLearner(DensityPlan(data=planar("two-moons").draw, config=SMALL, seed=0))
    losses = [learner.step(1e-9, 32) for _ in range(2 * PATIENCE)]
    assert np.mean(losses[-60:]) == pytest.approx(np.mean(losses[:60]), abs=0.1)


@pytest.mark.parametrize("kind", KINDS)
def test_ways_go_through_all_layers_and_back(kind: str) -> None:
    found, x = FlowMap(filled(Config(transform=kind, layers=3, width=16, bins=6))), points()
    there = found.way(x, back=False)
    assert there.points.shape == (4, 60, 2) and there.log_slopes.shape == (3, 60, 2)
    assert np.array_equal(there.points[0], x) and np.array_equal(there.points[-1], found.base(x))
    again = found.way(there.points[-1], back=True)
    assert again.points == pytest.approx(there.points[::-1], abs=1e-4)
    assert again.log_slopes == pytest.approx(-there.log_slopes[::-1], abs=1e-3)
    assert found.data(there.points[-1]) == pytest.approx(x, abs=1e-4)
    z, logs = there.points[-1].astype(float), there.log_slopes.sum((0, 2))
    assert found.log_density(x) == pytest.approx(
        -0.5 * np.square(z).sum(1) - math.log(2 * math.pi) + logs, abs=1e-4
    )


@pytest.mark.parametrize("kind", KINDS)
def test_jacobians_are_slopes_of_the_map(kind: str) -> None:
    found, x, h = FlowMap(filled(Config(transform=kind, layers=2, width=16, bins=6))), points(), 2e-3
    jacobians = found.jacobians(x)
    for column in (0, 1):
        step = h * np.eye(2, dtype=np.float32)[column]
        slopes = (found.base(x + step) - found.base(x - step)) / (2 * h)
        assert np.median(np.abs(jacobians[:, :, column] - slopes)) < 2e-3
        assert np.abs(jacobians[:, :, column] - slopes).max() < 0.1
    logs = found.way(x, back=False).log_slopes.sum((0, 2))
    assert np.log(np.linalg.det(jacobians.astype(float))) == pytest.approx(logs, abs=1e-3)
