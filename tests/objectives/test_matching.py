"""The targets are the theory's own, and what minimises the loss is the exact denoiser."""

from __future__ import annotations

import functools

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from playground.gaussian.finite import FiniteSet
from playground.gaussian.levels import Level, Pair
from playground.gaussian.predictions import KINDS, PredictionKind, from_pair
from playground.objectives import matching
from tests.gaussian.support import PATHS

pytestmark = pytest.mark.torch

POINTS = np.array([[-1.0, 0.2], [0.6, 0.9], [0.8, -0.7]])
NODES = 40


def levels(name: str, count: int, seed: int = 0) -> list[Level]:
    """Levels anywhere on a path, its floor and its end among them."""
    path = PATHS[name]
    least = max(path.floor, 1e-3)
    between = np.random.default_rng(seed).uniform(least, path.end, count - 2)
    return [path.level(float(t)) for t in (least, *between, path.end)]


def pictures(count: int, seed: int) -> Tensor:
    return torch.from_numpy(np.random.default_rng(seed).standard_normal((count, 2, 3, 4)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", PATHS)
def test_the_target_is_what_the_theory_says_of_the_pair(name: str, kind: PredictionKind) -> None:
    data, noise, at = pictures(12, 1), pictures(12, 2), levels(name, 12)
    found = matching.target(kind, data, noise, matching.stack(at, data))
    expected = [from_pair(kind, Pair(d, n), level) for d, n, level in zip(data, noise, at, strict=True)]
    torch.testing.assert_close(found, torch.stack(expected))


@pytest.mark.parametrize("dimensions", [1, 3])
def test_levels_stand_in_a_column_beside_the_batch(dimensions: int) -> None:
    at = levels("vp-cosine", 5)
    like = torch.zeros(5, *([2] * dimensions), dtype=torch.float64)
    column = matching.stack(at, like)
    assert column.alpha.shape == (5, *([1] * dimensions))
    assert column.alpha.dtype == like.dtype
    for name, values in column._asdict().items():
        assert values.flatten().tolist() == [getattr(level, name) for level in at]


def quadrature(level: Level) -> tuple[Tensor, Tensor, Tensor]:
    """All points with Gauss–Hermite noise: data and noise ``(n, 2, 1, 1)``, and weights ``(n,)``."""
    places, weights = np.polynomial.hermite_e.hermegauss(NODES)
    noise = np.stack(np.meshgrid(places, places), axis=-1).reshape(-1, 2)
    mass = np.outer(weights, weights).ravel()
    data = np.repeat(POINTS, len(noise), axis=0)
    return (
        torch.from_numpy(data).reshape(-1, 2, 1, 1),
        torch.from_numpy(np.tile(noise, (len(POINTS), 1))).reshape(-1, 2, 1, 1),
        torch.from_numpy(np.tile(mass / mass.sum() / len(POINTS), len(POINTS))),
    )


class Exact(nn.Module):
    """The exact denoiser of the points at one level, with ``share`` of another function of x added to it."""

    def __init__(self, kind: PredictionKind, level: Level, share: float = 0.0, turn: int = 0) -> None:
        super().__init__()
        self._kind, self._level, self._share, self._turn = kind, level, share, turn

    def forward(self, x: Tensor, time: Tensor, label: Tensor) -> Tensor:
        """What it predicts."""
        flat = x.flatten(1).numpy()
        said = from_pair(self._kind, FiniteSet(POINTS)(flat, self._level), self._level)
        other = (np.ones_like(flat), flat, np.sin(flat[:, ::-1]))[self._turn]
        return torch.from_numpy(said + self._share * other).reshape(x.shape)


@functools.cache
def expected_loss(kind: PredictionKind, level: Level, share: float = 0.0, turn: int = 0) -> float:
    data, noise, weights = quadrature(level)
    at = matching.stack([level] * len(data), data)
    label = torch.zeros(len(data), dtype=torch.int64)
    found = matching.losses(
        Exact(kind, level, share, turn), kind, data, noise, at, torch.zeros(len(data)), label
    )
    assert found.shape == (len(data),)
    return float((weights * found).sum())


@pytest.mark.parametrize("turn", [0, 1, 2])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("name", "t"), [("linear", 0.5), ("vp-linear", 400.0), ("ve", 1.5)])
def test_no_change_of_the_exact_denoiser_lowers_the_loss(
    name: str, t: float, kind: PredictionKind, turn: int
) -> None:
    """The loss is a parabola in the share of any other function, and its least point is at none of it."""
    level = PATHS[name].level(t)
    least = expected_loss(kind, level)
    more, less = (expected_loss(kind, level, share, turn) for share in (0.1, -0.1))
    slope, bend = (more - less) / 0.2, (more + less - 2 * least) / 0.01
    assert bend > 0.1
    assert abs(slope) < 1e-3 * bend
    assert more > least and less > least


@pytest.mark.parametrize("kind", KINDS)
def test_the_least_loss_is_the_variance_that_x_leaves_open(kind: PredictionKind) -> None:
    """Per dimension, by an independent sum over the points: the prediction is linear in the data given x."""
    level = PATHS["linear"].level(0.5)
    data, noise, weights = (values.numpy() for values in quadrature(level))
    x = (level.alpha * data + level.sigma * noise).reshape(-1, 2)
    logits = -((x[:, None] - level.alpha * POINTS) ** 2).sum(-1) / (2 * level.sigma**2)
    chance = np.exp(logits - logits.max(1, keepdims=True))
    chance /= chance.sum(1, keepdims=True)
    square = (chance * (POINTS**2).sum(1)).sum(1) - ((chance @ POINTS) ** 2).sum(1)
    spread = float((weights * square).sum()) / 2
    # How much the prediction moves when the data move by one, at a given x.
    one = Pair(np.float64(1.0), np.float64(-level.alpha / level.sigma))
    assert expected_loss(kind, level) == pytest.approx(from_pair(kind, one, level) ** 2 * spread, rel=1e-3)


def test_the_loss_of_a_picture_is_its_own() -> None:
    data, noise = pictures(4, 1), pictures(4, 2)
    at = matching.stack(levels("linear", 4), data)

    class Zero(nn.Module):
        def forward(self, x: Tensor, time: Tensor, label: Tensor) -> Tensor:
            return torch.zeros_like(x)

    nothing = torch.zeros(4), torch.zeros(4, dtype=torch.int64)
    found = matching.losses(Zero(), "velocity", data, noise, at, *nothing)
    torch.testing.assert_close(found, (noise - data).square().mean(dim=(1, 2, 3)))


@pytest.mark.parametrize("probability", [0.0, 0.1, 0.5, 1.0])
def test_labels_are_hidden_as_often_as_asked(probability: float) -> None:
    label = torch.arange(1000) % 10
    uniform = (torch.arange(1000).float() / 1000)[torch.randperm(1000)]
    found = matching.drop(label, probability, uniform, none=10)
    hidden = found == 10
    assert int(hidden.sum()) == round(1000 * probability)
    assert torch.equal(found[~hidden], label[~hidden])
