"""Live training: fields say what their networks do, couplings pair as they should, and learning works."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from playground.gaussian.couplings import optimal_transport
from playground.gaussian.levels import velocity
from playground.gaussian.paths import Linear, Path, VariancePreserving
from playground.gaussian.predictions import KINDS, PredictionKind, from_pair
from playground.live.consistency_distiller import Distiller
from playground.live.fields import LearnedField
from playground.live.learner import build
from playground.live.matcher import LevelTable, Matcher, even_positions
from playground.live.pairs import Batch, Fixed, Independent, OptimalTransport, coupled
from playground.networks.plane_mlp import Config, PlaneMlp

pytestmark = pytest.mark.torch

SMALL = Config(width=16, layers=2)
PATHS: list[Path] = [Linear(end=0.99, floor=0.01), VariancePreserving()]


def filled(seed: int = 0) -> PlaneMlp:
    network = build(SMALL, seed)
    random = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        network.out.weight.copy_(torch.randn(network.out.weight.shape, generator=random))
    return network.requires_grad_(False)


def two_points(random: np.random.Generator, count: int) -> np.ndarray:
    return (np.array([[1.0, 0.5], [-1.0, -0.5]], np.float32))[random.integers(2, size=count)]


def test_seeds_make_networks_and_leave_torch_alone() -> None:
    before = torch.get_rng_state()
    one, same, other = build(SMALL, 1), build(SMALL, 1), build(SMALL, 2)
    assert torch.equal(before, torch.get_rng_state())
    assert torch.equal(one.place.weight, same.place.weight)
    assert not torch.equal(one.place.weight, other.place.weight)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.kind)
def test_a_field_says_what_its_network_predicts(kind: PredictionKind, path: Path) -> None:
    """Velocities are spoken by the fraction of the path's time, whatever the path's own time."""
    network = filled()
    field, x = LearnedField(network, kind, path), np.random.default_rng(0).normal(size=(2500, 2))
    level = path.level(0.4 * path.end)
    said = from_pair(kind, field(x.astype(np.float32), level), level)
    own = network(torch.from_numpy(x).float(), torch.tensor([0.4])).numpy()
    assert said == pytest.approx(own / (path.end if kind == "velocity" else 1), abs=2e-4)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.kind)
def test_traces_are_divergences(kind: PredictionKind, path: Path) -> None:
    field, level, h = LearnedField(filled(), kind, path), path.level(0.5 * path.end), 5e-3
    x = np.random.default_rng(0).normal(size=(20, 2)).astype(np.float32)
    traces = field.traces(x, level)
    for name in ("data", "noise"):
        total = np.zeros(len(x))
        for axis in range(2):
            way = h * np.eye(2, dtype=np.float32)[axis]
            ahead, behind = (getattr(field(x + sign * way, level), name)[:, axis] for sign in (1, -1))
            total += (ahead - behind) / (2 * h)
        assert getattr(traces, name) == pytest.approx(total, abs=0.02)
    again = field.with_traces(x, level)
    assert again.data == pytest.approx(field(x, level).data, abs=1e-5)
    assert field.traces(x, level).data == pytest.approx(traces.data, abs=1e-5)
    assert field.traces(x + 1, level).data != pytest.approx(traces.data, abs=1e-3)


def test_a_copy_stands_still() -> None:
    network, path = filled(), Linear()
    field, x = LearnedField(network, "velocity", path), np.zeros((1, 2), np.float32)
    copied = field.copied()
    before = velocity(copied(x, path.level(0.5)), path.level(0.5))
    network.out.bias += 1.0
    assert np.array_equal(velocity(copied(x, path.level(0.5)), path.level(0.5)), before)
    assert velocity(field(x, path.level(0.5)), path.level(0.5)) == pytest.approx(before + 1, abs=1e-5)


def test_places_are_even_and_each_is_possible() -> None:
    random = np.random.default_rng(0)
    places = np.sort(even_positions(random, 64, 4))
    assert np.array_equal(places, np.repeat(np.arange(4), 16))
    assert set(np.concatenate([even_positions(random, 2, 8) for _ in range(200)])) == set(range(8))


def test_tables_hold_levels_with_another_unit_of_time() -> None:
    level = VariancePreserving().level(300.0)
    found = LevelTable([level, level], 1000.0).pick(np.array([1, 0, 1]))
    assert all(column.shape == (3, 1) for column in found)
    assert float(found.alpha[0]) == pytest.approx(level.alpha)
    assert float(found.d_sigma[0]) == pytest.approx(1000 * level.d_sigma)


def test_transported_pairs_are_exact_plans_and_are_renewed() -> None:
    random = np.random.default_rng(0)
    source = OptimalTransport(two_points)
    batch = source(random, 512)
    assert len(source._plans) == 4
    for plan in source._plans:
        assert np.array_equal(optimal_transport(plan.data, plan.noise), np.arange(128)) or np.isclose(
            np.square(plan.data[optimal_transport(plan.data, plan.noise)] - plan.noise).sum(),
            np.square(plan.data - plan.noise).sum(),
        )
    chance = Independent(two_points)(random, 512)
    costs = [np.square(pairs.data - pairs.noise).sum(1).mean() for pairs in (batch, chance)]
    assert costs[0] < 0.7 * costs[1]
    first = source._plans[0]
    for _ in range(8 * 61):
        source(random, 1)
    assert len(source._plans) == 64 and source._plans[0] is not first


def test_names_of_couplings_and_fixed_pairs() -> None:
    random = np.random.default_rng(0)
    assert isinstance(coupled("optimal transport", two_points), OptimalTransport)
    pairs = Batch(np.arange(8, dtype=np.float32).reshape(4, 2), -np.arange(8, dtype=np.float32).reshape(4, 2))
    drawn = Fixed(pairs)(random, 100)
    assert np.array_equal(drawn.data, -drawn.noise) and len(np.unique(drawn.data, axis=0)) == 4


@pytest.mark.parametrize("kind", ["noise", "v", "velocity", "data"])
def test_data_at_one_point_are_learned(kind: PredictionKind) -> None:
    """For data at one point every prediction is a known function of x; the mean of the data is the point."""
    path = Linear(end=0.99, floor=0.01)
    point = np.array([0.7, -0.4], np.float32)
    draw = Independent(lambda random, count: np.tile(point, (count, 1)))
    matcher = Matcher(build(Config(width=48, layers=2), 0), kind, path, draw, 0, "test")
    losses = [matcher.step(5e-3, 128) for _ in range(400)]
    assert np.mean(losses[-20:]) < 0.1 * np.mean(losses[:20])
    level = path.level(0.5)
    x = level.alpha * point + level.sigma * np.random.default_rng(1).normal(size=(200, 2)).astype(np.float32)
    assert matcher.field()(x.astype(np.float32), level).data == pytest.approx(
        np.tile(point, (200, 1)), abs=0.3
    )
    assert matcher.steps == 400


@pytest.mark.parametrize(("kind", "path"), [("velocity", Linear()), ("v", VariancePreserving())])
def test_a_student_learns_to_jump_where_its_teacher_walks(kind: PredictionKind, path: Path) -> None:
    draw = Independent(two_points)
    matcher = Matcher(build(Config(width=32, layers=2), 0), kind, path, draw, 0, "test")
    for _ in range(300):
        matcher.step(5e-3, 128)
    distiller = Distiller(matcher.network, kind, path, draw, 0, "test")
    assert distiller.intervals == 8
    kept = distiller.teacher().copied()
    losses = [distiller.step(2e-3, 128) for _ in range(200)]
    assert np.mean(losses[-20:]) < 0.5 * np.mean(losses[:20])
    x, level = np.random.default_rng(1).normal(size=(50, 2)).astype(np.float32), path.level(0.7 * path.end)
    assert np.array_equal(kept(x, level).data, distiller.teacher()(x, level).data)
    assert not np.allclose(distiller.field()(x, level).data, kept(x, level).data)
    clean = path.level(0.0)
    assert distiller.field()(x, clean).data == pytest.approx(x, abs=1e-6)


def test_the_loss_is_the_squared_error_summed_over_coordinates() -> None:
    """Who says nothing of the noise pays its mean squared length, which is 2 in the plane."""
    network = build(Config(width=8, layers=1), 0)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.zero_()
    draw = Independent(lambda random, count: random.normal(size=(count, 2)).astype(np.float32))
    matcher = Matcher(network, "noise", VariancePreserving(), draw, 0, "test")
    assert matcher.step(1e-9, 20_000) == pytest.approx(2, rel=0.03)
