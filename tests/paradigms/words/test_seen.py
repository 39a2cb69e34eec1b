"""What is seen inside, kept of another run, and on the way between prompts, by laws."""

from __future__ import annotations

import math
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file

from playground.core.errors import RecipeError
from playground.core.frames import Array
from playground.core.recipe import change
from playground.core.resources import Resources
from playground.core.vocabulary import Vocabulary
from playground.paradigms.denoising import sampling
from playground.paradigms.words import atlas
from playground.paradigms.words.atlas import plane_of
from playground.paradigms.words.conditioning import Word
from playground.paradigms.words.edits import aligned, match
from playground.paradigms.words.maps import enlarged, heard, maps_of, neighbours, typical_nearest
from playground.paradigms.words.network import WordsNetwork
from playground.paradigms.words.recipes import Atlas, Edit, Inspect, Interpolate, Plane, Sample
from tests.paradigms.words.conftest import Draw

pytestmark = pytest.mark.torch

FIELDS = {"model": "tiny-words", "prompt": "red heart", "steps": 3, "seed": 5}
NO_SEED = {name: value for name, value in FIELDS.items() if name != "seed"}
ONE, SEEN = Sample(**FIELDS, count=2), Inspect(**FIELDS)
EDIT = Edit(**FIELDS, edited="blue heart", count=2, kept=1.0, kept_places=0.5, local=0.0)


def images(draw: Draw, **fields: object) -> Array:
    return draw(change(ONE, **fields))[-1].arrays["images"]


def test_looking_through_draws_the_same_picture(draw: Draw) -> None:
    frames, drawn = draw(change(SEEN, prompt="blue\nred heart", row=1, index=1)), draw(ONE)
    for one, two in zip(frames, drawn, strict=True):
        for name in ("x", "data", "conditional", "unconditional", "added"):
            difference = np.abs(one.arrays[name][0].astype(int) - two.arrays[name][1])
            assert difference.max() <= 1, name


def test_what_is_seen_has_the_shape_of_the_network(draw: Draw) -> None:
    frames = draw(SEEN)
    shapes = {
        "attention": (2, 2, 4, 6), "attention_back": (2, 2, 6, 4), "places": (3, 4, 16), "texts": (3, 6, 16)
    }  # fmt: skip
    for frame in frames:
        assert {name: frame.arrays[name].shape for name in shapes} == shapes
        attention = frame.arrays["attention"]
        assert (attention >= 0).all() and (attention.sum(axis=-1) < 1).all()
        assert attention[..., 3:].max() == 0, "nobody looks where there is no word"
    first = frames[0].arrays
    assert {name: first[name].shape for name in ("embedded", "read", "whole")} == {
        "embedded": (6, 8), "read": (6, 16), "whole": (16,)
    }  # fmt: skip
    np.testing.assert_allclose(frames[1].arrays["texts"][0], first["read"], atol=1e-6)
    assert (frames[0].scalars["place_rows"], frames[0].scalars["place_columns"]) == (2, 2)


def test_a_row_that_is_not_there_is_said(draw: Draw) -> None:
    with pytest.raises(RecipeError, match="no row 1"):
        draw(change(SEEN, row=1))


def test_maps_are_attention_turned_around(draw: Draw) -> None:
    attention = draw(SEEN)[1].arrays["attention"]
    maps = maps_of(attention, 2, 2)
    assert maps.shape == (6, 2, 2)
    np.testing.assert_allclose(maps[1, 1, 0], attention[:, :, 2, 1].mean(), rtol=1e-6)
    np.testing.assert_allclose(maps_of(attention, 2, 2, 1, 0)[2].ravel(), attention[1, 0, :, 2])
    np.testing.assert_allclose(heard(attention, 3, block=0), attention[0, :, 3].mean(axis=0), rtol=1e-6)
    pixels = enlarged(maps[1], 8, 8)
    assert pixels.shape == (8, 8) and pixels[4, 3] == maps[1, 1, 0]


@pytest.mark.parametrize("kept", [(0.0, 0.0, 0.0), (1.0, 0.0, 0.5), (0.7, 0.4, 0.0), (1.0, 1.0, 1.0)])
def test_what_is_kept_of_the_same_prompt_changes_nothing(
    draw: Draw, kept: tuple[float, float, float]
) -> None:
    words, places, whole = kept
    same = change(EDIT, edited=EDIT.prompt, kept=words, kept_places=places, kept_whole=whole)
    found = draw(same)[-1].arrays
    for each in found["images"][1:]:
        assert np.abs(each.astype(int) - found["images"][0]).max() <= 1
    assert found["matched"].tolist() == [0, 1, 2, -1, -1, -1]
    assert not found["mask"].any() and not found["mask_acting"].any()


