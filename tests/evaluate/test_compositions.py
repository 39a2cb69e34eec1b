"""What was asked for is looked for among its own style, and what is right is what it was made to be."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from playground.evaluate.compositions import Gallery, Judge, least_as_good, of_other_styles, spread
from playground.evaluate.retrieval import MOST

THINGS, STYLES = 24, 3


def gallery() -> Gallery:
    """Each thing has a pattern of its own, and each style a corner that is as bright as its number."""
    generator = np.random.default_rng(0)
    patterns = generator.integers(0, 256, (THINGS, 3, 8, 8))
    things, styles = (each.ravel() for each in np.divmod(np.arange(THINGS * STYLES), STYLES))
    images = np.clip(patterns[things] + generator.integers(-3, 4, (len(things), 3, 8, 8)), 0, 255)
    images[:, :, 0, 0] = (100 * styles)[:, None]
    return Gallery(
        images=images.astype(np.uint8), styles=styles, things=things, held_out=np.arange(len(things)) % 7 == 3
    )


def pixels(images: NDArray[np.uint8]) -> NDArray[np.float64]:
    flat = images[:, :, 1:].reshape(len(images), -1).astype(np.float64) - 127.5
    return flat / np.linalg.norm(flat, axis=1, keepdims=True)


def corner(images: NDArray[np.uint8]) -> NDArray[np.int64]:
    return np.rint(images[:, 0, 0, 0] / 100).astype(np.int64)


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(gallery(), {"pixels": pixels}, corner)


def test_real_pictures_are_themselves(judge: Judge) -> None:
    held = np.flatnonzero(judge.gallery.held_out)
    found = judge.found(judge.gallery.images[held], held, drawn=False)
    assert found.first["pixels"].value == found.style.value == found.nearest["pixels"].value == 1
    assert found.copies is None


def test_other_styles_show_the_thing_and_not_the_style(judge: Judge) -> None:
    held = np.flatnonzero(judge.gallery.held_out)
    shown, of = of_other_styles(judge.gallery.things, held)
    assert len(shown) == 2 * len(held)
    np.testing.assert_array_equal(judge.gallery.things[shown], judge.gallery.things[of])
    assert (judge.gallery.styles[shown] != judge.gallery.styles[of]).all()
    found = judge.found(judge.gallery.images[shown], of, drawn=False)
    assert found.first["pixels"].value == 1
    assert found.style.value == found.nearest["pixels"].value == 0


def test_noise_is_right_as_often_as_chance_has_it(judge: Judge) -> None:
    asked = np.repeat(np.arange(THINGS * STYLES), 40)
    noise = np.random.default_rng(1).integers(0, 256, (len(asked), 3, 8, 8), dtype=np.uint8)
    found = judge.found(noise, asked)
    assert found.right["pixels"].value == pytest.approx(MOST / THINGS, abs=0.03)
    assert found.nearest["pixels"].value == pytest.approx(1 / STYLES, abs=0.05)
    assert found.copies == pytest.approx(0, abs=0.01)
    assert judge.likeness(noise, asked).mean() == pytest.approx(found.right["pixels"].value)


def test_copies_of_training_pictures_are_told(judge: Judge) -> None:
    learned = np.flatnonzero(~judge.gallery.held_out)
    assert judge.found(judge.gallery.images[learned], learned).copies == 1


def test_some_of_all_are_always_the_same_and_none_twice() -> None:
    places = np.arange(100, 200)
    some = spread(places, 20, 5)
    assert len(set(some.tolist())) == 20
    np.testing.assert_array_equal(some, spread(places, 20, 5))
    assert set(spread(places, 10, 5).tolist()) < set(some.tolist())
    np.testing.assert_array_equal(spread(places, 1000, 5), places)


def test_of_settings_that_chance_does_not_part_the_mildest_is_taken() -> None:
    hits = np.arange(100)
    # Of a share of 0.9 among a hundred the standard error is 0.03.
    shares = [(hits < count).astype(float) for count in (70, 86, 88, 90, 89)]
    assert least_as_good(shares) == 2
    assert least_as_good(shares[:2]) == 1 and least_as_good(shares[::-1]) == 0
    assert least_as_good([np.zeros(4), np.zeros(4)]) == 0
