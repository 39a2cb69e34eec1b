"""Copies of training pictures, found by code that shares nothing with the program's.

Every picture is varied by interpolation of SciPy's, averaged cell by cell in loops, and compared number by
number; what chance would show is the negative hypergeometric distribution of SciPy.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from playground.evaluate.copies import copies, nearness

ndimage = pytest.importorskip("scipy.ndimage")
stats = pytest.importorskip("scipy.stats")

Pictures = NDArray[np.uint8]


def made_up(seed: int, count: int, side: int, channels: int = 3) -> Pictures:
    """Pictures of two discs each on a shaded ground, no two alike."""
    rng = np.random.default_rng(seed)
    down, across = np.mgrid[:side, :side] / side
    found = np.empty((count, channels, side, side))
    for picture in found:
        picture[:] = rng.uniform(60, 200, (channels, 1, 1)) + 50 * rng.uniform(-1, 1) * down
        for _ in range(2):
            y, x, radius = rng.uniform(0.2, 0.8), rng.uniform(0.2, 0.8), rng.uniform(0.1, 0.3)
            inside = (down - y) ** 2 + (across - x) ** 2 < radius**2
            picture[:, inside] = rng.uniform(0, 255, (channels, 1))
    return np.rint(np.clip(found, 0, 255)).astype(np.uint8)


def varied(picture: Pictures, across: float, down: float, zoom: float) -> NDArray[np.float64]:
    """A picture looked at from elsewhere: shifts are 32nds of a side, and its border goes on around it."""
    side = picture.shape[-1]
    middle, step = (side - 1) / 2, side / 32
    rows = [(at - middle) / zoom + middle + down * step for at in range(side)]
    columns = [(at - middle) / zoom + middle + across * step for at in range(side)]
    places = np.meshgrid(rows, columns, indexing="ij")
    return np.stack(
        [ndimage.map_coordinates(one.astype(float), places, order=1, mode="nearest") for one in picture]
    )


def cells(picture: NDArray[np.float64], grid: int) -> list[float]:
    """Mean levels from −1 to 1 of a grid of cells, number by number."""
    side = picture.shape[-1]
    grid = min(grid, side)
    members: list[list[int]] = [[] for _ in range(grid)]
    for at in range(side):
        members[at * grid // side].append(at)
    return [
        float(np.mean([channel[row, column] / 127.5 - 1 for row in rows for column in columns]))
        for channel in picture
        for rows in members
        for columns in members
    ]


def apart(one: list[float], other: list[float]) -> float:
    return math.sqrt(sum((a - b) ** 2 for a, b in zip(one, other, strict=True)))


def nearness_of(picture: Pictures, training: Pictures) -> float:
    coarse, fine = ([cells(each.astype(float), grid) for each in training] for grid in (8, 16))
    own = cells(picture.astype(float), 8)
    near = sorted(range(len(training)), key=lambda index: apart(own, coarse[index]))[:50]
    variations = [
        cells(varied(picture, across / 2, down / 2, zoom), 16)
        for across in range(-2, 3)
        for down in range(-2, 3)
        for zoom in (0.95, 1.0, 1.05)
    ]
    far = [min(apart(each, fine[index]) for each in variations) for index in near]
    return min(far) / (sum(far) / len(far))


@pytest.mark.parametrize(("side", "channels"), [(16, 3), (24, 1)])
def test_nearness_is_what_brute_force_finds(side: int, channels: int) -> None:
    training = made_up(0, 60, side, channels)
    rng = np.random.default_rng(1)
    pictures = np.concatenate([
        made_up(2, 1, side, channels),
        np.rint(varied(training[4], 0.5, -1, 1.05)).astype(np.uint8)[None],
        rng.integers(0, 256, (1, channels, side, side), np.uint8),
    ])  # fmt: skip
    expected = [nearness_of(picture, training) for picture in pictures]
    assert nearness(pictures, training) == pytest.approx(expected, rel=2e-3)
    assert expected[1] < 0.5 * min(expected[0], expected[2])


@pytest.mark.parametrize(("made", "held_out"), [(400, 239), (400, 51), (120, 1000), (30, 20)])
def test_what_chance_shows_is_the_negative_hypergeometric_distribution(
    made: int, held_out: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(0)
    monkeypatch.setattr("playground.evaluate.copies.nearness", lambda pictures, _: pictures)
    found = copies(rng.random(made), rng.random(held_out), np.empty(0))  # type: ignore[arg-type]
    rank = max(1, round((held_out + 1) / 100))
    before = stats.nhypergeom(made + held_out, made, rank)
    assert found.rank == rank
    assert found.expected == pytest.approx(before.mean() / made, rel=1e-9)
    assert found.chance * made == pytest.approx(before.ppf(0.95))


def test_a_perfect_model_noise_and_copies_show_what_is_said_of_them() -> None:
    training, held_out = made_up(0, 400, 16), made_up(1, 200, 16)
    perfect = copies(made_up(2, 200, 16), held_out, training)
    assert perfect.share <= perfect.chance, "pictures of the same kind as those held out"
    rng = np.random.default_rng(3)
    noise = rng.integers(0, 256, (200, 3, 16, 16), np.uint8)
    assert copies(noise, held_out, training).share == 0
    for shown in ((0.5, -0.5, 1.0), (-1.0, 1.0, 1.05), (0.0, 0.0, 0.95)):
        moved = np.stack([np.rint(varied(each, *shown)).astype(np.uint8) for each in training[:60]])
        assert copies(moved, held_out, training).share > 0.9
