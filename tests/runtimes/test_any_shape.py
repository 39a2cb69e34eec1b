"""Models of any shape run every recipe of their family, or say in a sentence why they cannot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest

from playground import paradigms
from playground.core.cards import Card
from playground.core.errors import CardError, PlaygroundError
from playground.core.frames import Frame
from playground.core.recipe import Recipe, change
from playground.core.resources import Placement, Resources
from playground.export.images import to_pillow
from playground.export.pictures import Layout, arrange, pictures_of
from playground.gaussian.card import Denoising
from playground.paradigms import consistency, diffusion, flow
from playground.paradigms.cards import read_card, rules
from playground.paradigms.denoising.lines import Paths
from playground.paradigms.denoising.solvers import Solvers
from playground.paradigms.gan_images import recipes as gan
from playground.paradigms.nflow_images import recipes as nflow
from playground.paradigms.race.recipes import Race
from playground.paradigms.vae_images import recipes as vae
from playground.runtimes.resources import open_resources
from tests.support import any_shape
from tests.support.any_shape import CLASSES, COLOUR, LARGE, WIDE, pictures

MODELS = {
    "diffusion": ("colour-classes", "wide-ddpm", "large-arrays"),
    "flow": ("colour-flow", "colour-reflow", "wide-flow"),
    "consistency": ("colour-consistency",),
    "vae": ("colour-vae", "wide-vae", "wide-plain", "large-decoder"),
    "gan": ("colour-gan", "large-generator", "colour-mapped"),
    "nflow": ("colour-nflow", "wide-nflow"),
}


def recipes_of(family: str, model: str) -> Iterator[Recipe]:
    """Every recipe of a family that runs a model, small."""
    match family:
        case "diffusion":
            yield diffusion.Sample(model=model, count=3, steps=4)
            yield diffusion.Sample(model=model, count=2, steps=4, output="trajectory", moments=3)
            yield diffusion.Forward(model=model, pictures=3)
            yield diffusion.Fan(model=model, etas=(0.0, 1.0), steps=3, branches=2)
            yield diffusion.Interpolate(model=model, frames=3, steps=3)
            yield diffusion.Bound(model=model, count=2, labelled=True)
        case "flow":
            yield flow.Sample(model=model, count=3, steps=4)
            yield flow.Interpolate(model=model, frames=3, steps=3)
            yield Paths(model=model, count=2, steps=3)
            yield flow.Compare(model=model, reflow=model, steps=(1, 2), count=2)
            yield flow.Likelihood(model=model, count=2, steps=2)
            yield Solvers(model=model, budget=8, count=2)
        case "consistency":
            yield consistency.Sample(model=model, count=3)
            yield consistency.Interpolate(model=model, frames=3)
            yield consistency.Rows(model=model, steps=(1, 2), teacher_steps=(1, 2), count=2)
            yield consistency.Jumps(model=model, points=4, fine=1)
        case "vae":
            yield vae.Decode(model=model, latent=(0.5,))
            yield vae.Plane(model=model, tiles=5)
            yield vae.Codes(model=model, count=20)
            yield vae.Reconstruct(model=model)
            yield vae.Interpolate(model=model, frames=3)
            yield vae.Interpolate(model=model, frames=3, a=vae.Latent((1.0,)), b=vae.Latent((-1.0,)))
            yield vae.Sample(model=model, count=3)
            yield vae.Sample(model=model, count=3, output="sample")
            yield vae.Likelihood(model=model, count=3, draws=4)
        case "gan":
            yield gan.Sample(model=model, count=3)
            yield gan.Plane(model=model, tiles=3)
            yield gan.Point(model=model)
            yield gan.Interpolate(model=model, frames=3)
            yield gan.Directions(model=model)
            yield gan.Traverse(model=model, rows=1, pictures=3)
            yield gan.Mix(model=model, rows=2, columns=2)
            yield gan.Layers(model=model, rows=2, columns=2)
            yield gan.Judge(model=model, count=5)
            yield gan.Moments(model=model, count=3)
        case _:
            yield nflow.Sample(model=model, count=3)
            yield nflow.Interpolate(model=model, frames=3)
            yield nflow.Likelihood(model=model, count=5)
            yield nflow.Likelihoods(model=model, beside=("inverted", "samples"), count=5)
            yield nflow.Inspect(model=model)
            yield nflow.Scales(model=model, pictures=3)


CANNOT = {
    ("colour-classes", diffusion.Fan): "leave the scale of guidance at 1",
    ("large-arrays", diffusion.Bound): "no schedule of β",
    ("large-decoder", vae.Codes): "a decoder alone: without an encoder",
    ("large-decoder", vae.Reconstruct): "a decoder alone: without an encoder",
    ("wide-plain", vae.Likelihood): "names no likelihood",
    ("large-decoder", vae.Likelihood): "a decoder alone: without an encoder",
    ("large-generator", gan.Judge): "a generator alone: there is no discriminator",
    ("large-generator", gan.Moments): "a generator alone: there is no discriminator",
    ("colour-gan", gan.Mix): "no layers that take a style",
    ("large-generator", gan.Mix): "no layers that take a style",
    ("colour-gan", gan.Layers): "no layers that take a style",
    ("large-generator", gan.Layers): "no layers that take a style",
    ("colour-gan", gan.Traverse): "names no principal directions",
    ("large-generator", gan.Traverse): "names no principal directions",
}
"""What a model lacks for a recipe, in the sentence's words."""

