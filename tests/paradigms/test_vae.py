"""Laws of every run of the VAE, on a linear model in numpy whose answers can be worked out by hand."""

from __future__ import annotations

import math
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from playground.core.errors import CardError, PlaygroundError, RecipeError
from playground.core.frames import Frame
from playground.core.noise import standard_normal
from playground.core.pictures import to_network
from playground.core.recipe import Recipe, from_json, to_json
from playground.paradigms import discover, paradigm_of, recipe_types, run
from playground.paradigms.vae.family import PARADIGM
from playground.paradigms.vae_images import card as cards
from playground.paradigms.vae_images.recipes import (
    BLOCK,
    Codes,
    Decode,
    Directions,
    Drawing,
    HeldOut,
    Interpolate,
    Latent,
    Likelihood,
    Plane,
    Reconstruct,
    Sample,
    Traverse,
)
from playground.paradigms.vae_images.runs import kl_to_prior
from playground.paradigms.vae_lab.recipes import VaeLab
from tests.support.fakes import HEIGHT, WIDTH, FakeResources, make_card

PIXELS = HEIGHT * WIDTH
VECTORS = {"round": (0.5, 0.0, -0.25), "dark": (0.0, 1.0, 0.5)}


@pytest.fixture(params=[(0.0, 1.0), (-1.0, 1.0)], ids=["0-to-1", "minus-1-to-1"])
def world(request: pytest.FixtureRequest) -> FakeResources:
    return FakeResources(make_card(low=request.param[0], high=request.param[1]))


def steered_world() -> FakeResources:
    """The world whose card names two directions."""
    named = tuple(cards.Direction(name=name, vector=vector) for name, vector in VECTORS.items())
    table = cards.Directions(step=1.0, named=named)
    return FakeResources(msgspec.structs.replace(make_card(), tables=(table,)))


def frames(recipe: Recipe, world: FakeResources) -> list[Frame]:
    """All frames of a run, after checking what every run promises."""
    found = list(run(recipe, world))
    assert [frame.final for frame in found] == [False] * (len(found) - 1) + [True]
    indices = [frame.index for frame in found]
    assert indices == sorted(set(indices))
    assert indices[-1] == found[-1].total
    assert len({frame.total for frame in found}) == 1
    for frame in found:
        for array in frame.arrays.values():
            assert isinstance(array, np.ndarray)
            assert array.dtype in (np.uint8, np.float32)
    return found


def last(recipe: Recipe, world: FakeResources) -> Frame:
    return frames(recipe, world)[-1]


def picture(world: FakeResources, latent: np.ndarray) -> np.ndarray:
    """What the fake decoder shows at a point, by hand."""
    unit = 0.5 + 0.1 * world.sessions["decoder"].weights @ np.asarray(latent, np.float64)
    return np.clip(np.rint(255 * unit), 0, 255).reshape(1, HEIGHT, WIDTH)


def posterior_mean(world: FakeResources, levels: np.ndarray) -> np.ndarray:
    unit = levels.reshape(-1).astype(np.float64) / 255
    return (unit[:, None] * world.sessions["encoder"].weights).mean(axis=0)


def assert_same_picture(one: np.ndarray, other: np.ndarray) -> None:
    """Equal but for levels that lie on the border of two."""
    difference = np.abs(one.astype(int) - other.astype(int))
    assert difference.max() <= 1
    assert (difference > 0).mean() < 0.02


def test_decode_shows_the_point(world: FakeResources) -> None:
    frame = last(Decode(model="fake", latent=(0.5, -1.0, 2.0)), world)
    assert frame.arrays["images"].shape == (1, 1, HEIGHT, WIDTH)
    np.testing.assert_array_equal(frame.arrays["latents"], [[0.5, -1.0, 2.0]])
    assert_same_picture(frame.arrays["images"][0], picture(world, [0.5, -1.0, 2.0]))


def test_missing_coordinates_are_zero(world: FakeResources) -> None:
    short, full = (last(Decode(model="fake", latent=z), world) for z in [(0.7,), (0.7, 0.0, 0.0)])
    np.testing.assert_array_equal(short.arrays["images"], full.arrays["images"])


# Prior samples


