"""The runs of generators of pictures: same noise same picture, ways that keep their ends, laws of judging."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnxruntime")
pytest.importorskip("torch")

from playground.core.errors import RecipeError
from playground.core.frames import Frame
from playground.core.likelihood import probability
from playground.core.recipe import Recipe, change
from playground.core.resources import Resources
from playground.paradigms.gan.family import PARADIGM
from playground.paradigms.gan_images import square
from playground.paradigms.gan_images.card import Gan
from playground.paradigms.gan_images.directions import basis_of
from playground.paradigms.gan_images.judging import area, of_labels
from playground.paradigms.gan_images.players import refusal_of
from playground.paradigms.gan_images.recipes import (
    Directions,
    Interpolate,
    Judge,
    Moments,
    Plane,
    Point,
    Sample,
    Traverse,
)
from playground.paradigms.sources import Drawing, HeldOut
from tests.support import tiny_gan as tiny

pytestmark = pytest.mark.torch

NAME = tiny.RECIPE.name


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    tiny.finish(folder, tmp_path_factory.mktemp("run"))
    return folder


@pytest.fixture(scope="module")
def world(models: Path) -> Resources:
    return tiny.world(models)


def frames(recipe: Recipe, world: Resources) -> list[Frame]:
    found = list(PARADIGM.run_of(type(recipe))(recipe, world))
    assert [frame.final for frame in found] == [False] * (len(found) - 1) + [True]
    assert [frame.index for frame in found] == sorted({frame.index for frame in found})
    assert found[-1].index == found[-1].total
    return found


def last(recipe: Recipe, world: Resources) -> Frame:
    return frames(recipe, world)[-1]


def assert_same_pictures(one: np.ndarray, other: np.ndarray) -> None:
    assert one.shape == other.shape and np.abs(one.astype(int) - other.astype(int)).max() <= 1


def test_a_picture_depends_neither_on_the_count_nor_on_the_runtime(models: Path, world: Resources) -> None:
    many = last(Sample(model=NAME, count=48, seed=3), world).arrays
    for count in (1, 16):
        few = last(Sample(model=NAME, count=count, seed=3), world).arrays
        assert_same_pictures(few["images"], many["images"][:count])
        np.testing.assert_allclose(few["logits"], many["logits"][:count], atol=1e-4)
    other = last(Sample(model=NAME, count=48, seed=3), tiny.world(models, "torch")).arrays
    assert_same_pictures(other["images"], many["images"])
    np.testing.assert_allclose(other["logits"], many["logits"], atol=1e-4)
    assert many["images"].std() > 1


def test_samples_fill_up_and_count_one_evaluation_each(world: Resources) -> None:
    found = frames(Sample(model=NAME, count=40), world)
    assert [frame.scalars["done"] for frame in found] == [16, 32, 40]
    assert np.isnan(found[0].arrays["logits"][16:]).all() and not found[0].arrays["images"][16:].any()
    final = found[-1]
    assert final.scalars["nfe"] == 1 and final.scalars["milliseconds"] > 0
    np.testing.assert_array_equal(final.arrays["labels"], np.arange(40) % 10)
    assert np.isfinite(final.arrays["logits"]).all()


def test_without_noise_there_is_one_picture_for_each_class(world: Resources) -> None:
    found = last(Sample(model=NAME, count=30, truncation=0.0), world).arrays["images"]
    for label in range(10):
        assert_same_pictures(found[label], found[label + 10])
        assert_same_pictures(found[label], found[label + 20])
    assert len({picture.tobytes() for picture in found[:10]}) == 10
    spread = [
        last(Sample(model=NAME, count=20, label=0, truncation=psi), world).arrays["images"].std(axis=0).mean()
        for psi in (0.0, 0.01, 0.5, 1.0)
    ]
    assert spread[0] == 0 and spread == sorted(spread)


def test_corners_are_met_exactly_and_lengths_change_evenly() -> None:
    rng = np.random.default_rng(0)
    corners = rng.standard_normal((4, 12)).astype(np.float32)
    np.testing.assert_array_equal(square.blend(corners, np.array([[0, 0], [1, 0], [0, 1], [1, 1]])), corners)
    places = rng.random((50, 2))
    long = np.linalg.norm(corners, axis=1)
    u, v = places.T
    expected = (1 - v) * ((1 - u) * long[0] + u * long[1]) + v * ((1 - u) * long[2] + u * long[3])
    np.testing.assert_allclose(np.linalg.norm(square.blend(corners, places), axis=1), expected, rtol=1e-5)
    same = square.blend(np.repeat(corners[:1], 4, axis=0), places)
    np.testing.assert_allclose(same, np.repeat(corners[:1], 50, axis=0), rtol=1e-5)


def test_sides_of_the_square_are_the_ways_between_their_corners(world: Resources) -> None:
    way = last(Interpolate(model=NAME, a=4, b=5, frames=5, path="spherical"), world).arrays
    for t, noise, picture in zip(way["t"], way["noise"], way["images"], strict=True):
        point = Point(model=NAME, a=4, b=5, c=6, d=7, u=float(t), v=0.0, neighbours=0)
        found = last(point, world).arrays
        np.testing.assert_allclose(found["noise"][0], noise, atol=1e-5)
        assert_same_pictures(found["images"][0], picture)


def test_the_tiles_are_points_of_the_square(world: Resources) -> None:
    found = frames(Plane(model=NAME, tiles=5, label=2), world)
    mosaic = found[-1].arrays["mosaic"]
    assert mosaic.shape == (5 * 28, 5 * 28) and not found[0].arrays["mosaic"][28:].any()
    for row, column in ((0, 0), (1, 3), (4, 4)):
        point = last(Point(model=NAME, u=column / 4, v=row / 4, label=2, neighbours=0), world).arrays
        tile = mosaic[row * 28 : (row + 1) * 28, column * 28 : (column + 1) * 28]
        assert_same_pictures(tile, point["images"][0, 0])
        assert found[-1].arrays["logits"][row, column] == pytest.approx(point["logits"][0], abs=1e-4)


def test_the_corner_tiles_are_the_samples_of_their_seeds(world: Resources) -> None:
    mosaic = last(Plane(model=NAME, a=11, b=12, c=13, d=14, tiles=2, label=4), world).arrays["mosaic"]
    tiles = mosaic.reshape(2, 28, 2, 28).transpose(0, 2, 1, 3).reshape(4, 1, 28, 28)
    for seed, tile in zip((11, 12, 13, 14), tiles, strict=True):
        one = Sample(model=NAME, seed=seed, count=1, label=4)
        assert_same_pictures(last(one, world).arrays["images"][0], tile)


def test_a_point_comes_first_and_its_neighbours_stay_in_the_square(world: Resources) -> None:
    first, final = frames(Point(model=NAME, u=0.95, v=0.0, neighbours=1, distance=0.1), world)
    assert "around" not in first.arrays
    places = final.arrays["places"]
    assert places.min() == 0 and places.max() == 1
    np.testing.assert_allclose(places[4], [0.95, 0.0], atol=1e-6)
    assert_same_pictures(final.arrays["around"][4], first.arrays["images"][0])
    said = final.arrays["around_probabilities"]
    assert said.shape == (9,)
    np.testing.assert_allclose(said[4], first.arrays["probabilities"][0], atol=1e-5)
    neighbour = Point(model=NAME, u=0.85, v=0.0, neighbours=0)
    np.testing.assert_allclose(said[3], last(neighbour, world).arrays["probabilities"][0], atol=1e-5)


def test_a_way_begins_and_ends_with_samples(world: Resources) -> None:
    drawn = last(Sample(model=NAME, seed=1, count=5, label=3), world).arrays
    way = Interpolate(model=NAME, a=1, b=1, sample_a=4, sample_b=2, frames=7, label=3)
    found = last(way, world).arrays
    for sample, end in ((4, 0), (2, -1)):
        np.testing.assert_array_equal(drawn["noise"][sample], found["noise"][end])


def test_variations_of_a_sample_have_normal_noise_near_its_own(world: Resources) -> None:
    plain = last(Sample(model=NAME, seed=1, count=64, label=3), world).arrays
    varied = last(Sample(model=NAME, seed=1, count=64, label=3, vary=5, spread=0.3), world).arrays
    np.testing.assert_array_equal(varied["noise"][5], plain["noise"][5])
    assert_same_pictures(varied["images"][5], plain["images"][5])
    apart = [np.linalg.norm(found["noise"] - found["noise"][5], axis=1).mean() for found in (varied, plain)]
    assert apart[0] < 0.5 * apart[1]


@pytest.mark.parametrize("path", ["linear", "spherical"])
def test_ends_of_a_way_are_the_seeds(world: Resources, path: str) -> None:
    found = last(Interpolate(model=NAME, a=1, b=2, frames=7, path=path, label=3), world).arrays
    for seed, end in ((1, 0), (2, -1)):
        expected = last(Sample(model=NAME, seed=seed, count=1, label=3), world).arrays
        np.testing.assert_array_equal(expected["noise"][0], found["noise"][end])
        assert_same_pictures(expected["images"][0], found["images"][end])
    lengths, middle = found["lengths"], found["lengths"][3]
    if path == "spherical":
        assert middle == pytest.approx((lengths[0] + lengths[-1]) / 2, rel=1e-5)
    else:
        assert middle < min(lengths[0], lengths[-1])


def test_a_direction_moves_its_own_coordinate_and_no_other(world: Resources) -> None:
    coefficients = (0.0, 2.5, 0.0, -1.0)
    found = last(Directions(model=NAME, coefficients=coefficients, seed=6), world).arrays
    step = found["coordinates"][1] - found["coordinates"][0]
    np.testing.assert_allclose(step, [*coefficients, *([0.0] * (len(step) - 4))], atol=1e-5)
    gan = Gan.of(world.card(NAME))
    assert gan is not None
    basis = basis_of(gan)
    np.testing.assert_allclose(basis @ basis.T, np.eye(len(basis)), atol=1e-5)
    still = last(Directions(model=NAME, seed=6), world).arrays
    assert_same_pictures(still["images"][0], still["images"][1])
    assert_same_pictures(still["images"][0], found["images"][0])


def test_the_middle_of_every_strip_is_the_seed_itself(world: Resources) -> None:
    found = last(Traverse(model=NAME, seed=2, rows=3, pictures=5, reach=2.0), world)
    strips = found.arrays["images"].reshape(3, 5, 1, 28, 28)
    seed = last(Sample(model=NAME, seed=2, count=1, label=0), world).arrays["images"][0]
    assert found.scalars["columns"] == 5
    for row, strip in enumerate(strips):
        assert_same_pictures(strip[2], seed)
        coefficients = (*([0.0] * row), 2.0)
        moved = last(Directions(model=NAME, seed=2, coefficients=coefficients), world).arrays
        assert_same_pictures(strip[4], moved["images"][1])
        said = found.arrays["logits"].reshape(3, 5)[row]
        np.testing.assert_allclose(said[[2, 4]], moved["logits"], atol=1e-4)


def test_the_histograms_count_every_picture_once(world: Resources) -> None:
    found = frames(Judge(model=NAME, count=40, bins=10), world)
    for frame in found:
        done = frame.scalars["done"]
        assert frame.arrays["real_counts"].sum() == frame.arrays["fake_counts"].sum() == done
    final = found[-1]
    same = last(Sample(model=NAME, count=40), world)
    labels = final.arrays["labels"]
    alike = labels == same.arrays["labels"]
    np.testing.assert_allclose(final.arrays["fake_logits"][alike], same.arrays["logits"][alike], atol=1e-4)
    held_out = world.held_out("mnist")
    np.testing.assert_array_equal(final.arrays["real"], held_out.images[:40])
    np.testing.assert_array_equal(labels, held_out.labels[:40])
    expected = probability(final.arrays["real_logits"]).mean()
    assert final.scalars["mean_real"] == pytest.approx(expected)


def test_a_picture_of_ones_own_is_judged_as_the_class_that_suits_it_best(world: Resources) -> None:
    drawn = last(Sample(model=NAME, seed=1, count=5, label=3), world).arrays
    plain = last(Judge(model=NAME, count=40), world)
    own = Drawing(drawn["images"][4].tobytes())
    found = last(Judge(model=NAME, count=40, source=own), world)
    assert found.scalars["own_logit"] >= float(drawn["logits"][4]) - 1e-4
    below = (plain.arrays["real_logits"] < found.scalars["own_logit"]).mean()
    assert found.scalars["own_above"] == pytest.approx(float(below))
    np.testing.assert_array_equal(found.arrays["real_logits"], plain.arrays["real_logits"])
    assert not {"own_logit", "own_above"} & plain.scalars.keys()
    # A held-out picture is judged as what it is, as it is among the others.
    known = last(Judge(model=NAME, count=40, source=HeldOut(7)), world)
    assert known.scalars["own_label"] == int(plain.arrays["labels"][7])
    assert known.scalars["own_logit"] == pytest.approx(float(plain.arrays["real_logits"][7]), abs=1e-4)
    with pytest.raises(RecipeError, match="5 pixels"):
        last(Judge(model=NAME, source=Drawing(bytes(5))), world)


def test_one_class_is_judged_by_itself(world: Resources) -> None:
    labels = last(Judge(model=NAME, count=20, label=7), world).arrays["labels"]
    assert (labels == 7).all() and len(labels) == 20


def test_the_area_is_one_where_all_real_pictures_are_above() -> None:
    low, high = np.array([-2.0, -1.0], np.float32), np.array([0.0, 1.0, 2.0], np.float32)
    assert (area(high, low), area(low, high), area(high, high)) == (1.0, 0.0, 0.5)


def test_a_probability_is_the_logistic_and_does_not_overflow() -> None:
    logits = np.array([-1000, -2, 0, 2, 1000], np.float32)
    found = probability(logits)
    np.testing.assert_allclose(found + found[::-1], 1, atol=1e-6)
    np.testing.assert_allclose(np.log(found[3] / found[1]), 2, rtol=1e-5)
    assert (found[0], found[2], found[-1]) == (0, 0.5, 1)


def test_every_moment_sees_the_same_noise(world: Resources) -> None:
    found = last(Moments(model=NAME, count=6, seed=8), world).arrays
    assert list(found["steps"]) == [*tiny.STEPS, 9]
    assert found["images"].shape[:2] == found["logits"].shape == found["real_logits"].shape == (6, 4)
    for index in range(4):
        one = Sample(model=NAME, count=6, seed=8, snapshot=index)
        expected = last(one, world).arrays
        np.testing.assert_array_equal(expected["noise"], found["noise"])
        assert_same_pictures(expected["images"], found["images"][:, index])
        np.testing.assert_allclose(expected["logits"], found["logits"][:, index], atol=1e-4)
    newest = last(Sample(model=NAME, count=6, seed=8), world).arrays
    assert_same_pictures(newest["images"], found["images"][:, -1])
    assert len({moment.tobytes() for moment in found["images"].swapaxes(0, 1)}) == 4


def test_real_pictures_of_a_label_are_not_shown_twice(world: Resources) -> None:
    held_out = world.held_out("mnist")
    found = of_labels(held_out, np.array([3, 3, 5, 3]))
    assert len({picture.tobytes() for picture in found}) == 4


REFUSALS = {
    "a label": (Sample(model=NAME, label=10), "Label 10 does not exist: Tiny game knows 0 to 9"),
    "a moment": (Point(model=NAME, snapshot=4), "Snapshot 4 does not exist: of Tiny game there are 4"),
    "a direction": (Directions(model=NAME, coefficients=(0.0,) * 11), "has 10 principal directions, and 11"),
    "a coefficient": (Directions(model=NAME, coefficients=(-30.0,)), "must lie between −20 and 20"),
    "rows": (Traverse(model=NAME, rows=64), "has 10 principal directions, and 64"),
}


@pytest.mark.parametrize(("recipe", "said"), REFUSALS.values(), ids=REFUSALS)
def test_what_does_not_fit_is_refused_in_a_sentence(world: Resources, recipe: Recipe, said: str) -> None:
    with pytest.raises(RecipeError) as caught:
        next(PARADIGM.run_of(type(recipe))(recipe, world))
    assert said in caught.value.sentence and caught.value.sentence == refusal_of(recipe, world.card(NAME))


def test_other_models_are_refused(world: Resources) -> None:
    from tests.support.fakes import make_card

    assert "is no pair" in str(refusal_of(Sample(model="fake"), make_card()))


def test_numbers_out_of_bounds_are_refused() -> None:
    for values in ({"truncation": 2.5}, {"snapshot": -2}, {"count": 0}):
        with pytest.raises(RecipeError):
            change(Sample(model=NAME), **values)
