"""Laws of the data sets in the plane: points and densities agree."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from playground.core.errors import RecipeError
from playground.gaussian import planar as planar_sets
from playground.gaussian.distances import Box, mode_weights, shares, sliced_wasserstein
from playground.gaussian.expectations import mean_over, spread_points
from playground.gaussian.finite import FiniteSet
from playground.gaussian.planar import Matrix, Planar, discover, planar, sets
from playground.gaussian.planar._planar import curve
from tests.gaussian.support import histogram_kl, random

# Cells that divide the squares of the checkerboard.
BOX = Box(cells=48)
SETS = pytest.mark.parametrize("data", discover(), ids=lambda data: data.name)


def test_every_file_of_a_set_is_found_and_listed_by_rank() -> None:
    files = list(Path(planar_sets.__file__).parent.glob("[!_]*.py"))
    assert len(discover()) >= len(files) > 0
    assert len({each.name for each in discover()}) == len(discover())
    ranks = [each.rank for each in discover()]
    assert ranks == sorted(ranks)
    assert planar("ring").title == "Ring"
    with pytest.raises(RecipeError, match="spiral"):
        planar("square")


@SETS
def test_densities_are_normalised(data: Planar) -> None:
    density = np.exp(data.log_density(BOX.centres(4)))
    assert density.sum() * BOX.area / 16 == pytest.approx(1, abs=1e-4)


@SETS
def test_points_come_from_the_density(data: Planar) -> None:
    """For perfect samples the KL of a histogram is about (occupied cells − 1)/2n; a slip in either gives far
    more."""
    count = 40_000
    points = data.draw(random(1), count)
    occupied = len(np.unique(np.floor((points + 3) / 6 * BOX.cells), axis=0))
    assert histogram_kl(points, data.log_density, BOX) < 1.4 * (occupied - 1) / (2 * count) + 2e-4


@SETS
def test_points_fit_the_window(data: Planar) -> None:
    points = data.draw(random(2), 20_000)
    assert points.dtype == np.float32
    assert np.abs(points).max() < 3
    assert np.all(np.abs(points.mean(0)) < 0.35)
    assert np.all((points.std(0) > 0.5) & (points.std(0) < 1.4))


@SETS
def test_points_by_index_do_not_depend_on_their_batch(data: Planar) -> None:
    many = data.points(5, range(2000))
    assert np.array_equal(data.points(5, [7, 3]), many[[7, 3]])
    assert not np.array_equal(data.points(6, [7]), many[[7]])
    assert sliced_wasserstein(many, data.draw(random(4), 2000)) < 0.1


@pytest.mark.parametrize(
    "data", [each for each in discover() if each.centres is not None], ids=lambda data: data.name
)
def test_modes_are_equally_likely(data: Planar) -> None:
    k, count = len(data.centres), 40_000
    weights = mode_weights(data.draw(random(3), count), data.centres)
    # Arms of the pinwheel touch, so a few of its points are nearer to a neighbour's centre.
    assert weights == pytest.approx(np.full(k, 1 / k), abs=4 * np.sqrt(1 / k / count) + 0.002)


@pytest.mark.parametrize("make", [sets._ring, sets._two_moons, sets._spiral, sets._swiss_roll])
def test_a_quadrature_of_twice_the_nodes_changes_nothing(
    make: Callable[[], Planar], monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped, points = make(), 2 * random(4).standard_normal((300, 2))
    monkeypatch.setattr(sets, "curve", lambda *about, **options: curve(*about, **{**options, "nodes": 1024}))
    finer = make().log_density(points)
    near = finer > -20
    assert near.sum() > 60
    assert shipped.log_density(points)[near] == pytest.approx(finer[near], abs=1e-6)


def _circles(u: Matrix) -> Matrix:
    """Three of different sizes, each with a third of the points."""
    which = np.minimum((3 * u).astype(np.intp), 2)
    angle, radius = 2 * np.pi * (3 * u - which), np.array([0.3, 0.5, 0.9])[which]
    return np.stack([2 * (which - 1) + radius * np.cos(angle), radius * np.sin(angle)], axis=1)


@pytest.mark.parametrize(
    "data",
    [
        *(each for each in discover() if isinstance(each.mixture, FiniteSet)),
        curve("circles", "", 0, _circles, 0.1, pieces=3, closed=True),
        curve("open circles", "", 0, _circles, 0.1, pieces=3),
    ],
    ids=lambda data: data.name,
)
def test_the_density_is_that_of_many_places_smeared(data: Planar) -> None:
    """Of places in the middles of equal steps along the curve, so many that no quadrature is needed."""
    count = 6 * 6400
    uniform = np.repeat((np.arange(count) + 0.5)[:, None] / count, 3, axis=1)
    centres, moved = (data.place(uniform, np.full((count, 2), normal)) for normal in (0.0, 1.0))
    width = float((moved - centres)[0, 0])
    points = data.draw(random(8), 60).astype(np.float64)
    squares = ((points[:, None] - centres) ** 2).sum(2) / width**2
    density = np.exp(-squares / 2).mean(1) / (2 * np.pi * width**2)
    assert data.log_density(points) == pytest.approx(np.log(density), abs=1e-3)


def test_a_set_without_density_is_refused() -> None:
    with pytest.raises(ValueError):
        Planar(name="none", title="", rank=0, place=lambda uniform, normal: normal)


@SETS
def test_cells_have_the_probability_that_many_points_find_in_them(data: Planar) -> None:
    """Of cells that the edges of the checkerboard's squares cut, too: 64 on a square from −3.5 to 3.5."""
    if data.masses is None:
        pytest.skip("no closed form")
    box, count = Box(low=-3.5, high=3.5, cells=64), 400_000
    masses = data.masses(box)
    assert masses.sum() == pytest.approx(1, abs=1e-12) and np.all(masses >= 0)
    found = shares(data.draw(random(5), count), box)
    seen = masses > 25 / count
    errors = (found - masses)[seen] / np.sqrt(masses[seen] * (1 - masses[seen]) / count)
    assert np.sqrt(np.mean(errors**2)) == pytest.approx(1, abs=0.15) and np.abs(errors).max() < 5.5


def test_the_checkerboards_cells_end_where_its_squares_do() -> None:
    board, box = planar("checkerboard"), Box(low=-3.5, high=3.5, cells=64)
    assert board.masses is not None
    inside = board.masses(box)[:-1].reshape(64, 64)
    # Of the row and column that hold the edge at −2, each cell is within by 2/7 of its width.
    edge = int((-2 + 3.5) / 7 * 64)
    full = inside.max()
    assert full == pytest.approx(box.area / 8)
    assert inside[edge + 3, edge] == pytest.approx(full * 2 / 7)
    assert inside[edge, edge] == pytest.approx(full * 4 / 49)
    assert inside[edge - 1].sum() == 0


@SETS
def test_points_of_shifted_lattices_give_means_of_the_data(data: Planar) -> None:
    points = spread_points(data.place, 1024).astype(np.float64)
    drawn = data.draw(random(6), 200_000).astype(np.float64)
    for function in (lambda x: x[:, 0] ** 2, lambda x: np.cos(2 * x[:, 0] - x[:, 1])):
        found, by_chance = mean_over(function(points)), function(drawn)
        error = by_chance.std() / np.sqrt(len(drawn))
        assert abs(found.value - by_chance.mean()) < 3 * np.hypot(error, found.error)
        assert found.error < 0.5 * by_chance.std() / np.sqrt(len(points))