@pytest.mark.parametrize("output", ["mean", "sample"])
@pytest.mark.parametrize("count", [1, 4, BLOCK, BLOCK + 1, 40])
def test_a_sample_does_not_depend_on_how_many_are_drawn(
    world: FakeResources, count: int, output: str
) -> None:
    many = last(Sample(model="fake", count=64, seed=7, output=output), world)
    few = last(Sample(model="fake", count=count, seed=7, output=output), world)
    for name in ("images", "latents"):
        assert len(few.arrays[name]) == count
        np.testing.assert_array_equal(few.arrays[name], many.arrays[name][:count])


def test_the_decoder_always_sees_the_same_batch(world: FakeResources) -> None:
    last(Sample(model="fake", count=1), world)
    last(Sample(model="fake", count=37), world)
    assert set(world.sessions["decoder"].batches) == {BLOCK}


def test_samples_are_the_scaled_noise_decoded(world: FakeResources) -> None:
    frame = last(Sample(model="fake", count=20, seed=3, temperature=0.6), world)
    noise = standard_normal(3, range(20), (3,), "prior")
    np.testing.assert_allclose(frame.arrays["latents"], 0.6 * noise, rtol=1e-6)
    for image, latent in zip(frame.arrays["images"], frame.arrays["latents"], strict=True):
        assert_same_picture(image, picture(world, latent))


def test_temperature_zero_is_the_decoded_origin(world: FakeResources) -> None:
    origin = last(Decode(model="fake"), world).arrays["images"][0]
    for image in last(Sample(model="fake", count=20, seed=3, temperature=0.0), world).arrays["images"]:
        np.testing.assert_array_equal(image, origin)


def test_seeds_differ(world: FakeResources) -> None:
    one, other = (last(Sample(model="fake", count=4, seed=seed), world).arrays for seed in (1, 2))
    assert not np.array_equal(one["latents"], other["latents"])


def test_pictures_fill_in_and_stay(world: FakeResources) -> None:
    found = frames(Sample(model="fake", count=40, seed=1), world)
    assert [frame.scalars["done"] for frame in found] == [16, 32, 40]
    for frame in found:
        done = frame.scalars["done"]
        np.testing.assert_array_equal(frame.arrays["images"][:done], found[-1].arrays["images"][:done])
        assert not frame.arrays["images"][done:].any()