ALL = [
    pytest.param(recipe, id=f"{recipe.model}-{type(recipe).__struct_config__.tag}-{number}")  # type: ignore[attr-defined]
    for family, models in MODELS.items()
    for model in models
    for number, recipe in enumerate(recipes_of(family, model))
]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Resources]:
    folder = tmp_path_factory.mktemp("shapes")
    any_shape.write_models(folder / "models")
    any_shape.write_held_out(folder / "heldout")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYGROUND_DATA", str(folder))
        yield open_resources((folder / "models",), rules(), Placement(), lambda _: None)


def last(recipe: Recipe, world: Resources) -> Frame:
    *_, frame = paradigms.run(recipe, world)
    assert frame.final
    return frame


@pytest.mark.parametrize("recipe", ALL)
def test_every_recipe_runs_or_says_why_not(recipe: Recipe, world: Resources) -> None:
    card = world.card(recipe.model)  # type: ignore[attr-defined]
    said = CANNOT.get((card.name, type(recipe)))
    if isinstance(recipe, vae.Sample) and recipe.output == "sample" and card.likelihood is None:
        said = "names no likelihood"
    if (
        isinstance(recipe, vae.Interpolate)
        and isinstance(recipe.a, vae.HeldOut)
        and "encoder" not in card.parts
    ):
        said = "a decoder alone"
    if said is not None:
        with pytest.raises(PlaygroundError) as caught:
            last(recipe, world)
        assert said in caught.value.sentence and "\n" not in caught.value.sentence
        return
    frame = last(recipe, world)
    seen = {name: array for name, array in frame.arrays.items() if array.dtype == np.uint8 and array.ndim > 2}
    assert all(array.shape[-3:] == card.image.shape for name, array in seen.items() if name != "mosaic")
    if "mosaic" in frame.arrays:
        tiles = recipe.tiles  # type: ignore[attr-defined]
        colours = (3,) if card.image.channels == 3 else ()
        whole = (*colours, tiles * card.image.height, tiles * card.image.width)
        assert frame.arrays["mosaic"].shape == whole


DENOISERS = [name for family in ("diffusion", "flow", "consistency") for name in MODELS[family]]
SHAPES = {"colour": COLOUR, "wide": WIDE, "large": LARGE}


@pytest.mark.parametrize("model", DENOISERS)
def test_samples_are_the_pictures_that_the_network_knows(model: str, world: Resources) -> None:
    card, kinds = world.card(model), {"diffusion": diffusion, "flow": flow, "consistency": consistency}
    classes = Denoising.of(card).classes if Denoising.of(card) else 0
    recipe = kinds[card.paradigm].Sample(model=model, count=3, steps=6)  # type: ignore[attr-defined]
    found = last(recipe, world).arrays["images"]
    known = pictures(SHAPES[model.partition("-")[0]], classes)
    wanted = known[:3] if classes else np.repeat(known[-1:], 3, axis=0)
    assert np.abs(found.astype(int) - wanted).max() <= 1


def test_a_class_of_twenty_and_none_of_them(world: Resources) -> None:
    known = pictures(COLOUR, CLASSES)
    for label in (CLASSES - 1, CLASSES):
        found = last(flow.Sample(model="colour-flow", count=1, steps=4, label=label), world).arrays["images"]
        assert np.abs(found[0].astype(int) - known[label]).max() <= 1
    with pytest.raises(PlaygroundError, match="knows 0 to 19, and 20 for none"):
        last(flow.Sample(model="colour-flow", label=CLASSES + 1), world)
    with pytest.raises(PlaygroundError, match=r"Label 20 does not exist: .* knows 0 to 19\."):
        last(diffusion.Sample(model="colour-classes", label=CLASSES), world)


