"""Models of faces are measured so that a perfect one scores everything, and noise nothing."""

from __future__ import annotations

import numpy as np

from playground.evaluate.faces import read
from playground.faces.differences import valid_below
from playground.faces.render import render_codes
from playground.faces.sampling import sample
from playground.zoo.faces.measuring import distances


def test_rendered_faces_are_valid_and_at_no_distance() -> None:
    found = distances("told", read(render_codes(sample(3, 20))))
    assert found["told_distances"] == [0, 0, 0]
    assert (found["told_valid"].right, found["told_valid"].count) == (20, 20)


def test_a_little_noise_is_valid_and_too_much_is_not() -> None:
    pictures = render_codes(sample(4, 20)).astype(np.int64)
    signs = np.random.default_rng(0).choice((-1, 1), size=pictures.shape)
    for levels in (0.5, 4.0):
        # So many of all values are one level off, or all of them four.
        off = signs * (np.random.default_rng(1).random(pictures.shape) < levels**2 if levels < 1 else levels)
        found = distances("open", read(np.clip(pictures + off, 0, 255).astype(np.uint8)))
        assert found["open_valid"].right == 20 * (levels < valid_below())
    noise = np.random.default_rng(2).integers(0, 256, (4, 3, 64, 64), dtype=np.uint8)
    assert distances("open", read(noise))["open_valid"].right == 0
