"""Pictures from words by laws: weights, guidance, rows, batches, unknown words, and whatever is written."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from playground import paradigms
from playground.core.errors import RecipeError
from playground.core.frames import Array, Frame
from playground.core.recipe import change, decode, from_json, to_json
from playground.core.resources import Resources
from playground.paradigms.cards import read_card
from playground.paradigms.words.family import facts
from playground.paradigms.words.recipes import Sample
from playground.paradigms.words.refusals import refusal_of
from tests.paradigms.words.conftest import Draw, world_of

pytestmark = pytest.mark.torch

ONE = Sample(model="tiny-words", prompt="red heart", steps=3, count=2, seed=5)


def images(frames: list[Frame]) -> Array:
    return frames[-1].arrays["images"]


def test_every_step_is_a_frame_with_what_was_said_with_words_and_without(draw: Draw) -> None:
    frames = draw(ONE)
    assert [frame.scalars["step"] for frame in frames] == [0, 1, 2, 3]
    assert all(frame.keep for frame in frames)
    for name in ("x", "data", "noise", "conditional", "unconditional", "added"):
        assert all(frame.arrays[name].shape == (2, 3, 8, 8) for frame in frames), name
    first, *between, last = frames
    for frame in (first, last):
        assert frame.arrays["words"].tolist() == [["[nothing]", "red", "heart", "", "", ""]]
        assert frame.arrays["weights"].tolist() == [[1, 1, 1, 0, 0, 0]]
        assert frame.arrays["starts"].tolist() == [[-1, 0, 4, -1, -1, -1]]
        assert frame.arrays["stops"].tolist() == [[-1, 3, 9, -1, -1, -1]]
    assert all("words" not in frame.arrays for frame in between)
    assert last.scalars["nfe"] == 6
    assert last.scalars["note"] == ""


def test_what_guidance_adds_is_what_lies_between(draw: Draw) -> None:
    for frame in draw(ONE)[:-1]:
        added = frame.arrays["added"].astype(float) - 127.5
        data, given = (frame.arrays[name].astype(float) for name in ("data", "conditional"))
        inside = (np.abs(added) < 127) & (data > 0) & (data < 255) & (given > 0) & (given < 255)
        assert inside.any()
        assert np.abs(added - (data - given))[inside].max() <= 1.5


def test_weight_one_is_no_weight_to_the_last_bit(draw: Draw) -> None:
    plain, weighed = draw(ONE), draw(change(ONE, prompt="((red:1) (heart):1.0)"))
    for one, two in zip(plain, weighed, strict=True):
        assert all(np.array_equal(one.arrays[name], two.arrays[name]) for name in ("x", "data", "added"))
    heavy = draw(change(ONE, prompt="(red:3) heart"))
    assert not np.array_equal(images(heavy), images(plain))


def test_a_word_of_weight_zero_is_not_seen(draw: Draw) -> None:
    one, two = (images(draw(change(ONE, prompt=f"heart ({word}:0)"))) for word in ("red", "blue"))
    assert np.array_equal(one, two)
    assert np.array_equal(one, images(draw(change(ONE, prompt="heart"))))


def test_guidance_of_one_is_the_words_alone_and_of_zero_none_of_them(draw: Draw) -> None:
    frames = draw(change(ONE, guidance=1.0))
    assert all("unconditional" not in frame.arrays and "added" not in frame.arrays for frame in frames)
    assert all(np.array_equal(frame.arrays["data"], frame.arrays["conditional"]) for frame in frames[:-1])
    assert frames[-1].scalars["nfe"] == 3
    none = draw(change(ONE, guidance=0.0, style="noto"))
    assert np.array_equal(images(none), images(draw(change(ONE, guidance=1.0, prompt=""))))
    assert all("conditional" not in frame.arrays for frame in none)


def test_guidance_acts_where_it_should(draw: Draw) -> None:
    frames = draw(change(ONE, steps=4, guided_from=0.4, guided_to=0.8))
    assert ["added" in frame.arrays for frame in frames[:-1]] == [False, True, True, False]


def test_away_from_its_own_words_there_is_nothing_to_add(draw: Draw) -> None:
    frames = draw(change(ONE, negative="red\nheart", guidance=7.0))
    assert all(np.abs(frame.arrays["added"].astype(int) - 128).max() <= 1 for frame in frames)
    assert not np.array_equal(images(draw(change(ONE, negative="blue"))), images(draw(ONE)))


def test_words_that_are_not_known_are_told_and_change_nothing(draw: Draw) -> None:
    frames, empty = draw(change(ONE, prompt="zebra 猫 zebra")), draw(change(ONE, prompt=""))
    assert np.array_equal(images(frames), images(empty))
    note = "The model does not know “zebra” and “猫”, and so reads an empty prompt."
    assert [frame.scalars["note"] for frame in (frames[0], frames[-1])] == [note] * 2
    assert frames[-1].facts["note"] == note
    found = frames[-1].arrays
    assert found["unread"].tolist() == ["zebra", "猫", "zebra"]
    assert found["unread_starts"].tolist() == [0, 6, 8]
    assert found["unread_stops"].tolist() == [5, 7, 13]
    assert not found["unread_known"].any()
    assert empty[-1].scalars["note"] == ""
    assert np.array_equal(images(draw(change(ONE, prompt="red zebra heart"))), images(draw(ONE)))


def test_words_of_the_negative_prompt_that_are_not_known_are_told(draw: Draw) -> None:
    last = draw(change(ONE, prompt="red zebra", negative="blue lion"))[-1]
    note = "The model does not know “zebra”. Of the negative prompt: the model does not know “lion”."
    assert last.scalars["note"] == last.facts["note"] == note
    assert last.arrays["unread"].tolist() == ["zebra"], "places are those of the prompt"
    alone = draw(change(ONE, negative="lion"))[-1].scalars["note"]
    assert alone == "Of the negative prompt: the model does not know “lion”, and so reads an empty prompt."
    assert draw(change(ONE, negative="lion", guidance=1.0))[-1].scalars["note"] == "", "nobody asks for it"


def test_words_that_no_longer_fit_are_told(draw: Draw) -> None:
    long, short = "red heart blue circle green square red", "red heart blue circle green"
    frames = draw(change(ONE, prompt=long))
    assert np.array_equal(images(frames), images(draw(change(ONE, prompt=short))))
    assert frames[-1].scalars["note"] == "It reads 5 words at a time: “square” and “red” no longer fit."
    assert frames[-1].arrays["unread_known"].tolist() == [True, True]
    many = draw(change(ONE, prompt="red " * 5 + "blue " * 9 + "zebra"))[-1].scalars["note"]
    said = ", ".join(["“blue”"] * 6)
    assert many == (
        f"The model does not know “zebra”. It reads 5 words at a time: {said} and 3 more no longer fit."
    )
    assert "“blue” no longer fits." in str(draw(change(ONE, prompt="red " * 5 + "blue"))[-1].scalars["note"])


def test_a_prompt_of_rows_is_its_single_drawings(draw: Draw) -> None:
    rows = draw(change(ONE, prompt="red heart\n\nblue (circle:2)\ngreen"))
    single = [draw(change(ONE, prompt=line)) for line in ("red heart", "blue (circle:2)", "green")]
    assert np.array_equal(images(rows), np.concatenate([images(each) for each in single]))
    assert rows[-1].scalars["columns"] == ONE.count
    assert rows[-1].arrays["starts"][1].tolist() == [-1, 11, 17, -1, -1, -1]


def test_a_picture_is_the_same_in_any_batch(draw: Draw) -> None:
    many = images(draw(change(ONE, count=40, prompt="red heart\nblue circle")))
    assert np.array_equal(many[:2], images(draw(ONE)))
    assert np.array_equal(many[40:42], images(draw(change(ONE, prompt="blue circle"))))


def test_styles_are_drawn_as_they_are_asked_for(draw: Draw) -> None:
    found = [images(draw(change(ONE, style=style))) for style in ("", "twemoji", "noto")]
    assert not any(np.array_equal(one, two) for one, two in itertools.pairwise(found))
    assert draw(change(ONE, style="noto"))[0].arrays["words"][0, 0] == "[noto]"


@pytest.mark.parametrize("sampler", ["euler", "heun", "dopri5", "ddim", "dpmpp_2m"])
def test_it_is_drawn_by_any_sampler(draw: Draw, sampler: str) -> None:
    frames = draw(change(ONE, sampler=sampler, count=1))
    assert images(frames).shape == (1, 3, 8, 8)
    assert all("added" in frame.arrays for frame in frames)


def test_both_runtimes_draw_alike(draw: Draw, models: Path) -> None:
    recipe = change(ONE, prompt="(red:2) heart\nblue", style="fluent")
    theirs = list(paradigms.run(recipe, world_of(models, "torch")))
    assert np.abs(images(draw(recipe)).astype(int) - images(theirs)).max() <= 1


REFUSED: dict[str, tuple[Sample, str]] = {
    "a style that is not known": (
        change(ONE, style="oil\x1b[31m"),
        "does not know the style “oil�[31m”; it knows twemoji, noto, fluent.",
    ),
    "a bracket": (change(ONE, prompt="(red"), "A bracket opens before “red” that is never closed"),
    "a bracket of the negative prompt": (change(ONE, negative="red)"), "that was never opened"),
    "a heavy word": (change(ONE, prompt="(a:1e9)"), "must lie between 0 and 10"),
    "many rows": (change(ONE, prompt="red\n" * 17), "17 lines, but at most 16"),
    "many pictures": (change(ONE, prompt="red\n" * 16, count=64), ""),
    "guidance nowhere": (change(ONE, guided_from=0.9, guided_to=0.1), "act nowhere"),
    "a sampler for other networks": (change(ONE, sampler="consistency"), "Use a consistency model."),
}


@pytest.mark.parametrize(("recipe", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_drawn_is_said_before_anything_runs(
    world: Resources, recipe: Sample, sentence: str
) -> None:
    reason = refusal_of(recipe, world.card("tiny-words"))
    if not sentence:
        assert reason is None
        return
    assert reason is not None and sentence in reason
    with pytest.raises(RecipeError) as told:
        next(paradigms.run(recipe, world))
    assert told.value.sentence.isprintable()


@pytest.mark.parametrize(
    "prompt",
    ["", " \n \t", "a" * 10_000, "red " * 2500, "((" * 2500 + "red" + "))" * 2500,
     "\x00\x07\x1b[2J red", "🏳️‍🌈 红 ❤ ｒｅｄ",
     "\u202ered\u202c", "(red:0)", "ﬁ ǆ İ", "\r\nred\r\n", "a\u0301" * 500],
)  # fmt: skip
def test_whatever_is_written_is_a_picture(draw: Draw, prompt: str) -> None:
    frames = draw(change(ONE, prompt=prompt, count=1, steps=1))
    assert images(frames).shape[1:] == (3, 8, 8)
    note = str(frames[-1].scalars["note"])
    assert note.isprintable() and len(note) < 600


def test_a_recipe_is_written_and_read_again_and_bounds_hold() -> None:
    recipe = change(ONE, prompt="(red:1.5)\n猫", negative="blue", style="noto", guidance=3.5)
    assert from_json(to_json(recipe), (Sample,))[0] == recipe
    with pytest.raises(RecipeError, match="length <= 20000"):
        decode(to_bare("a" * 20_001), (Sample,))
    with pytest.raises(RecipeError, match="“Prompt” may have at most 20,000 characters; it has 20,001"):
        change(ONE, prompt="a" * 20_001)
    with pytest.raises(RecipeError, match="“Negative prompt” holds half of a letter"):
        change(ONE, negative="a\ud83d")
    with pytest.raises(RecipeError, match="Guidance"):
        change(ONE, guidance=11.0)


def to_bare(prompt: str) -> bytes:
    return f'{{"kind": "words-sample", "model": "tiny-words", "prompt": "{prompt}"}}'.encode()


def test_a_card_says_how_much_of_a_text_is_read_and_not_how_many_words_are_known(models: Path) -> None:
    assert facts(read_card(models / "tiny-words")).endswith("; reads up to 5 words of a text, in 3 styles")
