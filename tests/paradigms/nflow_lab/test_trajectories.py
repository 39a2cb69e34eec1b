"""Between layers blends go straight, and areas are those of the cells that are drawn."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from playground.paradigms.nflow_lab import trajectories
from playground.paradigms.nflow_lab.frames import EXTENT, GRID
from playground.paradigms.nflow_lab.runs import condition_numbers


def bend(points: np.ndarray) -> np.ndarray:
    """A layer of the same shape as a flow's: y scaled and shifted by what x says."""
    x, y = points.T
    return np.stack([x, y * np.exp(np.sin(x)) + x**2], axis=1)


def test_at_whole_positions_points_are_where_they_are() -> None:
    way = np.random.default_rng(0).normal(size=(4, 10, 2)).astype(np.float32)
    for position in range(4):
        assert np.array_equal(trajectories.between(way, float(position)), way[position])
    assert trajectories.between(way, 1.25) == pytest.approx(0.75 * way[1] + 0.25 * way[2], abs=1e-6)


def carried(bent: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    return bent(trajectories.nodes().astype(float)).reshape(GRID + 1, GRID + 1, 2)


def test_a_linear_map_grows_every_cell_by_its_determinant() -> None:
    matrix = np.array([[0.5, 2.0], [-1.5, 0.3]])
    grown = trajectories.log_growth(carried(lambda points: points @ matrix.T))
    assert grown == pytest.approx(np.full((GRID, GRID), np.log(np.linalg.det(matrix))), abs=1e-5)
    assert np.isfinite(trajectories.log_growth(carried(np.zeros_like))).all()


def test_a_cell_grows_by_the_area_of_what_is_drawn() -> None:
    """Against the sum along the border of each quadrilateral."""
    nodes = carried(bend)
    corners = np.stack([nodes[:-1, :-1], nodes[:-1, 1:], nodes[1:, 1:], nodes[1:, :-1]])
    x, y = np.moveaxis(corners, -1, 0)
    areas = np.abs((x * np.roll(y, -1, 0) - np.roll(x, -1, 0) * y).sum(0)) / 2
    assert trajectories.log_growth(nodes) == pytest.approx(
        np.log(areas * (GRID / (2 * EXTENT)) ** 2), abs=1e-4
    )


def test_where_a_cell_is_small_its_growth_is_the_log_determinant() -> None:
    """That of this bend is sin x, and the cells of the grid are a quarter wide."""
    middles = (trajectories.nodes().reshape(GRID + 1, GRID + 1, 2)[1:, 1:, 0] - EXTENT / GRID).astype(float)
    assert trajectories.log_growth(carried(bend)) == pytest.approx(np.sin(middles), abs=0.06)


def test_condition_numbers_are_ratios_of_singular_values() -> None:
    matrices = np.random.default_rng(0).normal(size=(50, 2, 2))
    assert condition_numbers(matrices) == pytest.approx(np.linalg.cond(matrices), rel=1e-6)
    turned = np.array([[[0.0, -2.0], [2.0, 0.0]], [[1.0, 0.0], [0.0, 1.0]]])
    assert condition_numbers(turned) == pytest.approx([1.0, 1.0])
    assert np.isinf(condition_numbers(np.zeros((1, 2, 2)) + 1.0)).all()
