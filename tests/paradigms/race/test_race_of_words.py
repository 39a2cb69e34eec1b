"""Lanes of networks that are told words: what they are told is their own, and their noise is one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from playground import paradigms
from playground.core.errors import RecipeError
from playground.core.frames import Frame
from playground.core.recipe import change, from_json, to_json
from playground.core.resources import Placement, Resources
from playground.paradigms.cards import rules
from playground.paradigms.race.candidates import candidate_for, default_candidates, entry, model_of, refusals
from playground.paradigms.race.recipes import DEFAULT_LANES, LANES_APART, LaneRecipe, Race
from playground.paradigms.race.tape import from_frame
from playground.paradigms.spoken import words_of
from playground.paradigms.words.recipes import Sample
from playground.runtimes.resources import open_resources
from tests.support.tiny_words import write_few, write_model

pytestmark = pytest.mark.torch

HEART = Sample(model="tiny-words", prompt="red heart", style="noto", sampler="euler", steps=3)
LANES: tuple[LaneRecipe, ...] = (
    HEART,
    change(HEART, steps=6, guidance=1.0),
    change(HEART, sampler="ab2", prompt="(blue:1.5) circle", style=""),
)
RACE = Race(lanes=LANES, label=3, count=3, seed=4, moments=5)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Resources:
    folder: Path = tmp_path_factory.mktemp("models")
    write_model(folder / "tiny-words")
    write_few(folder / "tiny-few", teacher="tiny-words")
    return open_resources((folder,), rules(), Placement(), lambda _: None)


def last(recipe: object, world: Resources) -> Frame:
    *_, frame = paradigms.run(recipe, world)  # type: ignore[arg-type]
    return frame


def test_a_lane_ends_in_what_its_recipe_gives_alone_and_all_start_from_one_noise(world: Resources) -> None:
    tape = from_frame(last(RACE, world))
    for lane, shown in zip(LANES, tape, strict=True):
        alone = last(change(lane, count=3, seed=4), world)
        np.testing.assert_array_equal(shown.data[-1], alone.arrays["images"])
        np.testing.assert_array_equal(shown.x[0], tape[0].x[0])
        assert shown.total("evaluations") == alone.scalars["nfe"]
    assert tape[0].total("evaluations") == tape[1].total("evaluations") == 6
    assert not np.array_equal(tape[0].data[-1], tape[2].data[-1])


def test_a_race_of_words_is_the_same_when_it_comes_back_from_a_file(world: Resources) -> None:
    frame = last(RACE, world)
    measured = tuple(tuple(lane.milliseconds.tolist()) for lane in from_frame(frame))
    back, _ = from_json(to_json(change(RACE, measured=measured)), paradigms.recipe_types())
    assert isinstance(back, Race) and words_of(back.lanes[2]) == words_of(LANES[2])
    again = last(back, world)
    for name in ("images", "shown", "tape_x", "tape_milliseconds"):
        np.testing.assert_array_equal(again.arrays[name], frame.arrays[name])


def test_what_lanes_did_not_read_is_said_once(world: Resources) -> None:
    strange = change(HEART, prompt="red frobnicate")
    note = last(change(RACE, lanes=(strange, HEART, change(strange, steps=4))), world).facts["note"]
    assert note == "The model does not know “frobnicate”."
    other = change(HEART, prompt="red zzyzx")
    note = str(last(change(RACE, lanes=(strange, other)), world).facts["note"])
    assert note.count("frobnicate") == note.count("zzyzx") == 1
    assert "note" not in last(change(RACE, lanes=(HEART,)), world).facts


@pytest.mark.parametrize(
    ("lane", "said"),
    [
        (change(HEART, prompt="red heart\nblue circle"), "has 2 lines"),
        (change(HEART, prompt="(red heart"), "bracket"),
        (change(HEART, style="ukiyo-e"), "does not know the style “ukiyo-e”"),
        (change(HEART, prompt="(red:99)"), "weigh"),
    ],
)
def test_what_a_lane_cannot_be_told_is_one_sentence_and_the_others_race(
    world: Resources, lane: LaneRecipe, said: str
) -> None:
    race = change(RACE, lanes=(LANES[0], lane, LANES[1]))
    first, why, second = refusals(race, {"tiny-words": world.card("tiny-words")})
    assert (first, second) == ("", "")
    assert said in why and why.endswith(".") and "\n" not in why
    with pytest.raises(RecipeError) as error:
        last(race, world)
    assert error.value.sentence == why


def test_a_model_that_was_distilled_is_asked_in_a_number_of_steps_that_it_knows(world: Resources) -> None:
    card = world.card("tiny-few")
    lane = candidate_for(card)
    assert refusals(Race(lanes=(lane,), count=2), {"tiny-few": card}) == ("",)
    assert words_of(lane) == words_of(LANES_APART[0])
    tape = from_frame(last(Race(lanes=(lane, HEART), count=2), world))
    np.testing.assert_array_equal(tape[0].x[0], tape[1].x[0])


def test_words_race_among_themselves(world: Resources) -> None:
    assert LANES_APART and not {type(lane) for lane in LANES_APART} & {type(lane) for lane in DEFAULT_LANES}
    assert len({words_of(lane)["prompt"] for lane in LANES_APART}) == 1
    card = world.card("tiny-words")
    of_one = tuple(lane for lane in LANES_APART if model_of(lane) == "emoji-words")
    assert default_candidates("emoji", {"tiny-words": card, "emoji-words": card}) == of_one
    alone = default_candidates("emoji", {"tiny-words": card})
    assert alone == (candidate_for(card),) and words_of(alone[0]) == words_of(LANES_APART[0])
    assert default_candidates("nothing", {"tiny-words": card}) == ()
    both = {"emoji-words": card, "emoji-words-fast": world.card("tiny-few")}
    assert default_candidates("emoji", both) == LANES_APART
    assert set(refusals(Race(lanes=LANES_APART), both)) == {""}
    assert entry(HEART, RACE) == change(HEART, count=3, seed=4)
