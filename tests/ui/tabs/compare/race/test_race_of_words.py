"""Lanes of networks that are told words, in the race’s stage."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from playground.core.conditions import NO_LABEL
from playground.core.recipe import change
from playground.core.resources import Placement, Resources
from playground.paradigms.cards import rules
from playground.paradigms.flow import Sample as Walked
from playground.paradigms.gan_images.recipes import Sample as Drawn
from playground.paradigms.race.recipes import DEFAULT_LANES, LaneRecipe, Race
from playground.paradigms.spoken import words_of
from playground.paradigms.words.recipes import Sample
from playground.runtimes import exact
from playground.runtimes.resources import open_resources
from playground.ui.sampling.told import StyleChoice
from playground.ui.stage.known_choice import KnownChoice
from playground.ui.tabs.compare.race.state import RaceState
from playground.ui.widgets.editors import TextEditor
from tests.support.race_world import CARDS, RaceWorld, told_nothing
from tests.support.tiny_words import write_model
from tests.ui.tabs.compare.race.conftest import RaceBench

HEART = Sample(model="words", prompt="red heart", sampler="euler", steps=3)
LANES: tuple[LaneRecipe, ...] = (HEART, change(HEART, steps=5, guidance=1.0))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Resources:
    folder: Path = tmp_path_factory.mktemp("models")
    write_model(folder / "words")
    return open_resources((folder,), rules(), Placement(), lambda _: None)


@pytest.fixture
def words(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tiny: Resources) -> Iterator[RaceBench]:
    monkeypatch.setitem(CARDS, "words", tiny.card("words"))
    of_numpy = RaceWorld.session

    def session(world: RaceWorld, model: str, part: str) -> Any:
        return tiny.session(model, part) if model == "words" else of_numpy(world, model, part)

    monkeypatch.setattr(RaceWorld, "session", session)
    monkeypatch.setattr(RaceWorld, "vocabulary", lambda _world, model: tiny.vocabulary(model), raising=False)
    bench = RaceBench(RaceState().with_values(lanes=LANES, count=2))
    qtbot.addWidget(bench.stage)
    qtbot.addWidget(bench.controls)
    bench.controls.show()
    bench.stage.show()
    bench.settle()
    bench.undo.clear()
    yield bench
    bench.link.close()


def _type(bench: RaceBench, name: str, text: str) -> TextEditor:
    editor = bench.controls.candidates.form.editors[name]
    assert isinstance(editor, TextEditor)
    editor.line.setText(text)
    editor.line.setModified(True)
    return editor


def test_a_prompt_counts_when_it_is_finished_and_can_be_undone(words: RaceBench) -> None:
    words.asked.clear()
    editor = _type(words, "prompt", "red heart, blue circle")
    words.settle()
    assert words.asked == [] and words.state.race.lanes == LANES
    editor.line.editingFinished.emit()
    words.settle()
    assert words.run == [change(LANES[0], prompt="red heart, blue circle", count=2)]
    assert words.scene.grid.complete
    assert words.view.lanes[0].told == "“red heart,\N{NO-BREAK SPACE}blue circle”"
    editor.line.editingFinished.emit()
    assert words.undo.count() == 1
    words.undo.undo()
    words.settle()
    assert words.state.race.lanes == LANES and editor.line.text() == "red heart"


def test_all_lanes_can_be_told_the_same(words: RaceBench) -> None:
    editor = words.controls.candidates
    style = editor.form.editors["style"]
    assert isinstance(style, StyleChoice)
    assert [style.box.itemData(index) for index in range(style.box.count())] == [
        "",
        "twemoji",
        "noto",
        "fluent",
    ]
    style.box.setCurrentIndex(style.box.findData("noto"))
    style.box.activated.emit(style.box.currentIndex())
    assert words_of(words.state.race.lanes[0])["style"] == "noto"
    assert words.state.race.lanes[1] == LANES[1] and editor.share.isVisible()
    editor.share.click()
    assert [words_of(lane) for lane in words.state.race.lanes] == 2 * [words_of(words.state.race.lanes[0])]
    assert words.state.race.lanes[1] == change(LANES[1], style="noto")


def test_a_style_that_a_lane_does_not_know_is_none_and_so_it_is_in_its_form(words: RaceBench) -> None:
    words.store.replace("Open", words.state.with_values(lanes=(change(HEART, style="comic"), LANES[1])))
    words.settle()
    assert words.state.race.lanes == LANES and words.scene.grid.complete
    title = CARDS["words"].title
    assert words.reports == [f"{title} does not know the style “comic”; none is taken instead."]
    editors = words.controls.candidates.form.editors
    style = editors["style"]
    assert isinstance(style, StyleChoice) and style.box.currentData() == ""
    editors["steps"].edited.emit(7)
    words.settle()
    assert words.state.race.lanes == (change(HEART, steps=7), LANES[1]) and len(words.reports) == 1


def test_a_lane_says_what_it_did_not_read(words: RaceBench) -> None:
    note = words.controls.candidates.note
    assert not note.words
    _type(words, "prompt", "red frobnicate").line.editingFinished.emit()
    words.settle()
    assert note.words == "The model does not know “frobnicate”."
    assert "frobnicate" in words.view.accessibleDescription()
    words.edit(chosen=1)
    assert not note.words


def test_a_prompt_that_cannot_be_read_is_said_over_its_lane(words: RaceBench) -> None:
    _type(words, "prompt", "(red heart").line.editingFinished.emit()
    words.settle()
    first, second = words.view.lanes
    assert "bracket" in first.why and not second.why
    assert second.total_nfe == 5 and words.reports == []


def test_no_class_is_asked_for_where_no_lane_knows_one(words: RaceBench) -> None:
    assert not words.controls.form.editors["label"].isVisible()
    words.edit(lanes=(*LANES, DEFAULT_LANES[0]))
    assert words.controls.form.editors["label"].isVisible()


def test_classes_are_named_as_by_the_lane_that_draws_one(words: RaceBench) -> None:
    assert not CARDS["words"].labels
    words.edit(lanes=(*LANES, Drawn(model="gan")))
    editor = words.controls.form.editors["label"]
    assert isinstance(editor, KnownChoice)
    assert [editor.box.itemText(index).lower() for index in range(editor.box.count())] == [
        *CARDS["gan"].labels,
        NO_LABEL,
    ]


def test_classes_are_not_named_as_by_a_lane_whose_model_is_told_none(words: RaceBench) -> None:
    words.scene.take_models((*CARDS.values(), told_nothing()))
    words.edit(lanes=(Walked(model="free"), Drawn(model="gan")))
    assert words.scene.labels == CARDS["gan"].labels
    words.edit(lanes=(Walked(model="free"),))
    assert not words.controls.form.editors["label"].isVisible()


def test_data_of_which_there_are_exact_models_alone_are_not_raced(words: RaceBench) -> None:
    alone = exact.cards()["exact-flow-faces"]
    words.scene.take_models((*CARDS.values(), alone))
    listed = words.controls.candidates.data
    assert alone.name in words.scene.cards
    assert "faces" not in {listed.itemText(index) for index in range(listed.count())}


def test_another_data_set_brings_the_lanes_of_its_models(words: RaceBench) -> None:
    editor = words.controls.candidates
    assert {editor.data.itemText(index) for index in range(editor.data.count())} == {
        card.data for card in CARDS.values()
    }
    assert editor.data.currentText() == "emoji"
    editor.data.activated.emit(_choose(editor, "other-things"))
    assert [lane.model for lane in words.state.race.lanes] == ["other"]  # type: ignore[attr-defined]
    words.settle()
    assert words.scene.grid.complete
    editor.data.activated.emit(_choose(editor, "emoji"))
    assert [type(lane) for lane in words.state.race.lanes] == [Sample]
    assert words_of(words.state.race.lanes[0])["prompt"]
    words.settle()
    assert words.scene.grid.complete


def test_a_model_that_joins_is_told_what_the_others_are(words: RaceBench) -> None:
    editor = words.controls.candidates
    words.edit(lanes=(LANES[0], DEFAULT_LANES[0]), chosen=1)
    place = editor.model.findData("words")
    editor.model.setCurrentIndex(place)
    editor.model.activated.emit(place)
    assert words.state.race.lanes[1] == Sample(model="words", prompt="red heart")


def test_a_whole_race_of_words_is_exported_with_its_words(words: RaceBench) -> None:
    shown = words.scene.result(3)
    assert shown is not None and isinstance(shown.recipe, Race)
    assert [words_of(lane)["prompt"] for lane in shown.recipe.lanes] == ["red heart", "red heart"]


def _choose(editor: object, data: str) -> int:
    box = editor.data  # type: ignore[attr-defined]
    box.setCurrentIndex(box.findData(data))
    place: int = box.currentIndex()
    return place