def test_drawn_pixels_follow_the_discretized_logistic(world: FakeResources) -> None:
    drawn = last(Sample(model="fake", count=1000, temperature=0.0, output="sample"), world).arrays["images"]
    logistic = stats.logistic(0.5, 0.1)
    edges = (np.arange(0, 256, 16)[1:] - 0.5) / 255
    expected = np.diff(np.concatenate([[0.0], logistic.cdf(edges), [1.0]]))
    counts = np.bincount(drawn.ravel() // 16, minlength=16)
    assert stats.chisquare(counts, expected * counts.sum()).pvalue > 1e-3


# The latent plane


@pytest.mark.parametrize("tiles", [4, 7, 20])
@pytest.mark.parametrize(("horizontal", "vertical"), [(0, 1), (2, 0)])
def test_every_tile_is_the_point_under_it(
    world: FakeResources, tiles: int, horizontal: int, vertical: int
) -> None:
    base = (0.3, -0.2, 0.9)
    recipe = Plane(model="fake", horizontal=horizontal, vertical=vertical, base=base, radius=2.0, tiles=tiles)
    mosaic = last(recipe, world).arrays["mosaic"]
    assert mosaic.shape == (tiles * HEIGHT, tiles * WIDTH)
    side = 4.0 / tiles
    for row, column in [(0, 0), (0, tiles - 1), (tiles - 1, 0), (tiles // 2, 1)]:
        point = np.array(base)
        point[horizontal] = -2.0 + side * (column + 0.5)
        point[vertical] = 2.0 - side * (row + 0.5)  # The top row has the largest vertical value.
        tile = mosaic[row * HEIGHT : (row + 1) * HEIGHT, column * WIDTH : (column + 1) * WIDTH]
        assert_same_picture(tile[None], picture(world, point))


def test_the_plane_refines_from_coarse_to_fine(world: FakeResources) -> None:
    found = frames(Plane(model="fake", tiles=8), world)
    assert len(found) == 9
    final = found[-1].arrays["mosaic"]
    for done, frame in enumerate(found):
        np.testing.assert_array_equal(frame.arrays["mosaic"][: done * HEIGHT], final[: done * HEIGHT])
    coarse = found[0].arrays["mosaic"].reshape(8, HEIGHT, 8, WIDTH)
    for row in range(0, 8, 4):  # Two by two coarse pictures, each over four by four tiles.
        for column in range(0, 8, 4):
            block = coarse[row : row + 4, :, column : column + 4].transpose(0, 2, 1, 3)
            assert (block == block[0, 0]).all()
    assert coarse.any()


def test_frames_already_given_do_not_change(world: FakeResources) -> None:
    generator = run(Plane(model="fake", tiles=4), world)
    first = next(generator).arrays["mosaic"]
    kept = first.copy()
    list(generator)
    np.testing.assert_array_equal(first, kept)


# Posteriors


def test_codes_are_the_posteriors_of_the_held_out_images() -> None:
    world = FakeResources(images=230)
    found = frames(Codes(model="fake", count=210), world)
    assert [frame.index for frame in found] == [100, 200, 210]
    arrays = found[-1].arrays
    assert arrays["mean"].shape == arrays["deviation"].shape == (210, 3)
    np.testing.assert_array_equal(arrays["labels"], world.sample.labels[:210])
    expected = [posterior_mean(world, image) for image in world.sample.images[:210]]
    np.testing.assert_allclose(arrays["mean"], expected, atol=1e-5)
    np.testing.assert_allclose(arrays["deviation"][17], world.sessions["encoder"].deviations, rtol=1e-5)


def test_codes_stop_where_the_images_end(world: FakeResources) -> None:
    assert len(last(Codes(model="fake", count=1000), world).arrays["mean"]) == 7


@given(
    st.lists(st.tuples(st.floats(-4, 4, width=32), st.floats(0.03125, 4, width=32)), min_size=1, max_size=4)
)
@settings(max_examples=25)
def test_the_kl_is_the_integral_it_stands_for(pairs: list[tuple[float, float]]) -> None:
    mean, deviation = (np.array(column, np.float32) for column in zip(*pairs, strict=True))
    for got, (mu, sigma) in zip(kl_to_prior(mean, deviation), pairs, strict=True):
        q, prior = stats.norm(mu, sigma), stats.norm()
        expected, _ = integrate.quad(
            lambda z, q=q, p=prior: q.pdf(z) * (q.logpdf(z) - p.logpdf(z)), mu - 9 * sigma, mu + 9 * sigma
        )
        assert math.isclose(got, expected, rel_tol=1e-4, abs_tol=1e-5)


def test_the_kl_of_the_prior_itself_is_zero() -> None:
    np.testing.assert_array_equal(kl_to_prior(np.zeros(3, np.float32), np.ones(3, np.float32)), 0)


def test_reconstruction_adds_up(world: FakeResources) -> None:
    frame = last(Reconstruct(model="fake", source=HeldOut(4), seed=2, draw=5), world)
    arrays, scalars = frame.arrays, frame.scalars
    np.testing.assert_array_equal(arrays["original"], world.sample.images[4])
    assert scalars["label"] == 1
    np.testing.assert_allclose(arrays["mean"], posterior_mean(world, world.sample.images[4]), atol=1e-5)
    np.testing.assert_array_equal(arrays["noise"], standard_normal(2, [5], (3,), "posterior")[0])
    np.testing.assert_allclose(
        arrays["latent"], arrays["mean"] + arrays["deviation"] * arrays["noise"], rtol=1e-6
    )
    assert_same_picture(arrays["from_mean"], picture(world, arrays["mean"]))
    assert_same_picture(arrays["from_sample"], picture(world, arrays["latent"]))
    np.testing.assert_allclose(arrays["kl"], kl_to_prior(arrays["mean"], arrays["deviation"]))
    assert math.isclose(scalars["kl"], arrays["kl"].sum(), rel_tol=1e-6)
    assert math.isclose(scalars["elbo"], scalars["reconstruction"] - scalars["kl"], rel_tol=1e-9)
    assert math.isclose(scalars["bits_per_dim"], -scalars["elbo"] / (PIXELS * math.log(2)), rel_tol=1e-9)


def test_the_reconstruction_term_is_the_log_probability_of_the_grey_levels(world: FakeResources) -> None:
    frame = last(Reconstruct(model="fake", source=HeldOut(2)), world)
    weights = world.sessions["decoder"].weights
    location = 0.5 + 0.1 * weights @ frame.arrays["latent"].astype(np.float64)
    levels = world.sample.images[2].reshape(-1).astype(np.float64)
    logistic = stats.logistic(location, 0.1)
    below = np.where(levels == 0, 0.0, logistic.cdf((levels - 0.5) / 255))
    above = np.where(levels == 255, 1.0, logistic.cdf((levels + 0.5) / 255))
    expected = np.log(above - below).sum()
    assert math.isclose(frame.scalars["reconstruction"], expected, rel_tol=1e-4)


def test_resampling_changes_the_noise_and_nothing_before_it(world: FakeResources) -> None:
    one, other = (last(Reconstruct(model="fake", draw=draw), world) for draw in (0, 1))
    assert not np.array_equal(one.arrays["noise"], other.arrays["noise"])
    assert not np.array_equal(one.arrays["latent"], other.arrays["latent"])
    for name in ("original", "mean", "deviation", "from_mean", "kl"):
        np.testing.assert_array_equal(one.arrays[name], other.arrays[name])


def test_a_drawing_is_treated_like_an_image(world: FakeResources) -> None:
    pixels = world.sample.images[3].tobytes()
    drawn = last(Reconstruct(model="fake", source=Drawing(pixels)), world)
    shown = last(Reconstruct(model="fake", source=HeldOut(3)), world)
    assert "label" not in drawn.scalars
    assert drawn.scalars["elbo"] == shown.scalars["elbo"]
    np.testing.assert_array_equal(drawn.arrays["from_sample"], shown.arrays["from_sample"])


# Interpolation


@pytest.mark.parametrize("path", ["linear", "spherical"])
@pytest.mark.parametrize("count", [2, 5, 33])
def test_the_way_ends_at_the_posterior_means(world: FakeResources, path: str, count: int) -> None:
    recipe = Interpolate(model="fake", a=HeldOut(0), b=HeldOut(5), path=path, frames=count)
    arrays = last(recipe, world).arrays
    assert arrays["images"].shape == (count, 1, HEIGHT, WIDTH)
    np.testing.assert_allclose(arrays["t"], np.linspace(0, 1, count), atol=1e-7)
    for index, held_out in ((0, 0), (-1, 5)):
        mean = last(Reconstruct(model="fake", source=HeldOut(held_out)), world).arrays["mean"]
        np.testing.assert_allclose(arrays["latents"][index], mean, atol=1e-5)
        decoded = last(Decode(model="fake", latent=tuple(map(float, mean))), world).arrays["images"][0]
        assert_same_picture(arrays["images"][index], decoded)


def test_the_straight_way_is_straight_and_the_spherical_one_keeps_its_length(world: FakeResources) -> None:
    ends = {"a": Latent((2.0, 0.0, 0.0)), "b": Latent((0.0, 0.0, 2.0))}
    straight, around = (
        last(Interpolate(model="fake", path=path, frames=9, **ends), world).arrays["latents"]
        for path in ("linear", "spherical")
    )
    np.testing.assert_allclose(np.diff(straight, n=2, axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(around, axis=1), 2.0, rtol=1e-6)


def test_every_picture_on_the_way_is_its_point_decoded(world: FakeResources) -> None:
    recipe = Interpolate(model="fake", a=Latent((-1.0,)), b=Latent((1.0, 1.0)), frames=20)
    arrays = last(recipe, world).arrays
    for image, latent in zip(arrays["images"], arrays["latents"], strict=True):
        assert_same_picture(image, picture(world, latent))


# What the network sees


def test_the_encoder_sees_values_in_the_cards_range(world: FakeResources) -> None:
    black = np.zeros((1, 1, HEIGHT, WIDTH), np.uint8)
    assert set(to_network(black, world.only.image).ravel()) == {world.only.image.low}
    arrays = last(Reconstruct(model="fake", source=Drawing(black.tobytes())), world).arrays
    np.testing.assert_allclose(arrays["mean"], 0, atol=1e-6)


# Errors


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        (Decode(model="fake", latent=(0.0,) * 4), "4 coordinates, but Fake fake has 3"),
        (Decode(model="fake", latent=(1e300,)), "between"),
        (Plane(model="fake", horizontal=3), "Axis 4 does not exist: Fake fake has 3"),
        (Plane(model="fake", vertical=511), "Axis 512 does not exist"),
        (Plane(model="fake", horizontal=1, vertical=1), "two different axes"),
        (Plane(model="fake", base=(0.0,) * 5), "5 coordinates"),
        (Reconstruct(model="fake", source=HeldOut(7)), "image 7 does not exist: there are 7"),
        (Reconstruct(model="fake", source=HeldOut(-1)), "image -1 does not exist"),
        (Reconstruct(model="fake", source=Drawing(b"123")), "3 pixels, but Fake fake needs 30"),
        (Interpolate(model="fake", a=HeldOut(99)), "image 99"),
        (Interpolate(model="fake", b=Latent((0.0,) * 4)), "4 coordinates"),
        (Interpolate(model="fake", b=Latent((math.nan,))), "between"),
        (Interpolate(model="fake", b=Latent((0.0, -1e300))), "between"),
    ],
)
def test_what_cannot_be_done_is_said(recipe: Recipe, words: str) -> None:
    with pytest.raises(RecipeError, match=words) as caught:
        list(run(recipe, FakeResources()))
    assert "\n" not in caught.value.sentence


OF_A_MODEL = [kind for kind in PARADIGM.runs if kind is not VaeLab]


@pytest.mark.parametrize("kind", OF_A_MODEL)
def test_an_unknown_model_is_said(kind: type[Recipe]) -> None:
    with pytest.raises(CardError, match="nobody"):
        list(run(kind(model="nobody"), FakeResources()))


@pytest.mark.parametrize("kind", OF_A_MODEL)
def test_every_recipe_runs_with_its_defaults_and_survives_json(kind: type[Recipe]) -> None:
    recipe = kind(model="fake")
    assert from_json(to_json(recipe), recipe_types())[0] == recipe
    assert frames(recipe, steered_world())


sources = st.one_of(
    st.builds(HeldOut, st.integers(-2, 9)),
    st.builds(Drawing, st.binary(min_size=PIXELS, max_size=PIXELS)),
    st.builds(Latent, st.lists(st.floats(), max_size=4).map(tuple)),
)


@given(sources, sources, st.sampled_from(["linear", "spherical"]), st.integers(2, 6))
def test_any_way_is_walked_or_refused_in_a_sentence(a, b, path, count) -> None:
    try:
        arrays = last(Interpolate(model="fake", a=a, b=b, path=path, frames=count), FakeResources()).arrays
    except PlaygroundError:
        return
    assert np.isfinite(arrays["latents"]).all()


# Discovery


def test_the_paradigm_is_found() -> None:
    vae = next(paradigm for paradigm in discover() if paradigm.name == "vae")
    assert vae.generate is Sample
    assert paradigm_of(Sample(model="any")) is vae
    assert set(vae.runs) <= set(recipe_types())


def test_a_recipe_of_no_paradigm_is_refused() -> None:
    class Stray(Recipe, frozen=True, kw_only=True, tag="stray"):
        """Belongs to nobody."""

    with pytest.raises(RecipeError, match="stray"):
        paradigm_of(Stray())


def test_old_documents_are_still_read() -> None:
    """Written by version 1, and to be read by every later one."""
    text = (Path(__file__).parent / "recipe-v1.json").read_text(encoding="utf-8")
    recipe, facts = from_json(text, recipe_types())
    assert recipe == Interpolate(
        model="fashion-vae-2d",
        a=HeldOut(3),
        b=Latent((0.5, -1.25)),
        path="spherical",
        frames=24,
    )
    assert facts == {"device": "cpu", "runtime": "onnx"}
    assert msgspec.json.decode(text)["version"] == 1


@pytest.mark.parametrize("low", [0.0, -1.0])
def test_the_importance_bound_comes_to_the_likelihood_from_below(low: float) -> None:
    """log p(x) by a sum over a grid of z, with the logistic's distribution function of SciPy."""
    world = FakeResources(make_card(latent=1, low=low))
    held_out = world.held_out("fake-data")
    count = min(len(held_out), 6)
    found = last(Likelihood(model="fake", count=count, draws=1024), world)
    few = last(Likelihood(model="fake", count=count, draws=1), world)
    card, decoder = world.card("fake"), world.session("fake", "decoder")
    ticks = np.linspace(-6, 6, 1201)
    grid = np.stack(np.meshgrid(*[ticks] * card.latent), axis=-1).reshape(-1, card.latent).astype(np.float32)
    prior = -(grid.astype(float) ** 2).sum(1) / 2 - card.latent / 2 * math.log(2 * math.pi)
    out, image = decoder.run({"latent": grid}), card.image
    span = image.high - image.low
    location = (out["location"].astype(float) - image.low) / span
    scale = np.exp(out["log_scale"].astype(float)) / span
    exact = []
    for levels in held_out.images[:count]:
        upper = np.where(levels == 255, np.inf, (levels + 0.5) / 255)
        lower = np.where(levels == 0, -np.inf, (levels - 0.5) / 255)
        mass = stats.logistic.cdf(upper, location, scale) - stats.logistic.cdf(lower, location, scale)
        with np.errstate(divide="ignore"):
            logs = np.log(mass).reshape(len(grid), -1).sum(1) + prior
        exact.append(
            logs.max() + np.log(np.exp(logs - logs.max()).sum() * (ticks[1] - ticks[0]) ** card.latent)
        )
    nats = -found.arrays["bits"].astype(float) * PIXELS * math.log(2)
    elbos = -found.arrays["elbo_bits"].astype(float) * PIXELS * math.log(2)
    assert np.all(elbos < nats + 1e-3) and np.all(elbos < np.array(exact))
    assert nats == pytest.approx(np.array(exact), abs=0.35)
    assert nats.mean() == pytest.approx(np.mean(exact), abs=0.15)
    assert few.scalars["bits_per_dim"] == pytest.approx(few.scalars["elbo_bits_per_dim"])
    assert found.scalars["bits_per_dim"] == pytest.approx(found.arrays["bits"].mean(), rel=1e-5)


# Named directions


@pytest.fixture
def steered() -> FakeResources:
    return steered_world()


def test_a_code_is_moved_by_the_sum_of_its_directions(steered: FakeResources) -> None:
    frame = last(Directions(model="fake", source=HeldOut(2), strengths=(2.0, -1.0)), steered)
    start = posterior_mean(steered, steered.sample.images[2])
    moved = start + 2 * np.array(VECTORS["round"]) - np.array(VECTORS["dark"])
    np.testing.assert_allclose(frame.arrays["latents"], [start, moved], atol=1e-6)
    for shown, code in zip(frame.arrays["images"], (start, moved), strict=True):
        assert_same_picture(shown, picture(steered, code))


def test_without_strengths_nothing_is_moved(steered: FakeResources) -> None:
    none, zero = (last(Directions(model="fake", strengths=each), steered) for each in ((), (0.0, 0.0)))
    for frame in (none, zero):
        np.testing.assert_array_equal(frame.arrays["images"][0], frame.arrays["images"][1])


@given(own=st.floats(-20, 20), other=st.floats(-20, 20))
@settings(deadline=None, max_examples=20)
def test_a_filmstrip_goes_through_what_directions_give(own: float, other: float) -> None:
    world = steered_world()
    strip = last(
        Traverse(model="fake", strengths=(own, other), direction="dark", pictures=3, reach=1.5), world
    )
    np.testing.assert_allclose(strip.arrays["offsets"], [-1.5, 0, 1.5])
    for at, offset in enumerate((-1.5, 0.0, 1.5)):
        there = last(Directions(model="fake", strengths=(own, offset)), world)
        np.testing.assert_allclose(strip.arrays["latents"][at], there.arrays["latents"][1], atol=1e-4)
        assert_same_picture(strip.arrays["images"][at], there.arrays["images"][1])


def test_the_first_direction_is_taken_without_a_name(steered: FakeResources) -> None:
    unnamed, named = (last(Traverse(model="fake", direction=each), steered) for each in ("", "round"))
    np.testing.assert_array_equal(unnamed.arrays["latents"], named.arrays["latents"])


@pytest.mark.parametrize(
    ("recipe", "why"),
    [
        (Traverse(model="fake", direction="gla\x1bsses"), "no direction “gla�sses”; it has round, dark"),
        (Directions(model="fake", strengths=(1.0, 1.0, 1.0)), "has 2 named directions, and 3 strengths"),
    ],
)
def test_what_there_is_no_direction_for_is_refused(steered: FakeResources, recipe: Recipe, why: str) -> None:
    with pytest.raises(RecipeError, match=why):
        list(run(recipe, steered))


@pytest.mark.parametrize("recipe", [Directions(model="fake"), Traverse(model="fake")])
def test_a_card_without_directions_is_refused(world: FakeResources, recipe: Recipe) -> None:
    with pytest.raises(RecipeError, match="The card of Fake fake names no directions"):
        list(run(recipe, world))