def test_guidance_needs_something_to_guide_away_from(world: Resources) -> None:
    guided = flow.Sample(model="colour-flow", count=1, steps=2, label=3)
    assert last(change(guided, guidance=2.0), world).scalars["nfe"] > last(guided, world).scalars["nfe"]
    with pytest.raises(PlaygroundError, match="nothing to guide away from"):
        last(diffusion.Sample(model="colour-classes", guidance=2.0), world)
    # Told nothing, a network is asked once, whatever the scale is.
    free = diffusion.Sample(model="wide-ddpm", count=1, steps=3)
    assert last(change(free, guidance=3.0), world).scalars["nfe"] == last(free, world).scalars["nfe"]


def test_a_model_without_classes_has_no_label_but_none(world: Resources) -> None:
    with pytest.raises(PlaygroundError, match="is told no classes"):
        last(diffusion.Sample(model="wide-ddpm", label=3), world)
    with pytest.raises(PlaygroundError, match="is told no classes"):
        last(gan.Sample(model="large-generator", label=1), world)


def test_models_of_one_shape_race(world: Resources) -> None:
    lanes = (
        flow.Sample(model="colour-flow", steps=2), gan.Sample(model="colour-gan"),
        nflow.Sample(model="colour-nflow"), vae.Sample(model="colour-vae"),
    )  # fmt: skip
    frame = last(Race(lanes=lanes, count=2), world)
    assert frame.arrays["data"].shape[-3:] == COLOUR
    with pytest.raises(PlaygroundError, match="different things"):
        last(Race(lanes=(lanes[0], flow.Sample(model="wide-flow")), count=2), world)


def test_held_out_images_of_another_shape_are_said(world: Resources, tmp_path: Path) -> None:
    card = world.card("colour-vae")

    class Other:
        def __getattr__(self, name: str) -> object:
            return getattr(world, name)

        def card(self, model: str) -> Card:
            return msgspec.structs.replace(card, data="fashion-mnist")

    with pytest.raises(PlaygroundError, match="are 1 × 28 × 28, but Coloured codes takes 3 × 32 × 32"):
        last(vae.Codes(model="colour-vae"), Other())  # type: ignore[arg-type]


def test_graphs_alone_need_onnx_runtime(world: Resources, tmp_path: Path) -> None:
    any_shape.write_models(tmp_path)
    there = open_resources((tmp_path,), rules(), Placement("torch"), lambda _: None)
    with pytest.raises(CardError, match="no network for PyTorch; choose ONNX Runtime"):
        last(vae.Decode(model="large-decoder"), there)
    assert read_card(tmp_path / "large-decoder").network is None


def test_mosaics_of_colours_are_in_colour_and_those_of_grey_are_grey(world: Resources) -> None:
    plane = last(vae.Plane(model="colour-vae", tiles=4), world).arrays["mosaic"]
    middle = last(vae.Decode(model="colour-vae", latent=(-2.25, 2.25)), world).arrays["images"][0]
    np.testing.assert_array_equal(plane[:, :32, :32], middle)
    square = last(gan.Plane(model="colour-gan", tiles=2), world).arrays["mosaic"]
    corner = last(gan.Point(model="colour-gan", u=1.0, v=0.0, neighbours=0), world).arrays["images"][0]
    np.testing.assert_array_equal(square[:, :32, 32:], corner)


@pytest.mark.parametrize(
    "recipe",
    [
        vae.Plane(model="colour-vae", tiles=4),
        gan.Plane(model="colour-gan", tiles=2),
        flow.Sample(model="wide-flow", count=3, steps=2),
        gan.Sample(model="large-generator", count=2),
    ],
)
def test_pictures_of_any_shape_are_exported_as_they_are(recipe: Recipe, world: Resources) -> None:
    frame = last(recipe, world)
    (canvas,) = arrange(pictures_of(frame), Layout())
    image = np.asarray(to_pillow(canvas))
    grey = world.card(recipe.model).image.channels == 1  # type: ignore[attr-defined]
    assert image.ndim == (2 if grey else 3)
    if "mosaic" in frame.arrays:
        np.testing.assert_array_equal(image, frame.arrays["mosaic"].transpose(1, 2, 0))
