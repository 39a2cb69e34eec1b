"""Laws of the data sets in the plane: points and densities agree."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.errors import RecipeError
from playground.gaussian.distances import Box, mode_weights, sliced_wasserstein
from playground.gaussian.planar import Planar, discover, planar
from tests.gaussian.support import histogram_kl, random

# Cells that divide the squares of the checkerboard.
BOX = Box(cells=48)
SETS = pytest.mark.parametrize("data", discover(), ids=lambda data: data.name)


def test_all_sets_are_found_in_order() -> None:
    assert [each.name for each in discover()] == [
        "eight-gaussians",
        "25-gaussians",
        "ring",
        "two-moons",
        "spiral",
        "swiss-roll",
        "checkerboard",
        "pinwheel",
    ]
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


@pytest.mark.parametrize("name", ["eight-gaussians", "25-gaussians", "checkerboard", "pinwheel"])
def test_modes_are_equally_likely(name) -> None:
    data = planar(name)
    assert data.centres is not None
    k, count = len(data.centres), 40_000
    weights = mode_weights(data.draw(random(3), count), data.centres)
    # Arms of the pinwheel touch, so a few of its points are nearer to a neighbour's centre.
    assert weights == pytest.approx(np.full(k, 1 / k), abs=4 * np.sqrt(1 / k / count) + 0.002)


def test_a_quadrature_of_twice_the_nodes_changes_nothing() -> None:
    from playground.gaussian.planar import ring, spiral, swiss_roll, two_moons
    from playground.gaussian.planar._planar import curve

    points = 2 * random(4).standard_normal((300, 2))
    for module, options in (
        (ring, {"closed": True}),
        (two_moons, {"pieces": 2}),
        (spiral, {"pieces": 2}),
        (swiss_roll, {}),
    ):
        finer = curve("finer", "", 0, module._along, module._STD, nodes=1024, **options)
        near = finer.log_density(points) > -20
        assert near.sum() > 60
        assert module.PLANAR.log_density(points)[near] == pytest.approx(
            finer.log_density(points)[near], abs=1e-6
        )


def test_a_set_without_density_is_refused() -> None:
    with pytest.raises(ValueError):
        Planar(name="none", title="", rank=0, place=lambda uniform, normal: normal)
