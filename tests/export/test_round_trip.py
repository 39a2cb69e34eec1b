"""Every format gives its recipe back, and verification finds the same pictures or the changed pixel."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PIL import Image

from playground.core.errors import CardError, ExportError
from playground.core.frames import Frame
from playground.core.recipe import to_json
from playground.export.containers import KEY
from playground.export.images import png
from playground.export.metadata import read_recipe
from playground.export.pictures import Layout, arrange, layout_of, pictures_of
from playground.export.reading import read_canvases
from playground.export.verify import verify
from playground.export.writing import export
from playground.paradigms.vae_images.recipes import (
    Codes,
    Decode,
    Drawing,
    HeldOut,
    Interpolate,
    Latent,
    Plane,
    Reconstruct,
    Sample,
)

WAY = Interpolate(model="tiny", a=HeldOut(3), b=Latent((2.0, -1.0)), frames=7)
RECIPES = [
    Sample(model="tiny", count=10, seed=7),
    Sample(model="tiny", count=3, seed=7, output="sample"),
    Decode(model="tiny", latent=(0.5, -1)),
    Plane(model="tiny", tiles=5),
    Reconstruct(model="tiny", source=Drawing(bytes(range(36))), seed=3),
    WAY,
]
PICTURES = ["a.png", "a.apng", "a.gif", "a.webp", "folder", "a.npz"]


@pytest.mark.parametrize("name", [*PICTURES, "a.json"])
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: type(recipe).__name__)
def test_every_format_returns_recipe_and_facts(recipe, name, out, resources, run_final) -> None:
    facts = resources.facts("tiny")
    written = export(run_final(recipe, resources), recipe, facts, out / name, sidecar=True)
    assert written[-1] == out / f"{name}.json"
    for path in written:
        found, recorded = read_recipe(path)
        assert found == recipe
        assert facts.items() <= recorded.items()
    assert sorted(path for path in out.rglob("*") if path.is_file()) == sorted(written)


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: type(recipe).__name__)
def test_every_format_verifies(recipe, name, out, resources, run_final) -> None:
    export(run_final(recipe, resources), recipe, resources.facts("tiny"), out / name, scale=3)
    result = verify(out / name, resources)
    assert (result.same, result.largest, result.differing, result.largest_number) == (True, 0, 0.0, 0.0)
    assert result.model_matches is True
    assert result.sentence.startswith("Same")


@pytest.mark.parametrize("name", ["a.png", "a.apng", "a.webp", "folder", "a.npz"])
def test_colours_verify_exactly(name, out, colour, run_final) -> None:
    recipe = Sample(model="tiny", count=5)
    export(run_final(recipe, colour), recipe, {}, out / name)
    result = verify(out / name, colour)
    assert (result.same, result.largest, result.model_matches) == (True, 0, None)


def test_a_coloured_gif_says_that_it_cannot_be_exact(out, colour, run_final) -> None:
    recipe = Sample(model="tiny", count=20)
    export(run_final(recipe, colour), recipe, {}, out / "a.gif")
    result = verify(out / "a.gif", colour)
    assert 0 < result.largest < 128
    assert "256 colours" in result.sentence


@pytest.mark.parametrize("layout", ["grid", "filmstrip", "single", "animation"])
def test_every_layout_of_a_png_verifies(layout, out, resources, run_final) -> None:
    for number, (columns, spacing, scale) in enumerate(itertools.product((0, 4), (0, 3), (1, 2))):
        path = out / f"{number}.png"
        export(
            run_final(WAY, resources), WAY, {}, path, layout=layout, columns=columns, spacing=spacing,
            scale=scale, index=5, fps=25,
        )  # fmt: skip
        assert verify(path, resources).largest == 0


def test_one_changed_pixel_is_found_with_its_size_and_place(out, resources, run_final) -> None:
    recipe = Sample(model="tiny", count=9)
    path = out / "a.png"
    export(run_final(recipe, resources), recipe, {}, path, spacing=1, scale=2)
    pixels = read_canvases(path)[0, :1].copy()
    pixels[0, 11, 7] = pixels[0, 11, 7] + 23 if pixels[0, 11, 7] < 200 else pixels[0, 11, 7] - 23
    changed = out / "changed.png"
    changed.write_bytes(png(pixels, Image.open(path).text[KEY]))
    result = verify(changed, resources)
    assert (result.same, result.largest) == (False, 23)
    assert result.where == {"file": str(changed), "picture": 0, "row": 11, "column": 7}
    assert result.differing == pytest.approx(1 / pixels.size)
    assert "23 of 255" in result.sentence


def test_one_grey_level_is_within_tolerance(out, resources, run_final) -> None:
    recipe = Sample(model="tiny", count=1)
    path = out / "a.png"
    export(run_final(recipe, resources), recipe, {}, path)
    pixels = read_canvases(path)[0, :1].copy()
    pixels[0, 0, 0] = pixels[0, 0, 0] - 1 if pixels[0, 0, 0] else 1
    path.write_bytes(png(pixels, Image.open(path).text[KEY]))
    result = verify(path, resources)
    assert (result.same, result.largest) == (True, 1)


def test_the_changed_picture_of_a_folder_is_named(out, resources, run_final) -> None:
    recipe = Sample(model="tiny", count=3)
    files = export(run_final(recipe, resources), recipe, resources.facts("tiny"), out / "folder")
    assert [file.name for file in files] == ["0000.png", "0001.png", "0002.png"]
    pixels = read_canvases(files[1])[0, :1].copy()
    pixels[0, 2, 3] ^= 128
    files[1].write_bytes(png(pixels, Image.open(files[1]).text[KEY]))
    result = verify(out / "folder", resources)
    assert (result.same, result.largest, result.pictures) == (False, 128, 3)
    assert result.where["file"] == str(files[1])


def test_other_weights_are_noticed(out, resources, other_weights, run_final) -> None:
    recipe = Sample(model="tiny", count=3)
    export(run_final(recipe, resources), recipe, resources.facts("tiny"), out / "a.png")
    result = verify(out / "a.png", other_weights)
    assert result.model_matches is False
    assert "weights are not the ones" in result.sentence


def test_weights_in_half_precision_are_those_of_the_same_model(
    out, resources, halved, other_weights, run_final
) -> None:
    recipe = Sample(model="tiny", count=3)
    export(run_final(recipe, resources), recipe, resources.facts("tiny"), out / "a.png")
    result = verify(out / "a.png", halved)
    assert (result.same, result.model_matches) == (True, True)
    assert "half precision" in result.sentence
    assert "half precision" not in verify(out / "a.png", resources).sentence
    export(run_final(recipe, halved), recipe, other_weights.facts("tiny"), out / "b.png")
    assert "half precision" not in verify(out / "b.png", halved).sentence


def test_a_missing_model_is_one_sentence(out, resources) -> None:
    document = to_json(Sample(model="gone"), Layout().facts())
    (out / "a.png").write_bytes(png(np.zeros((1, 6, 6), np.uint8), document))
    with pytest.raises(CardError, match="gone"):
        verify(out / "a.png", resources)


def test_another_size_is_one_sentence(out, resources) -> None:
    document = to_json(Sample(model="tiny", count=1), Layout().facts())
    (out / "a.png").write_bytes(png(np.zeros((1, 6, 7), np.uint8), document))
    with pytest.raises(ExportError, match="1×3×6×7, but its recipe gives 1×3×6×6"):
        verify(out / "a.png", resources)


def test_an_npz_with_changed_latents_differs(out, resources, run_final) -> None:
    recipe = Sample(model="tiny", count=4)
    frame = run_final(recipe, resources)
    arrays = {**frame.arrays, "latents": frame.arrays["latents"] + np.float32(0.25)}
    np.savez(out / "a.npz", recipe=np.array(to_json(recipe)), **arrays)
    result = verify(out / "a.npz", resources)
    assert (result.same, result.largest) == (False, 0)
    assert result.largest_number == pytest.approx(0.25)


def test_an_npz_holds_what_its_readers_expect(out, resources, run_final) -> None:
    recipe = Sample(model="tiny", count=4)
    export(run_final(recipe, resources), recipe, {}, out / "a.npz")
    with np.load(out / "a.npz", allow_pickle=False) as arrays:
        assert set(arrays.files) == {"images", "latents", "recipe"}
        assert (arrays["images"].shape, arrays["images"].dtype) == ((4, 1, 6, 6), np.uint8)
        assert (arrays["latents"].shape, arrays["latents"].dtype) == ((4, 2), np.float32)
        assert arrays["recipe"].shape == ()
        assert str(arrays["recipe"]) == to_json(recipe)


def test_numbers_without_pictures_go_to_npz_and_csv_only(out, resources, run_final) -> None:
    recipe = Codes(model="tiny", count=12)
    frame = run_final(recipe, resources)
    export(frame, recipe, {}, out / "a.npz")
    assert verify(out / "a.npz", resources).same
    export(frame, recipe, {}, out / "a.csv")
    header, *rows = (out / "a.csv").read_text().splitlines()
    assert header == "mean_1,mean_2,deviation_1,deviation_2,labels"
    values = np.array([[float(cell) for cell in row.split(",")] for row in rows], dtype=np.float32)
    assert np.array_equal(values[:, :2], frame.arrays["mean"])
    with pytest.raises(ExportError, match="no pictures"):
        export(frame, recipe, {}, out / "a.png")


def test_sample_three_is_the_same_in_any_count(out, resources, run_final) -> None:
    for count in (4, 64):
        recipe = Sample(model="tiny", count=count, seed=7)
        export(run_final(recipe, resources), recipe, {}, out / f"{count}.png", layout="single", index=3)
    four, many = (read_canvases(out / f"{count}.png") for count in (4, 64))
    assert np.array_equal(four, many)


def test_unfinished_pictures_are_not_exported(out, resources) -> None:
    from playground import paradigms

    recipe = Sample(model="tiny", count=40)
    first = next(iter(paradigms.run(recipe, resources)))
    for name in ("a.png", "a.npz"):
        with pytest.raises(ExportError, match="still being computed"):
            export(first, recipe, {}, out / name)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"scale": 0}, "scale must lie between 1 and 64"),
        ({"layout": "single", "index": 99}, "no picture 99"),
        ({"fps": 0.0}, "frame rate"),
        ({"columns": -1}, "columns"),
    ],
)
def test_bad_options_are_one_sentence(options, message, out, resources, run_final) -> None:
    with pytest.raises(ExportError, match=message):
        export(run_final(WAY, resources), WAY, {}, out / "a.png", **options)
    assert list(out.iterdir()) == []


def test_a_canvas_too_large_is_refused_before_it_is_made(out, resources, run_final) -> None:
    recipe = Sample(model="tiny", count=1000)
    with pytest.raises(ExportError, match="million pixels"):
        export(run_final(recipe, resources), recipe, {}, out / "a.png", scale=64)


def test_an_unknown_suffix_lists_those_known(out, resources, run_final) -> None:
    with pytest.raises(ExportError, match=r"“\.bmp” is not known; use \.png, .*\.npz"):
        export(run_final(WAY, resources), WAY, {}, out / "a.bmp")


def test_equal_neighbours_survive_an_animation(out, resources, run_final) -> None:
    still = Interpolate(model="tiny", a=HeldOut(3), b=HeldOut(3), frames=5)
    for name in ("a.gif", "a.webp", "a.apng"):
        export(run_final(still, resources), still, {}, out / name, fps=12)
        assert verify(out / name, resources).pictures == 5


def test_a_layout_survives_its_facts() -> None:
    layout = Layout(name="single", columns=3, spacing=1, scale=4, index=9, milliseconds=50)
    assert layout_of(layout.facts()) == layout


@pytest.mark.parametrize(
    "bad", [{"picture_name": "spiral"}, {"picture_scale": 1.5}, {"picture_columns": True}]
)
def test_a_layout_that_makes_no_sense_is_refused(bad) -> None:
    with pytest.raises(ExportError):
        layout_of({**Layout().facts(), **bad})


def test_a_grid_keeps_the_order_of_reading() -> None:
    images = np.arange(5, dtype=np.uint8).reshape(5, 1, 1, 1)
    canvas = arrange(images, Layout(columns=2, spacing=1))[0, 0]
    assert canvas.tolist() == [[0, 0, 1], [0, 0, 0], [2, 0, 3], [0, 0, 0], [4, 0, 0]]


def test_pictures_of_one_image_are_stacked_in_order(resources, run_final) -> None:
    frame = run_final(Reconstruct(model="tiny"), resources)
    stacked = pictures_of(frame)
    for row, name in zip(stacked, ("original", "from_mean", "from_sample"), strict=True):
        assert np.array_equal(row, frame.arrays[name])


@pytest.mark.parametrize("name", ["images", "ends"])
def test_pictures_in_rows_of_rows_are_taken_row_by_row(name: str) -> None:
    rows = np.arange(2 * 3 * 4 * 1 * 5 * 6, dtype=np.uint8).reshape(2, 3, 4, 1, 5, 6)
    pictures = pictures_of(Frame(arrays={name: rows, "nfe": np.zeros((2, 3))}, final=True))
    assert pictures.shape == (24, 1, 5, 6)
    np.testing.assert_array_equal(pictures[1 * 12 + 2 * 4 + 3], rows[1, 2, 3])


def test_several_kinds_of_pictures_follow_one_another() -> None:
    starts, ends = np.zeros((3, 1, 5, 6), np.uint8), np.ones((3, 1, 5, 6), np.uint8)
    pictures = pictures_of(Frame(arrays={"starts": starts, "ends": ends}, final=True))
    np.testing.assert_array_equal(pictures[:, 0, 0, 0], [0, 0, 0, 1, 1, 1])