def test_an_edit_is_beside_the_drawings_of_both_prompts(draw: Draw) -> None:
    frames = draw(EDIT)
    before, kept, free = frames[-1].arrays["images"]
    assert np.abs(before.astype(int) - images(draw)).max() <= 1
    assert np.abs(free.astype(int) - images(draw, prompt="blue heart")).max() <= 1
    assert not np.array_equal(kept, free)
    assert [frame.arrays["data"].shape for frame in frames] == [(3, 2, 3, 8, 8)] * 4
    nothing = draw(change(EDIT, kept=0.0, kept_places=0.0, kept_whole=0.0))[-1].arrays["images"]
    assert np.abs(nothing[1].astype(int) - nothing[2]).max() <= 1


def test_changes_are_those_of_the_pictures_inside_and_outside(draw: Draw) -> None:
    last = draw(EDIT)[-1]
    found, mask = last.arrays, last.arrays["mask"]
    pictures = found["images"].astype(float)
    for place, name in enumerate(("outside_kept", "outside_free")):
        differences = np.abs(pictures[place + 1] - pictures[0]).mean(axis=1)
        for end, within in (("", mask), ("_acting", found["mask_acting"])):
            expected = differences[~within].mean() if (~within).any() else 0
            assert last.scalars[f"{name}{end}"] == pytest.approx(expected)
    assert last.scalars["outside"] == pytest.approx((~mask).mean())
    looked = np.stack([found["maps"][0][:, 1], found["maps"][1][:, 1]])
    near = (looked >= 0.5 * looked.max(axis=(2, 3), keepdims=True)).any(axis=0)
    assert np.array_equal(mask, enlarged(near, 8, 8))


def test_the_mean_of_all_words_can_be_kept_and_changes_one_picture_alone(draw: Draw) -> None:
    """Of one step, that is the drawing by the words of one prompt and the mean of the other."""
    none, whole = (draw(change(EDIT, kept_whole=share))[-1].arrays["images"] for share in (0.0, 1.0))
    assert np.array_equal(none[0], whole[0]) and np.array_equal(none[2], whole[2])
    assert not np.array_equal(none[1], whole[1])


@pytest.mark.parametrize(
    ("edited", "without"),
    [("blue heart", "(red:0) heart"), ("red blue heart", "red (blue:0) heart"), ("heart", "(red:0) heart")],
)
def test_where_words_act_is_where_the_picture_is_another_without_them(
    draw: Draw, edited: str, without: str
) -> None:
    """One step from pure noise shows the data that were predicted there; black and white were cut off."""
    how = {"steps": 1, "sampler": "euler", "guidance": 1.0}
    found = draw(change(EDIT, edited=edited, **how))[-1].arrays
    said = edited if "blue" in without else EDIT.prompt
    one, other = (images(draw, prompt=prompt, **how).astype(float) for prompt in (said, without))
    whole = ((one > 0) & (one < 255) & (other > 0) & (other < 255)).all(axis=1)
    assert whole.any()
    expected = np.abs(one - other).mean(axis=1)[whole]
    np.testing.assert_allclose(127.5 * found["acting"][whole], expected, atol=1.01)
    most = found["acting"].max(axis=(1, 2), keepdims=True)
    assert np.array_equal(found["mask_acting"], found["acting"] >= 0.5 * most)


def test_all_attention_kept_is_that_of_the_prompt(draw: Draw) -> None:
    found = draw(change(EDIT, kept=1.0, kept_places=1.0))[-1].arrays
    np.testing.assert_allclose(found["maps"][0], found["maps"][1], atol=1e-5)


def test_where_nobody_asks_with_the_words_nothing_is_looked_at(draw: Draw) -> None:
    last = draw(change(EDIT, guidance=0.0))[-1]
    before, kept, free = last.arrays["images"]
    assert np.array_equal(before, kept) and np.array_equal(before, free)
    assert last.arrays["maps"].shape == (2, 2, 6, 2, 2)
    assert not last.arrays["maps"].any() and not last.arrays["mask"].any()
    assert [last.scalars[name] for name in ("outside", "outside_kept", "outside_free")] == [1, 0, 0]
    assert all("attention" not in frame.arrays for frame in draw(change(SEEN, guidance=0.0)))


