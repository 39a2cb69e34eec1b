"""Runs of flows of pictures: z is what it is said to be, and every number adds up."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from playground import paradigms
from playground.core.errors import DataError, RecipeError
from playground.core.frames import Frame
from playground.core.images import LabelledImages
from playground.core.likelihood import scale_of_pixels
from playground.core.recipe import Recipe
from playground.paradigms.nflow_images.network import BLOCK
from playground.paradigms.nflow_images.recipes import (
    Drawing,
    HeldOut,
    Inspect,
    Interpolate,
    Likelihood,
    Likelihoods,
    Noise,
    Sample,
    Scales,
)
from tests.support.tiny_flow import CLASSES, CONFIG, FlowWorld

pytestmark = pytest.mark.torch

MODEL = "tiny-flow"
EVERY = (Sample, Interpolate, Likelihood, Likelihoods, Inspect, Scales)


@pytest.fixture(scope="module")
def world() -> FlowWorld:
    return FlowWorld()


def frames(recipe: Recipe, world: FlowWorld) -> list[Frame]:
    found = list(paradigms.run(recipe, world))
    assert [frame.final for frame in found] == [False] * (len(found) - 1) + [True]
    return found


def final(recipe: Recipe, world: FlowWorld) -> Frame:
    return frames(recipe, world)[-1]


def test_temperature_0_gives_the_mode_of_z_for_every_class(world: FlowWorld) -> None:
    frame = final(Sample(model=MODEL, count=7, temperature=0.0), world)
    assert not frame.arrays["z"].any()
    label = torch.arange(CLASSES)
    with torch.inference_mode():
        mode = world.network.get_submodule("generate")(torch.zeros(CLASSES, 1, 4, 4), label)
    wanted = np.floor(256 * mode.numpy()).astype(np.uint8)
    for image, known in zip(frame.arrays["images"], frame.arrays["labels"], strict=True):
        np.testing.assert_array_equal(image, wanted[known])


def test_temperature_scales_z(world: FlowWorld) -> None:
    one, half = (
        final(Sample(model=MODEL, count=3, temperature=size), world).arrays["z"] for size in (1.0, 0.5)
    )
    np.testing.assert_allclose(half, 0.5 * one, rtol=1e-6)


def test_a_picture_does_not_depend_on_its_batch(world: FlowWorld) -> None:
    few = final(Sample(model=MODEL, count=3, label=1), world)
    many = final(Sample(model=MODEL, count=BLOCK + 4, label=1), world)
    for name in ("images", "z"):
        np.testing.assert_array_equal(few.arrays[name], many.arrays[name][:3])
    assert set(world.sessions["generate"].batches) == {BLOCK}


def test_frames_fill_up_and_say_what_was_asked(world: FlowWorld) -> None:
    first, last = frames(Sample(model=MODEL, count=BLOCK + 4, label=CLASSES), world)
    assert (first.scalars["done"], last.scalars["done"]) == (BLOCK, BLOCK + 4)
    assert last.scalars["nfe"] == 1
    assert first.scalars["milliseconds"] < last.scalars["milliseconds"]
    assert not first.arrays["images"][BLOCK:].any()
    assert last.arrays["images"][BLOCK:].any()
    assert (last.arrays["labels"] == CLASSES).all()


@pytest.mark.parametrize("path", ["linear", "spherical"])
@pytest.mark.parametrize("label", [0, CLASSES])
def test_a_way_begins_and_ends_with_the_very_pictures(world: FlowWorld, path: str, label: int) -> None:
    recipe = Interpolate(model=MODEL, a=HeldOut(4), b=HeldOut(1), path=path, label=label, frames=5)
    frame = final(recipe, world)
    np.testing.assert_array_equal(frame.arrays["images"][0], world.images.images[4])
    np.testing.assert_array_equal(frame.arrays["images"][-1], world.images.images[1])
    z, lengths = frame.arrays["z"].reshape(5, -1).astype(float), frame.arrays["lengths"]
    np.testing.assert_allclose(lengths, np.linalg.norm(z, axis=1), rtol=1e-6)
    if path == "linear":
        np.testing.assert_allclose(z[2], (z[0] + z[-1]) / 2, atol=1e-6)
    else:
        np.testing.assert_allclose(lengths, np.linspace(lengths[0], lengths[-1], 5), rtol=1e-5)


def test_a_way_from_a_seed_begins_with_its_sample(world: FlowWorld) -> None:
    way = final(Interpolate(model=MODEL, a=Noise(7), b=HeldOut(2), label=2, frames=3), world)
    sample = final(Sample(model=MODEL, seed=7, label=2, count=1), world)
    np.testing.assert_array_equal(way.arrays["images"][0], sample.arrays["images"][0])
    cool = Noise(7, index=3, temperature=0.5)
    way = final(Interpolate(model=MODEL, a=cool, b=HeldOut(2), label=2, frames=3), world)
    sample = final(Sample(model=MODEL, seed=7, label=2, count=4, temperature=0.5), world)
    np.testing.assert_array_equal(way.arrays["images"][0], sample.arrays["images"][3])


@pytest.mark.parametrize("labelled", [False, True])
def test_likelihoods_add_up(world: FlowWorld, labelled: bool) -> None:
    first, *_, last = frames(Likelihood(model=MODEL, labelled=labelled, bins=10), world)
    bits = last.arrays["bits"].astype(float)
    nats = last.arrays["log_base"].astype(float) + last.arrays["log_determinant"]
    np.testing.assert_allclose(bits * 16 * math.log(2), -nats, rtol=1e-5)
    assert last.scalars["bits_per_dim"] == pytest.approx(bits.mean(), rel=1e-6)
    assert last.scalars["error"] == pytest.approx(bits.std(ddof=1) / math.sqrt(len(bits)), rel=1e-5)
    assert last.arrays["counts"].sum() == len(bits) == len(world.images)
    counts, _ = np.histogram(np.minimum(bits, 8), last.arrays["edges"])
    np.testing.assert_array_equal(counts, last.arrays["counts"])
    assert np.isnan(first.arrays["bits"][BLOCK:]).all()
    assert first.arrays["counts"].sum() == BLOCK


def test_the_mean_of_a_flows_own_samples_is_that_of_the_very_values_drawn(world: FlowWorld) -> None:
    frame = final(Likelihood(model=MODEL, count=BLOCK + 3, of="samples", noise=5), world)
    z = final(Sample(model=MODEL, count=BLOCK + 3, seed=5, label=CLASSES), world).arrays["z"]
    normal = -0.5 * np.square(z.astype(float)).reshape(len(z), -1).sum(axis=1) - 8 * math.log(2 * math.pi)
    np.testing.assert_allclose(frame.arrays["log_base"], normal, rtol=2e-3)
    assert (frame.arrays["labels"] == CLASSES).all()
    told = final(Likelihood(model=MODEL, count=7, of="samples", labelled=True), world)
    assert told.arrays["labels"].tolist() == [index % CLASSES for index in range(7)]


def test_other_pictures_are_what_they_are_called(world: FlowWorld) -> None:
    held_out, measured = world.images, {}
    for of in ("inverted", "shuffled", "noise", "digits"):
        frame = final(Likelihood(model=MODEL, count=5, of=of), world)
        asked = world.sessions["normalise"].last["image"][:5]
        measured[of] = np.asarray(asked, dtype=np.uint8)
        unknown = of in ("noise", "digits")
        assert frame.arrays["labels"].tolist() == [CLASSES if unknown else n % CLASSES for n in range(5)]
    np.testing.assert_array_equal(measured["inverted"], 255 - held_out.images[:5])
    np.testing.assert_array_equal(measured["digits"], held_out.images[:5])
    for shuffled, image in zip(measured["shuffled"], held_out.images, strict=False):
        np.testing.assert_array_equal(np.sort(shuffled, axis=None), np.sort(image, axis=None))
    assert not np.array_equal(measured["shuffled"][2:], held_out.images[2:5])
    assert len(np.unique(measured["noise"])) > 40


def test_several_kinds_are_measured_as_each_is_alone(world: FlowWorld) -> None:
    recipe = Likelihoods(model=MODEL, beside=("digits", "inverted", "digits", "held-out"), count=20, bins=12)
    *_, last = frames(recipe, world)
    assert last.scalars["kinds"] == "held-out digits inverted" and last.scalars["done"] == 3
    held_out = None
    for place, kind in enumerate(("held-out", "digits", "inverted")):
        alone = final(Likelihood(model=MODEL, of=kind, count=20, bins=12), world)
        held_out = alone.arrays["bits"] if held_out is None else held_out
        np.testing.assert_array_equal(last.arrays["bits"][place], alone.arrays["bits"])
        np.testing.assert_array_equal(last.arrays["counts"][place], alone.arrays["counts"])
        assert last.arrays["means"][place] == pytest.approx(alone.scalars["bits_per_dim"], rel=1e-6)
        assert last.arrays["errors"][place] == pytest.approx(alone.scalars["error"], rel=1e-5)
        one, other = alone.arrays["bits"][:, None], held_out[None]
        expected = (one > other).mean() + (one == other).mean() / 2
        assert last.arrays["apart"][place] == pytest.approx(expected, abs=1e-6)
    # Held-out images cannot be told from themselves.
    assert last.arrays["apart"][0] == 0.5


def test_pictures_of_another_shape_are_refused(world: FlowWorld) -> None:
    wide = FlowWorld()
    wide.images = LabelledImages(np.zeros((3, 1, 4, 8), np.uint8), np.zeros(3, np.uint8))
    with pytest.raises(DataError, match=r"1 × 4 × 8, but .* takes 1 × 4 × 4"):
        final(Likelihood(model=MODEL, of="digits"), wide)


def test_likelihoods_are_those_of_the_network(world: FlowWorld) -> None:
    frame = final(Likelihood(model=MODEL, count=5, labelled=True, noise=3), world)
    way = final(Inspect(model=MODEL, source=HeldOut(4), labelled=True, noise=3), world)
    assert way.scalars["bits_per_dim"] == pytest.approx(float(frame.arrays["bits"][4]), rel=1e-5)
    other = final(Likelihood(model=MODEL, count=5, labelled=True, noise=4), world)
    assert not np.array_equal(frame.arrays["bits"], other.arrays["bits"])


@pytest.mark.parametrize("labelled", [False, True])
def test_a_picture_goes_to_z_and_comes_back(world: FlowWorld, labelled: bool) -> None:
    frame = final(Inspect(model=MODEL, source=HeldOut(5), labelled=labelled), world)
    arrays, scalars = frame.arrays, frame.scalars
    np.testing.assert_array_equal(arrays["returned"], world.images.images[5])
    np.testing.assert_array_equal(arrays["original"], world.images.images[5])
    assert scalars["largest_error"] == pytest.approx(float(arrays["error"].max()))
    assert scalars["largest_error"] < 0.0256
    assert scalars["label"] == world.images.labels[5]
    assert scalars["log_density"] == pytest.approx(scalars["log_base"] + scalars["log_determinant"])
    assert scalars["log_density"] == pytest.approx(-float(arrays["bits"].sum()) * math.log(2), rel=1e-5)
    normal = -0.5 * np.square(arrays["z"].astype(float)).sum() - 8 * math.log(2 * math.pi)
    assert scalars["log_base"] == pytest.approx(normal, rel=1e-6)
    np.testing.assert_array_equal(arrays["scales"], scale_of_pixels(4, 4, CONFIG["halvings"]))
    coarse = float(arrays["bits"][0][arrays["scales"] == 0].sum())
    assert float(arrays["scale_bits"][0]) == pytest.approx(coarse, rel=1e-5)
    assert float(arrays["scale_bits"].sum()) == pytest.approx(float(arrays["bits"].sum()), rel=1e-5)
    given = arrays["class_log_densities"].astype(float)
    posterior = np.exp(given) / np.exp(given).sum()
    np.testing.assert_allclose(arrays["class_probabilities"], posterior, rtol=1e-3)
    if labelled:
        assert given[scalars["label"]] == pytest.approx(scalars["log_density"], rel=1e-6)


def test_scales_add_up_to_the_whole_likelihood(world: FlowWorld) -> None:
    frame = final(Inspect(model=MODEL, source=HeldOut(6)), world)
    base, determinant, bits = (
        frame.arrays[name].astype(float)
        for name in ("scale_log_bases", "scale_log_determinants", "scale_bits")
    )
    assert len(base) == len(determinant) == CONFIG["halvings"] + 1
    assert base.sum() == pytest.approx(frame.scalars["log_base"], rel=1e-5)
    assert determinant.sum() == pytest.approx(frame.scalars["log_determinant"], rel=1e-5)
    np.testing.assert_allclose(base + determinant, -bits * math.log(2), rtol=1e-4)


def test_draws_of_the_noise_are_those_of_their_seeds_and_bound_from_below(world: FlowWorld) -> None:
    frame = final(Inspect(model=MODEL, source=HeldOut(6), noise=3), world)
    draws = frame.arrays["draw_bits"]
    assert draws[0] == pytest.approx(frame.scalars["bits_per_dim"], rel=1e-5)
    fifth = final(Inspect(model=MODEL, source=HeldOut(6), noise=7), world)
    assert draws[4] == pytest.approx(fifth.scalars["bits_per_dim"], rel=1e-5)
    nats = -draws.astype(float) * 16 * math.log(2)
    assert frame.scalars["mean_log_density"] == pytest.approx(nats.mean(), rel=1e-5)
    assert frame.scalars["bound_log_density"] == pytest.approx(np.log(np.exp(nats).mean()), rel=1e-5)
    assert nats.mean() < frame.scalars["bound_log_density"] < nats.max()


def test_z_is_counted_and_read_as_each_class(world: FlowWorld) -> None:
    frame = final(Inspect(model=MODEL, source=HeldOut(5), labelled=True), world)
    z, arrays = frame.arrays["z"].astype(float), frame.arrays
    assert arrays["z_counts"].sum() == z.size == 16
    counts, _ = np.histogram(np.clip(z, -5, 5), arrays["z_edges"])
    np.testing.assert_array_equal(arrays["z_counts"], counts)
    assert frame.scalars["z_mean"] == pytest.approx(z.mean(), abs=1e-6)
    assert frame.scalars["z_deviation"] == pytest.approx(z.std(), rel=1e-6)
    assert frame.scalars["z_beyond"] == np.count_nonzero(abs(z) > 2) / 16
    assert len(arrays["as_classes"]) == CLASSES
    np.testing.assert_array_equal(arrays["as_classes"][frame.scalars["label"]], arrays["original"])
    with torch.inference_mode():
        every = torch.from_numpy(arrays["z"]).repeat(CLASSES, 1, 1, 1)
        read = world.network.get_submodule("generate")(every, torch.arange(CLASSES)).numpy()
    np.testing.assert_array_equal(arrays["as_classes"], np.floor(256 * read).astype(np.uint8))


def test_a_drawing_has_no_label(world: FlowWorld) -> None:
    frame = final(Inspect(model=MODEL, source=Drawing(bytes(range(0, 256, 16))), labelled=True), world)
    assert "label" not in frame.scalars
    np.testing.assert_array_equal(frame.arrays["returned"].ravel(), np.arange(0, 256, 16))


def test_each_row_varies_its_scale_alone(world: FlowWorld) -> None:
    recipe = Scales(model=MODEL, source=HeldOut(3), pictures=6)
    first, last = frames(recipe, world)
    rows = last.arrays["images"].reshape(2, 6, 4, 4)
    for row in rows:
        np.testing.assert_array_equal(row[0], world.images.images[3, 0])
    coarse = scale_of_pixels(4, 4, 1) == 0
    assert (rows[1][:, coarse] == rows[1][0, coarse]).all()
    assert (rows[0][1:, coarse] != rows[0][0, coarse]).any()
    assert last.arrays["sizes"].tolist() == [4, 12]
    assert np.isnan(first.arrays["changes"]).tolist() == [False, True]
    assert (last.arrays["changes"] > 0).all()
    assert last.scalars["columns"] == 6


@pytest.mark.parametrize("kind", EVERY)
def test_another_model_is_refused(world: FlowWorld, kind: type[Recipe]) -> None:
    with pytest.raises(RecipeError, match="no normalizing flow"):
        final(kind(model="fake"), world)


@pytest.mark.parametrize(
    ("recipe", "said"),
    [
        (Sample(model=MODEL, label=CLASSES + 1), "Label 4 does not exist"),
        (Interpolate(model=MODEL, label=CLASSES + 1), "Label 4 does not exist"),
        (Interpolate(model=MODEL, a=HeldOut(40)), "image 40 does not exist: there are 40"),
        (Interpolate(model=MODEL, b=Noise(-1)), "from 0 up"),
        (Interpolate(model=MODEL, b=Noise(1, index=1024)), "from 0 to 1023"),
        (Interpolate(model=MODEL, b=Noise(1, temperature=-1.0)), "between 0 and 2"),
        (Inspect(model=MODEL, source=Drawing(b"abc")), "3 pixels, but .* needs 16"),
        (Scales(model=MODEL, source=HeldOut(-1)), "does not exist"),
    ],
)
def test_what_does_not_exist_is_refused(world: FlowWorld, recipe: Recipe, said: str) -> None:
    with pytest.raises(RecipeError, match=said):
        final(recipe, world)
