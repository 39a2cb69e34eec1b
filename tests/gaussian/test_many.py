"""The exact denoiser of many pictures is that of the finite set, and knows what cannot be doubted."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from playground.gaussian.finite import FiniteSet, ManyPictures
from playground.gaussian.levels import mix
from playground.gaussian.paths import Linear

GENERATOR = np.random.default_rng(0)
PICTURES = np.sign(GENERATOR.standard_normal((40, 3, 8, 8))).astype(np.float32)


def noisy(t: float, count: int = 5) -> NDArray[np.float32]:
    drawn = np.random.default_rng(1).standard_normal((count, 3, 8, 8))
    return mix(PICTURES[:count], drawn, Linear().level(t)).astype(np.float32)


@pytest.mark.parametrize("t", (0.2, 0.5, 0.8, 1.0))
def test_it_is_the_exact_denoiser_of_the_same_pictures(t: float) -> None:
    level, x = Linear().level(t), noisy(t)
    exact = FiniteSet(PICTURES)(x.astype(np.float64), level).data
    assert ManyPictures(PICTURES)(x, level).data == pytest.approx(exact, abs=1e-4)


def test_the_mean_of_the_posterior_is_the_answer() -> None:
    found = ManyPictures(PICTURES)(noisy(0.9), Linear().level(0.9))
    assert found.posterior.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert np.tensordot(found.posterior, PICTURES, 1) == pytest.approx(found.data, abs=1e-5)


def test_a_picture_with_little_noise_is_itself() -> None:
    found = ManyPictures(PICTURES)(noisy(0.05), Linear().level(0.05))
    assert (found.posterior.argmax(axis=1) == np.arange(5)).all()


def test_pure_noise_tells_nothing() -> None:
    found = ManyPictures(PICTURES)(noisy(1.0), Linear().level(1.0))
    assert found.posterior == pytest.approx(1 / len(PICTURES))