def row(*words: tuple[int, float]) -> tuple[Word, ...]:
    return tuple(Word(str(token), token, weight) for token, weight in words)


BEFORE = row((9, 1), (1, 1), (2, 2), (3, 1))


@pytest.mark.parametrize(
    ("after", "matched", "factors", "changed"),
    [
        (BEFORE, [0, 1, 2, 3], [1, 1, 1, 1], ((), ())),
        (row((9, 1), (5, 1), (2, 2), (3, 1)), [0, 1, 2, 3], [1, 1, 1, 1], ((1,), (1,))),
        (row((9, 1), (2, 2), (3, 1)), [0, 2, 3], [1, 1, 1], ((1,), ())),
        (row((9, 1), (1, 1), (7, 1), (2, 2), (3, 1)), [0, 1, -1, 2, 3], [1, 1, 1, 1, 1], ((), (2,))),
        (row((9, 1), (1, 3), (2, 1), (3, 0)), [0, 1, 2, 3], [1, 3, 0.5, 0], ((1, 2, 3), (1, 2, 3))),
        (row((9, 1), (5, 1), (6, 1), (2, 2), (3, 1)), [0, 1, 1, 2, 3], [1, 0.5, 0.5, 1, 1], ((1,), (1, 2))),
    ],
)
def test_words_are_matched(
    after: tuple[Word, ...], matched: list[int], factors: list[float], changed: tuple[tuple[int, ...], ...]
) -> None:
    found = match(BEFORE, after, 6)
    assert found.matched.tolist() == [*matched, *[-1] * (6 - len(matched))]
    np.testing.assert_allclose(found.factors[: len(factors)], factors)
    assert found.changed == changed


@settings(max_examples=50)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=5), st.lists(st.integers(1, 4), max_size=5))
def test_rows_that_are_kept_add_up_to_one(one: list[int], two: list[int]) -> None:
    before, after = (row((9, 1), *((token, 1.0) for token in tokens)) for tokens in (one, two))
    kept = np.random.default_rng(0).dirichlet(np.ones(9), (2, 3)).astype(np.float32)
    found = aligned(kept, match(before, after, 6), 3)
    assert found.shape == kept.shape
    np.testing.assert_allclose(found.sum(axis=-1), 1, rtol=1e-5)
    if one == two:
        there = [*range(4 + len(one))]
        expected = kept[..., there] / kept[..., there].sum(axis=-1, keepdims=True)
        np.testing.assert_allclose(found[..., there], expected, rtol=1e-5)


def test_a_way_leads_from_drawing_to_drawing(draw: Draw) -> None:
    frames = draw(Interpolate(**NO_SEED, other="(blue:2) circle green", a=5, b=6, frames=4))
    found = frames[-1].arrays["images"]
    assert np.array_equal(found[0], images(draw)[0])
    assert np.array_equal(found[-1], images(draw, prompt="(blue:2) circle green", seed=6)[0])
    assert not np.array_equal(found[1], found[0])
    assert frames[-1].arrays["words"][1].tolist() == ["[nothing]", "blue", "circle", "green", "", ""]


def test_a_way_without_another_prompt_is_of_noise_alone(draw: Draw) -> None:
    still = draw(Interpolate(**NO_SEED, a=5, b=5, frames=3))[-1].arrays["images"]
    assert all(np.array_equal(each, images(draw)[0]) for each in still)


def test_what_is_not_read_of_one_text_is_told_once(draw: Draw) -> None:
    last = draw(Interpolate(**NO_SEED | {"prompt": "red " * 5 + "blue zebra"}, frames=2))[-1]
    note = "The model does not know “zebra”. It reads 5 words at a time: “blue” no longer fits."
    assert last.scalars["note"] == note


