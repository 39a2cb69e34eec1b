"""The race's lessons and its explanation fit the models that ship."""

from __future__ import annotations

import pytest

from playground.core.folders import shipped_models
from playground.paradigms.cards import read_card
from playground.paradigms.race.candidates import odd_one_out, refusal_of
from playground.paradigms.race.recipes import DEFAULT_LANES, Race
from playground.ui.explain import content
from playground.ui.state.controls import controls
from playground.ui.tabs.compare.race.state import RaceState
from playground.ui.tabs.compare.state import CompareState

LESSONS = [lesson for lesson in content.load_lessons("compare") if lesson.preset["stage"] == "race"]


@pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.id for lesson in LESSONS])
def test_every_lane_of_a_lesson_can_be_run(lesson: content.Lesson) -> None:
    race = content.apply_preset(lesson, CompareState()).race
    # A lesson says everything that it shows, so that it begins alike wherever the user was before.
    assert set(lesson.preset["race"]) == controls(RaceState).keys() - {"moments", "measured"}
    _runs(race.race)


def test_the_lanes_that_the_program_comes_with_can_be_run() -> None:
    _runs(Race(lanes=DEFAULT_LANES, label=5))


def test_the_race_is_explained_with_help_and_taught() -> None:
    section = content.load_explanation("compare").section("race")
    assert section.text and section.help
    assert LESSONS


def _runs(race: Race) -> None:
    cards = [read_card(shipped_models() / lane.model) for lane in race.lanes]
    for lane, card in zip(race.lanes, cards, strict=True):
        assert refusal_of(lane, card, race) is None
    assert odd_one_out(cards) is None
    assert race.label < len(cards[0].labels)
