"""Local answers: the sum over windows by hand, and their limits."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from playground.gaussian.finite import FiniteSet
from playground.gaussian.levels import Level, mix
from playground.gaussian.local import NOISE, LocalPictures, ladder, side_at, whole
from playground.gaussian.paths import Linear

SHAPE = (2, 5, 7)


def _pictures(count: int, seed: int = 0) -> NDArray[np.float32]:
    return np.random.default_rng(seed).standard_normal((count, *SHAPE)).astype(np.float32)


def _noisy(pictures: NDArray[np.float32], level: Level, count: int = 3) -> NDArray[np.float32]:
    noise = np.random.default_rng(9).standard_normal((count, *SHAPE))
    return np.asarray(mix(pictures[:count], noise, level), dtype=np.float32)


def _by_hand(
    pictures: NDArray[np.float32], x: NDArray[np.float32], level: Level, side: int
) -> NDArray[np.float64]:
    """Pixel by pixel and picture by picture, in double precision."""
    found, reach = np.zeros(x.shape), side // 2
    for index, row, column in itertools.product(range(len(x)), range(SHAPE[1]), range(SHAPE[2])):
        rows = slice(max(0, row - reach), row + reach + 1)
        columns = slice(max(0, column - reach), column + reach + 1)
        gaps = x[index, :, rows, columns] - level.alpha * pictures[:, :, rows, columns].astype(np.float64)
        scores = -(gaps**2).sum(axis=(1, 2, 3)) / (2 * level.sigma**2)
        weights = np.exp(scores - scores.max())
        found[index, :, row, column] = weights @ pictures[:, :, row, column] / weights.sum()
    return found


@pytest.mark.parametrize("side", [1, 3, 5, 9])
@pytest.mark.parametrize("t", [0.1, 0.5, 0.95])
def test_every_pixel_judges_by_its_window(side: int, t: float) -> None:
    pictures, level = _pictures(40), Linear().level(t)
    x = _noisy(pictures, level)
    answer = LocalPictures(pictures)(x, level, side)
    assert np.allclose(answer.data, _by_hand(pictures, x, level, side), atol=2e-5)


@pytest.mark.parametrize("count", [3, 300, 700])
def test_a_window_that_covers_the_picture_gives_the_exact_answer(count: int) -> None:
    """In chunks, too."""
    pictures, level = _pictures(count), Linear().level(0.6)
    x = _noisy(pictures, level)
    answer = LocalPictures(pictures)(x, level, whole(*SHAPE[1:]))
    assert np.allclose(answer.data, FiniteSet(pictures)(x, level).data, atol=2e-5)


def test_pure_noise_says_nothing_and_the_answer_is_the_mean() -> None:
    pictures, level = _pictures(20), Linear().level(1.0)
    answer = LocalPictures(pictures)(_noisy(pictures, level), level, 3)
    assert np.allclose(answer.data, pictures.mean(axis=0), atol=1e-5)
    assert np.allclose(answer.weight, 1 / 20, atol=1e-6)


def test_where_noise_is_little_each_window_is_known() -> None:
    pictures, level = _pictures(50), Linear().level(0.02)
    answer = LocalPictures(pictures)(_noisy(pictures, level), level, 5)
    assert np.allclose(answer.data, pictures[:3], atol=1e-4)
    assert (answer.source == np.arange(3)[:, None, None]).all()
    assert np.allclose(answer.weight, 1, atol=1e-3)


def test_halves_of_two_pictures_make_a_third() -> None:
    """What no picture of the set is: small windows put it together, and one that covers all cannot."""
    pictures, level = np.zeros((2, *SHAPE), np.float32), Linear().level(0.3)
    pictures[0], pictures[1] = -1, 1
    mixed = pictures[0].copy()
    mixed[:, :, 4:] = 1
    x = np.float32(level.alpha) * mixed[None]
    model = LocalPictures(pictures)
    assert np.allclose(model(x, level, 1).data[0], mixed, atol=1e-2)
    recalled = model(x, level, whole(*SHAPE[1:])).data[0]
    assert np.ptp(recalled) < 1e-6


@given(st.integers(1, 40), st.integers(1, 40))
def test_sides_to_choose_from_are_odd_and_rise_to_all(height: int, width: int) -> None:
    sides = ladder(height, width)
    assert all(side % 2 for side in sides) and list(sides) == sorted(set(sides))
    assert sides[0] == 1 and sides[-1] == whole(height, width)


@given(st.floats(0, 1))
def test_a_side_at_a_level_lies_between_its_neighbours(t: float) -> None:
    sides = (1, 1, 3, 3, 7, 9, 15, 21, 55)
    found = side_at(sides, Linear().level(t))
    beyond = [index for index, share in enumerate(NOISE) if share >= t]
    above = beyond[0] if beyond else len(NOISE) - 1
    assert found % 2 and sides[max(0, above - 1)] <= found <= sides[above]


def test_sides_are_those_that_were_given() -> None:
    sides = (1, 1, 3, 3, 7, 9, 15, 21, 55)
    assert tuple(side_at(sides, Linear().level(share)) for share in NOISE) == sides


@pytest.mark.parametrize("side", [0, 2, -1])
def test_an_even_window_has_no_middle(side: int) -> None:
    with pytest.raises(ValueError, match="odd"):
        LocalPictures(_pictures(2))(_pictures(1), Linear().level(0.5), side)


def test_there_is_no_answer_without_pictures() -> None:
    with pytest.raises(ValueError, match="pictures"):
        LocalPictures(np.zeros((0, 1, 2, 2)))