def test_cells_of_a_plane_are_single_drawings(draw: Draw) -> None:
    frames = draw(Plane(**FIELDS, scales=(1.0, 3.0), counts=(1, 2, 3), index=1))
    found = frames[-1].arrays
    for row_at, scale in enumerate((1.0, 3.0)):
        for column, count in enumerate((1, 2, 3)):
            drawn = images(draw, guidance=scale, steps=count)[1]
            assert np.array_equal(found["images"][row_at, column], drawn)
    assert found["nfe"].tolist() == [[1, 2, 3], [2, 4, 6]]
    assert [frame.index for frame in frames] == list(range(1, len(frames) + 1))
    assert frames[-1].index == frames[-1].total
    with pytest.raises(RecipeError, match="at least one scale"):
        draw(Plane(**FIELDS, scales=()))


def test_words_are_points_as_the_weights_have_them(draw: Draw, models: Path) -> None:
    found = draw(Atlas(model="tiny-words"))[-1].arrays
    table = load_file(models / "tiny-words" / "weights.safetensors")["denoiser.text.embed.weight"]
    np.testing.assert_allclose(found["embeddings"], table[found["tokens"]], atol=1e-6)
    assert {"red", "heart", "[noto]"} <= set(found["words"].tolist())
    assert not {"[pad]", "[unknown]", "[nothing]"} & set(found["words"].tolist())
    middle = table[found["tokens"]] - table[found["tokens"]].mean(axis=0)
    spread = np.linalg.eigvalsh(middle.T @ middle)[::-1]
    np.testing.assert_allclose(found["shares"], spread[:2] / spread.sum(), rtol=1e-3)
    np.testing.assert_allclose((found["plane"] ** 2).sum(axis=0), spread[:2], rtol=1e-3)


def test_words_in_one_dimension_or_one_word_lie_on_a_plane_too() -> None:
    places, shares = plane_of(np.array([[1.0], [2.0], [6.0]], np.float32))
    np.testing.assert_allclose(places, [[-2, 0], [-1, 0], [3, 0]], atol=1e-6)
    np.testing.assert_allclose(shares, [1, 0])
    places, shares = plane_of(np.ones((1, 8), np.float32))
    assert places.tolist() == [[0, 0]] and shares.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("words", "fault", "sentence"),
    [(("[pad]", "[nothing]"), 0.0, "has no words"), (("red", "blue"), np.nan, "no finite numbers")],
)
def test_what_cannot_be_a_map_is_one_sentence(
    draw: Draw, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], fault: float, sentence: str
) -> None:
    whole = {token: word for token, word in enumerate(words) if not word.startswith("[")}

    class Odd(WordsNetwork):
        def __init__(self, model: str, resources: Resources) -> None:
            super().__init__(model, resources)
            self.vocabulary = cast("Vocabulary", SimpleNamespace(words=words, whole=whole))

        def embeddings(self, tokens: Array) -> Array:
            return super().embeddings(tokens) + np.float32(fault)

    monkeypatch.setattr(atlas, "WordsNetwork", Odd)
    with pytest.raises(RecipeError, match=sentence):
        draw(Atlas(model="tiny-words"))


def test_a_typical_word_is_as_near_to_another_as_the_median_of_all() -> None:
    angles = np.radians([0.0, 10.0, 90.0, 100.0, 200.0])
    points = np.stack([np.cos(angles), np.sin(angles)], axis=1) * [[1.0], [3.0], [0.5], [2.0], [1.0]]
    assert typical_nearest(points) == pytest.approx(math.cos(math.radians(10)))


def test_neighbours_are_those_of_the_smallest_angle() -> None:
    points = np.array([[1, 0], [2, 0.1], [0, 1], [-1, 0], [0, 0]], dtype=np.float32)
    nearest, cosines = neighbours(points, 0, 2)
    assert nearest.tolist() == [1, 2]
    assert cosines[0] == pytest.approx(2 / np.hypot(2, 0.1))


def test_of_long_runs_so_many_frames_are_kept_as_can_be_held(
    draw: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = draw(SEEN)
    size = sum(array.nbytes for array in one[1].arrays.values())
    monkeypatch.setattr(sampling, "KEPT_BYTES", 8 * size)
    many = draw(change(SEEN, steps=30))
    kept = [frame for frame in many if frame.keep]
    assert len(many) == 31
    assert 4 <= len(kept) <= 10
    assert many[0].keep and many[-1].keep and many[-1].final
    edited = draw(change(EDIT, steps=30))
    monkeypatch.setattr(sampling, "KEPT_BYTES", 8 * edited[1].arrays["data"].nbytes)
    assert 4 <= sum(frame.keep for frame in draw(change(EDIT, steps=30))) <= 10
