"""The tab's shell: four stages, each built when it is first shown."""

from __future__ import annotations

import msgspec
import pytest

from playground.core.recipe import change
from playground.ui.tabs.compare.quality.add_setting import AddSetting
from playground.ui.tabs.compare.race.lane_editor import LaneEditor
from playground.ui.tabs.compare.spec import SPEC
from playground.ui.tabs.compare.state import CompareState
from tests.ui.tabs.compare.quality_world import cards

STAGES = ("quality", "table", "league", "race")


def test_the_titles_are_those_of_the_states_parts_in_their_order():
    parts = tuple(name for name in CompareState.__struct_fields__ if name != "stage")
    assert tuple(SPEC.titles) == parts == STAGES


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_opens_from_the_bar_with_its_form_and_can_be_undone(tab, name):
    form = tab.controls()
    index = STAGES.index(name)
    other = STAGES[index - 1]
    tab.store.load(change(tab.store.state, stage=other))
    tab.bar.setCurrentIndex(index)
    assert tab.store.state.stage == name
    assert tab.stage.isVisible()
    assert form.isAncestorOf(tab.forms[name])
    tab.context.undo.undo()
    assert tab.store.state.stage == other
    assert not tab.stages[name].isVisible()


def test_a_whole_state_is_shown_as_one_step(tab):
    before = tab.store.state
    assert tab.accept(CompareState(stage="table"))
    assert tab.stage is tab.stages["table"]
    tab.context.undo.undo()
    assert tab.store.state == before


def test_the_explanation_has_a_section_for_each_stage(tab, qtbot):
    explanation = tab.explanation()
    qtbot.addWidget(explanation)
    for name in STAGES:
        tab.store.load(change(tab.store.state, stage=name))
        tab.explain()
        assert name in explanation.panel.unfolded_sections()


def test_a_stages_form_is_only_as_high_as_itself(tab, qtbot):
    form = tab.controls()
    qtbot.addWidget(form)
    form.show()
    heights = {}
    for name in ("quality", "table", "quality"):
        tab.store.load(change(tab.store.state, stage=name))
        heights[name] = form.minimumSizeHint().height()
        assert [tab.forms[each].isVisible() for each in tab.forms].count(True) == 1
    assert heights["table"] < heights["quality"]


def test_the_league_of_the_last_session_waits_to_be_started(tab):
    learning = change(tab.store.state.league.run, training=True, seeds=3)
    left = change(tab.store.state, league=change(tab.store.state.league, run=learning))
    assert not tab.store.state.league.run.training
    tab.restore(left)
    assert tab.store.state.league.run == change(learning, training=False)
    # Whoever chooses a recipe of one that learns, as of a lesson, has started it.
    assert tab.accept(left) and tab.store.state.league.run.training


def test_models_that_come_later_can_be_chosen_and_told_apart(tab, qtbot):
    form = tab.controls()
    qtbot.addWidget(form)
    for name in ("race", "quality"):
        tab.store.load(change(tab.store.state, stage=name))
    boxes = [tab.forms["quality"].adding.model, tab.forms["race"].findChild(LaneEditor).model]
    assert isinstance(tab.forms["quality"].adding, AddSetting)
    assert [box.count() for box in boxes] == [0, 0]
    flow, *_, judge = cards()
    for card in (judge, flow, msgspec.structs.replace(flow, name="mine")):
        tab.take_model(card)
    for box in boxes:
        listed = {box.itemData(index): box.itemText(index) for index in range(box.count())}
        assert listed == {name: f"{flow.title} ({name})" for name in ("fashion-flow", "mine")}
    assert boxes[0].currentData() == "fashion-flow"
    assert tab.shared.cards.keys() == {"fashion-classifier", "fashion-flow", "mine"}


def test_the_table_is_of_the_data_that_are_chosen_in_quality_and_cost(tab, qtbot):
    form = tab.controls()
    qtbot.addWidget(form)
    for card in cards():
        tab.take_model(msgspec.structs.replace(card, data="my-drawings"))
    before = tab.store.state
    data = tab.forms["quality"].form.editors["data"]
    data.box.activated.emit(data.box.findText("my-drawings"))
    assert (tab.store.state.quality.data, tab.store.state.table.data) == ("my-drawings", "my-drawings")
    tab.store.act("Show Table", stage="table")
    assert tab.stage.model.table.data == "my-drawings"
    tab.context.undo.undo()
    tab.context.undo.undo()
    assert tab.store.state == before, "both were one step"
    # Others can be chosen for the table alone, and stay whatever else is edited.
    tab.open_stage("table").store.act("Show other data", data="theirs")
    assert tab.store.state.quality == before.quality
    tab.open_stage("quality").store.act("By milliseconds", cost="milliseconds")
    assert tab.store.state.table.data == "theirs"
    # A whole state is shown as it is.
    whole = change(before, quality=change(before.quality, data="my-drawings"))
    assert tab.accept(whole) and tab.store.state == whole


@pytest.mark.parametrize("stage", ["quality", "table"])
def test_data_of_models_that_come_later_can_be_chosen(tab, qtbot, stage):
    form = tab.controls()
    qtbot.addWidget(form)
    tab.store.load(change(tab.store.state, stage=stage))
    box = tab.forms[stage].form.editors["data"].box
    assert box.findText("my-drawings") < 0
    for card in cards():
        tab.take_model(msgspec.structs.replace(card, data="my-drawings"))
    assert box.findText("my-drawings") >= 0 and box.currentText() == "fashion-mnist"
