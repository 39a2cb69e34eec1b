"""Between layers: blends go straight, and areas are those of the blends."""

from __future__ import annotations

import numpy as np
import pytest

from playground.paradigms.nflow_lab import trajectories
from playground.paradigms.nflow_lab.inversion import condition_numbers

SLOPES = np.array([[[0.0, 0.7]], [[-1.2, 0.0]]], np.float32)


def bend(points: np.ndarray) -> np.ndarray:
    """A layer of the same shape as a flow's: y scaled and shifted by what x says."""
    x, y = points.T
    return np.stack([x, y * np.exp(np.sin(x)) + x**2], axis=1)


def test_at_whole_positions_points_are_where_they_are() -> None:
    way = np.random.default_rng(0).normal(size=(4, 10, 2)).astype(np.float32)
    for position in range(4):
        assert np.array_equal(trajectories.between(way, float(position)), way[position])
    assert trajectories.between(way, 1.25) == pytest.approx(0.75 * way[1] + 0.25 * way[2], abs=1e-6)


def test_areas_grow_layer_by_layer() -> None:
    found = [float(trajectories.log_areas(SLOPES, position)[0]) for position in (0.0, 1.0, 2.0)]
    assert found == pytest.approx([0.0, 0.7, -0.5], abs=1e-6)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_between_layers_the_area_is_that_of_the_blend(share: float) -> None:
    """Against differences of the map that really takes points there."""
    start, h = np.random.default_rng(1).normal(size=(30, 2)), 1e-5

    def blend(points: np.ndarray) -> np.ndarray:
        return points + share * (bend(points) - points)

    columns = [(blend(start + h * way) - blend(start - h * way)) / (2 * h) for way in np.eye(2)]
    expected = np.log(np.abs(np.linalg.det(np.stack(columns, axis=2))))
    log_slopes = np.stack([np.zeros(30), np.sin(start[:, 0])], axis=1)[None].astype(np.float32)
    assert trajectories.log_areas(log_slopes, share) == pytest.approx(expected, abs=1e-4)


def test_condition_numbers_are_ratios_of_singular_values() -> None:
    matrices = np.random.default_rng(0).normal(size=(50, 2, 2))
    assert condition_numbers(matrices) == pytest.approx(np.linalg.cond(matrices), rel=1e-6)
    turned = np.array([[[0.0, -2.0], [2.0, 0.0]], [[1.0, 0.0], [0.0, 1.0]]])
    assert condition_numbers(turned) == pytest.approx([1.0, 1.0])
    assert np.isinf(condition_numbers(np.zeros((1, 2, 2)) + 1.0)).all()
