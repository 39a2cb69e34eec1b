"""Consistency distillation against closed forms: the boundary, the teacher's step, the number of times."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch

from playground.gaussian.exact import Mixture
from playground.gaussian.levels import Level, mix
from playground.gaussian.paths import Linear, Path, VariancePreserving
from playground.gaussian.predictions import PredictionKind, from_pair, to_pair
from playground.objectives import consistency
from playground.objectives.matching import Levels, stack

pytestmark = pytest.mark.torch

CASES: list[tuple[PredictionKind, Path]] = [
    ("velocity", Linear()),
    ("v", VariancePreserving()),
    ("v", Linear()),
]
GAUSSIAN = Mixture([1.0], [[0.4, -0.2]], [[[0.5, 0.1], [0.1, 0.3]]])


def asked(model: Mixture, kind: PredictionKind, levels: list[Level]) -> consistency.ConsistencyNetwork:
    """An exact network that may be asked at another level for each point."""

    def network(x: torch.Tensor, _levels: Levels) -> torch.Tensor:
        rows = [
            from_pair(kind, model(row[None].numpy(), level), level)
            for row, level in zip(x, levels, strict=True)
        ]
        return torch.from_numpy(np.concatenate(rows))

    return network


@pytest.mark.parametrize(("kind", "path"), CASES)
def test_clean_data_stay_as_they_are_whatever_the_network_says(kind: PredictionKind, path: Path) -> None:
    x, value = torch.randn(2, 6, 2, dtype=torch.float64)
    clean = stack([path.level(0.0)] * 6, x)
    assert torch.equal(consistency.consistent(kind, value, x, clean), x)


@pytest.mark.parametrize(("kind", "path"), CASES)
def test_the_end_is_what_the_prediction_means_as_data(kind: PredictionKind, path: Path) -> None:
    x, value = torch.randn(2, 3, 2, dtype=torch.float64)
    levels = [path.level(share * path.end) for share in (0.2, 0.6, 1.0)]
    found = consistency.consistent(kind, value, x, stack(levels, x))
    for row, level in enumerate(levels):
        torch.testing.assert_close(found[row], to_pair(kind, value[row], x[row], level).data)


def test_predictions_that_move_clean_data_are_refused() -> None:
    x = torch.zeros(1, 2)
    with pytest.raises(ValueError, match="noise"):
        consistency.consistent("noise", x, x, stack([Linear().level(0.5)], x))


@pytest.mark.parametrize("kind", ["noise", "data", "v", "velocity", "score"])
@pytest.mark.parametrize(("path", "clock"), [(Linear(), "time"), (VariancePreserving(), "angle")])
def test_short_steps_follow_the_flow_of_a_gaussian(
    kind: PredictionKind, path: Path, clock: consistency.Clock
) -> None:
    """The flow of one Gaussian is known: x stands at the same quantile at every level."""
    if kind == "velocity" and path.kind != "linear":
        clock = "angle"
    x = np.random.default_rng(0).standard_normal((4, 2))
    times = np.linspace(0.9, 0.3, 61) * path.end
    moved = torch.from_numpy(mix(GAUSSIAN.means, 0, path.level(float(times[0]))) + x)
    start = moved.numpy().copy()
    for late, early in itertools.pairwise(times):
        levels = [path.level(float(t)) for t in (late, early)]
        both = [stack([level] * 4, moved) for level in levels]

        def teacher(points: torch.Tensor, at: Levels, levels: list[Level] = levels) -> torch.Tensor:
            level = min(levels, key=lambda each: abs(each.t - float(at.t[0])))
            return asked(GAUSSIAN, kind, [level] * len(points))(points, at)

        moved = consistency.heun(teacher, kind, moved, both[0], both[1], clock)

    def root(t: float, power: float) -> np.ndarray:
        level = path.level(t)
        values, axes = np.linalg.eigh(level.alpha**2 * GAUSSIAN.covariances[0] + level.sigma**2 * np.eye(2))
        return np.asarray(axes @ np.diag(values**power) @ axes.T)

    first, last = float(times[0]), float(times[-1])
    centred = start - path.level(first).alpha * GAUSSIAN.means
    expected = path.level(last).alpha * GAUSSIAN.means + centred @ root(first, -0.5) @ root(last, 0.5)
    assert moved.numpy() == pytest.approx(expected, abs=2e-3)


def test_times_double_until_the_last_and_stay() -> None:
    found = [consistency.intervals(step, 1000, 8, 64) for step in (0, 249, 250, 500, 750, 999, 10_000)]
    assert found == [8, 8, 16, 32, 64, 64, 64]


@pytest.mark.parametrize(("kind", "path"), CASES[:2])
def test_only_the_student_learns_and_a_consistent_one_loses_nothing(kind: PredictionKind, path: Path) -> None:
    """For data at one point every curve ends there, so a network that says so has no loss."""
    point = torch.tensor([0.7, -0.4], dtype=torch.float64)
    late, early = ([path.level(share * path.end)] * 5 for share in (0.8, 0.5))
    noise = torch.randn(5, 2, dtype=torch.float64)
    x, moved = (mix(point, noise, each[0]) for each in (late, early))

    def network(points: torch.Tensor, at: Levels) -> torch.Tensor:
        hidden = (points - at.alpha * point) / at.sigma
        return (
            at.alpha * hidden - at.sigma * point if kind == "v" else at.d_alpha * point + at.d_sigma * hidden
        )

    levels = [stack(each, x) for each in (late, early)]
    perfect = consistency.losses(network, network, kind, x, levels[0], moved, levels[1])
    assert float(perfect.abs().max()) < 1e-12

    weight = torch.ones((), dtype=torch.float64, requires_grad=True)
    target = torch.full((), 0.5, dtype=torch.float64, requires_grad=True)
    losses = consistency.losses(
        lambda points, at: weight * network(points, at), lambda points, at: target * network(points, at),
        kind, x, levels[0], moved, levels[1],
    )  # fmt: skip
    losses.sum().backward()
    assert weight.grad is not None and float(weight.grad.abs()) > 0
    assert target.grad is None
