"""Laws of the two paths between latent points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from playground.core.interpolation import linear, spherical

T = np.linspace(0, 1, 21)


@st.composite
def pairs(draw, low: int = 1) -> tuple[np.ndarray, np.ndarray]:
    size = draw(st.integers(low, 8))
    numbers = st.floats(-5, 5, width=32).map(lambda x: round(x, 3))
    a, b = (draw(arrays.arrays(np.float64, size, elements=numbers)) for _ in range(2))
    return a, b


@pytest.mark.parametrize("way", [linear, spherical])
@given(pairs())
def test_the_ends_are_the_points(way, pair) -> None:
    a, b = pair
    path = way(a, b, T)
    assert path.shape == (21, len(a))
    np.testing.assert_allclose(path[[0, -1]], [a, b], atol=1e-5)


@pytest.mark.parametrize("way", [linear, spherical])
@given(pairs())
def test_backwards_is_the_same_way(way, pair) -> None:
    a, b = pair
    cosine = a @ b / max(np.linalg.norm(a) * np.linalg.norm(b), 1e-12)
    assume(cosine > -0.999)  # Between opposite points the plane of the turn is a choice.
    np.testing.assert_allclose(way(a, b, T), way(b, a, 1 - T), atol=1e-5)


@pytest.mark.parametrize("way", [linear, spherical])
@given(pairs())
def test_a_point_does_not_move_from_itself(way, pair) -> None:
    a, _ = pair
    np.testing.assert_allclose(way(a, a, T), np.tile(a, (21, 1)), atol=1e-5)


@given(pairs(low=2))
def test_on_the_spherical_path_the_length_changes_evenly(pair) -> None:
    a, b = pair
    lengths = np.linalg.norm([a, b], axis=1)
    assume(lengths.min() > 0.01)
    got = np.linalg.norm(spherical(a, b, T), axis=1)
    np.testing.assert_allclose(got, (1 - T) * lengths[0] + T * lengths[1], atol=2e-5)


@given(pairs(low=2))
def test_on_the_spherical_path_the_direction_turns_evenly(pair) -> None:
    a, b = pair
    assume(min(np.linalg.norm(a), np.linalg.norm(b)) > 0.1)
    path = spherical(a, b, T)
    units = path / np.linalg.norm(path, axis=1, keepdims=True)
    steps = np.linalg.norm(np.diff(units, axis=0), axis=1)
    np.testing.assert_allclose(steps, steps[0], atol=1e-4)


def test_a_quarter_turn() -> None:
    half = spherical(np.array([2.0, 0, 0]), np.array([0, 2.0, 0]), np.array([0.5]))
    np.testing.assert_allclose(half, [[np.sqrt(2), np.sqrt(2), 0]])


@pytest.mark.parametrize("a", [[3.0, 0.0], [1.0, -2.0, 0.5], [0.1, 0.1, 0.1, 0.1]])
def test_between_opposite_points_it_goes_around(a: list[float]) -> None:
    a = np.array(a)
    path = spherical(a, -a, T)
    np.testing.assert_allclose(path[-1], -a, atol=1e-9)
    np.testing.assert_allclose(np.linalg.norm(path, axis=1), np.linalg.norm(a), rtol=1e-9)
    assert abs(path[10] @ a) < 1e-9


@given(arrays.arrays(np.float64, 3, elements=st.floats(-5, 5)))
def test_from_the_origin_it_is_straight(b: np.ndarray) -> None:
    origin = np.zeros(3)
    np.testing.assert_allclose(spherical(origin, b, T), linear(origin, b, T), atol=1e-12)
