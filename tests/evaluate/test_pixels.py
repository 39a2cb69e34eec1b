"""The model that knows each pixel by itself, against its formula one value after another."""

from __future__ import annotations

import math
import tracemalloc

import numpy as np
import pytest

from playground.evaluate.pixels import STRENGTHS, fitted, noise_like


def test_its_bits_are_those_of_the_formula() -> None:
    rng = np.random.default_rng(0)
    training, held_out = (rng.integers(0, 256, (n, 2, 3, 2), dtype=np.uint8) // 60 * 60 for n in (9, 4))
    model = fitted(training)

    def told(value: int, rest: list[int], channel: list[int]) -> float:
        usual = (channel.count(value) + 1) / (len(channel) + 256)
        return (rest.count(value) + model.strength * usual) / (len(rest) + model.strength)

    bits = []
    for _, c, y, x in np.ndindex(held_out.shape):
        there, channel = training[:, c, y, x].tolist(), training[:, c].ravel().tolist()
        bits += [-math.log2(told(int(picture[c, y, x]), there, channel)) for picture in held_out]
    assert model.bits_per_dim(held_out) == pytest.approx(np.mean(bits), rel=1e-5)


def test_the_grey_levels_of_a_pixel_share_one() -> None:
    rng = np.random.default_rng(1)
    model = fitted(rng.integers(0, 256, (5, 1, 1, 1), dtype=np.uint8))
    every = np.arange(256, dtype=np.uint8).reshape(-1, 1, 1, 1, 1)
    assert sum(2 ** -model.bits_per_dim(each) for each in every) == pytest.approx(1, rel=1e-5)


def test_pixels_that_differ_from_each_other_are_smoothed_less_than_those_that_do_not() -> None:
    rng = np.random.default_rng(2)
    places = np.tile(np.arange(16, dtype=np.uint8).reshape(1, 1, 4, 4) * 16, (40, 1, 1, 1))
    alike = rng.integers(0, 256, (40, 1, 4, 4), dtype=np.uint8)
    assert fitted(places).strength == STRENGTHS[0]
    assert fitted(alike).strength == STRENGTHS[-1]


def test_noise_has_the_mean_and_the_deviation_of_every_pixel() -> None:
    rng = np.random.default_rng(3)
    images = np.clip(rng.normal([[[[60.0]], [[150.0]]]], 12, (2000, 2, 3, 3)), 0, 255).astype(np.uint8)
    found = noise_like(images, 2000)
    np.testing.assert_allclose(found.mean(axis=0), images.mean(axis=0), atol=1.5)
    np.testing.assert_allclose(found.std(axis=0), images.std(axis=0), atol=1.5)
    assert not (found[0] == found[1]).all()


def test_noise_and_the_model_take_no_copies_of_the_pictures_in_more_bytes() -> None:
    images = np.zeros((4000, 1, 32, 32), np.uint8)
    tracemalloc.start()
    noise_like(images, 50)
    assert tracemalloc.get_traced_memory()[1] < images.nbytes
    tracemalloc.stop()
