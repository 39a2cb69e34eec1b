"""The race's stage: who is run, what is shown at each moment, and what an edit costs."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from playground.core.cards import Card
from playground.core.errors import RecipeError
from playground.core.progress import unwatched
from playground.core.recipe import change
from playground.core.resources import Placement
from playground.evaluate.race.standing import POSITIONS
from playground.export.metadata import read_recipe
from playground.paradigms import flow, run
from playground.paradigms.gan_images import recipes as gan
from playground.paradigms.race.candidates import entry
from playground.paradigms.race.recipes import ClockName, Race
from playground.ui.tab import Export
from playground.ui.tabs.compare.race.lanes_view import HINT
from playground.ui.tabs.compare.race.spec import RACE
from playground.ui.tabs.compare.race.state import RaceState
from playground.ui.widgets.note import Note
from playground.ui.widgets.theme import themes
from tests.support.double_click import double_click
from tests.support.race_world import CARDS, RaceWorld, told_nothing
from tests.ui.tabs.compare.race.conftest import FIRST, LANES, RaceBench

pytestmark = pytest.mark.qt


def test_all_lanes_are_run_once_and_end_in_what_their_recipes_give(bench: RaceBench) -> None:
    race = FIRST.race
    assert len(bench.run) == len(LANES)
    assert set(bench.run) == {entry(lane, race) for lane in LANES}
    bench.edit(position=1.0)
    for lane, shown in zip(LANES, bench.view.lanes, strict=True):
        *_, last = run(entry(lane, race), RaceWorld())
        assert shown.finished
        assert shown.pictures is not None
        assert (shown.pictures == last.arrays["images"]).all()


@pytest.mark.parametrize("clock", ["evaluations", "milliseconds"])
def test_nobody_is_shown_ahead_of_the_clock(bench: RaceBench, clock: ClockName) -> None:
    bench.edit(clock=clock)
    before = [-1.0] * len(LANES)
    for place in range(0, POSITIONS, 16):
        bench.stage.player.seek(place)
        now = bench.scene.clock()
        for lane, tape in zip(bench.view.lanes, bench.scene.grid.run, strict=True):
            spent = lane.nfe if clock == "evaluations" else lane.milliseconds
            assert before[lane.lane] <= spent <= now
            before[lane.lane] = spent
            assert lane.finished or tape.cost(clock)[tape.at(clock, now) + 1] > now
            assert bool(lane.place) == lane.finished
            assert lane.finished == (tape.total(clock) <= now)
    assert all(lane.finished for lane in bench.view.lanes)


def test_how_it_is_looked_at_runs_nothing(bench: RaceBench) -> None:
    bench.asked.clear()
    for values in ({"clock": "milliseconds"}, {"pace": "linear"}, {"shows": "x"}, {"panel": "costs"}):
        bench.edit(**values)
    assert bench.asked == []


def test_only_the_lane_that_was_changed_is_run(bench: RaceBench) -> None:
    bench.asked.clear()
    bench.steps(1, 5)
    assert [lane.model for lane in bench.run] == ["flow"]
    assert bench.scene.grid.tapes[1] is not None
    assert bench.scene.grid.run[1].total("evaluations") == 9
    bench.asked.clear()
    bench.undo.undo()
    bench.settle()
    assert bench.asked == [] and bench.scene.grid.complete
    bench.edit(seed=3)
    assert len(bench.run) == len(LANES)
    bench.asked.clear()
    bench.edit(label=0)
    # A prior that knows no classes draws the same again.
    assert {lane.model for lane in bench.run} == {lane.model for lane in LANES} - {"vae"}


def test_a_lane_that_is_told_no_class_races_beside_others_and_draws_the_same_of_each(
    bench: RaceBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CARDS, "free", told_nothing())
    bench.stage.take_models(tuple(CARDS.values()))
    free = flow.Sample(model="free", sampler="euler", steps=2)
    bench.edit(lanes=(LANES[1], free), label=1, position=1.0, chosen=1)
    beside, alone = bench.view.lanes
    assert (beside.why, alone.why) == ("", "") and bench.scene.grid.complete
    assert alone.any_class and alone.setting.endswith(", any class") and not beside.any_class
    assert "It is told no class, so it draws any." in bench.view.accessibleDescription()
    assert bench.scene.entry(1) == change(free, label=0, count=2)
    assert bench.controls.candidates.form.isVisibleTo(bench.controls)
    said = [note.words for note in bench.controls.candidates.form.findChildren(Note)]
    assert any(said) and not any("classes" in words for words in said)
    bench.asked.clear()
    bench.edit(label=0)
    assert [lane.model for lane in bench.run] == ["flow"]


def test_a_newer_race_ends_the_older_within_a_step(bench: RaceBench) -> None:
    bench.store.edit("edit", seed=1)
    for _ in range(8):
        bench.engine.pump()
        QApplication.processEvents()
    assert not bench.scene.grid.complete
    bench.asked.clear()
    bench.world.calls.clear()
    bench.store.edit("edit", seed=2, lanes=LANES[3:4])
    bench.settle()
    assert [race.seed for race in bench.asked] == [2]
    assert {model for model, _, _ in bench.world.calls} == {"gan"}
    assert bench.scene.grid.complete


def test_what_was_stopped_is_said_and_can_be_run_again(bench: RaceBench) -> None:
    bench.store.edit("edit", seed=1)
    for _ in range(8):
        bench.engine.pump()
        QApplication.processEvents()
    assert "Running lane by lane" in bench.words
    bench.link.stop()
    bench.settle()
    assert "Not all lanes" in bench.words
    assert not bench.scene.grid.complete and all(export.why for export in bench.stage.exports())
    bench.panel.note.linkActivated.emit("again")
    bench.settle()
    assert bench.scene.grid.complete
    assert "equally often" in bench.words


def test_the_same_lane_twice_is_run_once(bench: RaceBench) -> None:
    bench.asked.clear()
    lane = flow.Sample(model="flow", sampler="euler", steps=2)
    bench.edit(lanes=(lane, lane))
    assert len(bench.run) == 1
    bench.edit(position=1.0)
    assert [one.place for one in bench.view.lanes] == [1, 1]


def test_lanes_that_cannot_be_run_say_why_and_the_others_run(bench: RaceBench) -> None:
    lanes = (
        flow.Sample(model="gone"),
        flow.Sample(model="flow", sampler="euler", steps=2),
        flow.Sample(model="other"),
        flow.Sample(model="flow", sampler="consistency"),
        gan.Sample(model="gan"),
    )
    bench.edit(lanes=lanes)
    why = [lane.why for lane in bench.view.lanes]
    assert why[0] == "The model “gone” was not found."
    assert "different things" in why[2]
    assert "consistency model" in why[3]
    assert (why[1], why[4]) == ("", "")
    assert bench.stage.scene.settled()
    bench.edit(position=1.0)
    assert [lane.finished for lane in bench.view.lanes] == [False, True, False, False, True]
    assert bench.reports == []
    bench.edit(lanes=lanes[:1])
    assert "No lane can be run" in bench.words
    assert bench.stage.scene.settled() and all(export.why for export in bench.stage.exports())


def test_a_lane_whose_model_is_added_later_joins_and_no_other_is_run_anew(
    bench: RaceBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = flow.Sample(model="late", sampler="euler", steps=2)
    bench.edit(lanes=(late, LANES[1]), position=1.0)
    assert [lane.why for lane in bench.view.lanes] == ["The model “late” was not found.", ""]
    editor = bench.controls.candidates
    assert editor.lanes.itemText(0).startswith("1  late,")
    before, steps = bench.state, bench.undo.count()
    bench.asked.clear()
    monkeypatch.setitem(CARDS, "late", msgspec.structs.replace(CARDS["flow"], name="late"))
    bench.stage.take_models(tuple(CARDS.values()))
    bench.settle()
    assert [lane.why for lane in bench.view.lanes] == ["", ""]
    assert bench.run == [entry(late, before.race)] and bench.scene.grid.complete
    assert editor.lanes.itemText(0).startswith("1  Flow")
    # Somebody has joined, so it begins again.
    assert bench.state == before.with_values(position=0.0)
    assert bench.undo.count() == steps and bench.reports == []
    bench.stage.take_models(tuple(card for card in CARDS.values() if card.name != "late"))
    bench.settle()
    assert [bool(lane.why) for lane in bench.view.lanes] == [True, False]
    assert bench.scene.grid.complete


def test_a_race_that_was_opened_without_models_is_run_once_they_are_there(qtbot: QtBot) -> None:
    bench = RaceBench(FIRST, ())
    qtbot.addWidget(bench.stage)
    qtbot.addWidget(bench.controls)
    bench.stage.show()
    bench.settle()
    assert bench.asked == [] and all("was not found" in lane.why for lane in bench.view.lanes)
    bench.stage.take_models(tuple(CARDS.values()))
    bench.settle()
    assert bench.scene.grid.complete and len(bench.run) == len(LANES)
    bench.link.close()


def test_a_model_that_has_become_another_is_raced_anew_and_no_other(bench: RaceBench) -> None:
    files = (msgspec.structs.replace(CARDS["flow"].files[0], sha256="1" * 64),)
    other = msgspec.structs.replace(CARDS["flow"], files=files)
    bench.asked.clear()
    before = bench.scene.grid.tapes
    bench.stage.take_models(tuple({**CARDS, "flow": other}.values()))
    bench.settle()
    assert bench.run == [entry(LANES[1], bench.state.race)]
    assert bench.scene.grid.complete
    same = [had is has for had, has in zip(before, bench.scene.grid.tapes, strict=True)]
    assert same == [lane.model != "flow" for lane in LANES]  # type: ignore[attr-defined]


def test_a_model_that_no_lane_runs_leaves_the_race_where_it_stands(bench: RaceBench) -> None:
    bench.edit(position=0.5)
    bench.asked.clear()
    before = bench.state
    bench.stage.take_models((*CARDS.values(), msgspec.structs.replace(CARDS["flow"], name="late")))
    bench.settle()
    assert bench.asked == [] and bench.state == before and bench.scene.grid.complete


def test_a_race_that_was_changed_begins_again_and_playing_is_no_edit(bench: RaceBench) -> None:
    bench.edit(position=1.0)
    bench.undo.clear()
    bench.steps(1, 4)
    assert bench.state.look.position == 0.0
    assert bench.undo.count() == 1
    player = bench.stage.player
    player.play()
    player.advance(3.0)
    assert bench.state.look.position > 0
    player.advance(30.0)
    assert (bench.state.look.position, player.playing) == (1.0, False)
    player.play()
    player.pause()
    assert bench.state.look.position == 0.0
    assert bench.undo.count() == 1
    player.seek(POSITIONS // 2)
    assert bench.undo.count() == 2
    bench.undo.undo()
    assert bench.state.look.position == 0.0 and player.position == 0


def test_lanes_are_chosen_by_mouse_and_keyboard(bench: RaceBench, qtbot: QtBot) -> None:
    view = bench.view
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.middle_of(2))
    assert bench.state.lane == 2
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert bench.state.lane == 3
    for _ in range(5):
        qtbot.keyClick(view, Qt.Key.Key_Up)
    assert bench.state.lane == 0


def test_a_lane_is_opened_in_its_tab_with_what_the_race_draws(bench: RaceBench, qtbot: QtBot) -> None:
    opened: list[object] = []
    bench.stage.recipe_chosen.connect(opened.append)
    view = bench.view
    bench.settle()
    assert HINT in bench.panel.note.text()
    double_click(view, view.middle_of(1))
    qtbot.keyClick(view, Qt.Key.Key_Up)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    race = bench.state.race
    assert opened == [entry(LANES[1], race), entry(bench.state.race.lanes[bench.state.lane], race)]
    bench.edit(lanes=(flow.Sample(model="gone"),), chosen=0)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert len(opened) == 2


def test_a_picture_of_a_lane_is_saved_with_the_recipe_of_its_lane(bench: RaceBench, tmp_path: Path) -> None:
    wanted: list[Export] = []
    bench.stage.export_wanted.connect(wanted.append)
    bench.edit(position=1.0)
    view = bench.view
    pixel = next(
        QPoint(x, view.middle_of(1).y())
        for x in range(view.width())
        if view._columns().picture(1, 1).contains(QPoint(x, view.middle_of(1).y()))
    )
    QApplication.sendEvent(view, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, pixel, QPoint(5, 5)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    actions = {action.text(): action for action in menu.actions()}
    assert [*actions] == ["Copy picture", "Save picture…", "Open in its tab"]
    actions["Save picture…"].trigger()
    menu.close()
    wanted[0].write(tmp_path / "lane.png", False, unwatched)
    assert read_recipe(tmp_path / "lane.png")[0] == entry(LANES[1], bench.state.race)
    with Image.open(tmp_path / "lane.png") as image:
        found = np.asarray(image)[::10, ::10]
    assert view.lanes[1].pictures is not None
    np.testing.assert_array_equal(found, view.lanes[1].pictures[1, 0])


def test_a_lane_is_clipped_where_its_sampler_goes_on_with_predicted_data(bench: RaceBench) -> None:
    editors = bench.controls.candidates.form.editors

    def shown() -> set[str]:
        names = ("clip", "clip_limit", "clip_share", "ending")
        return {name for name in names if not editors[name].isHidden()}

    editors["sampler"].edited.emit("ddpm")
    assert shown() == {"clip"}
    editors["clip"].edited.emit("quantile")
    assert shown() == {"clip", "clip_limit", "clip_share"}
    assert bench.state.race.lanes[0].clip == "quantile"
    editors["sampler"].edited.emit("euler")
    assert shown() == set()


def test_the_form_edits_the_chosen_lane(bench: RaceBench) -> None:
    editor = bench.controls.candidates
    bench.edit(chosen=1)
    bench.undo.clear()
    editor.form.editors["steps"].edited.emit(7)
    editor.form.editors["sampler"].edited.emit("euler")
    bench.settle()
    assert bench.state.race.lanes[1] == change(LANES[1], steps=7, sampler="euler")
    bench.undo.undo()
    bench.undo.undo()
    assert bench.state.race.lanes == LANES
    bench.edit(chosen=3)
    assert list(editor.form.editors) == ["truncation"]
    editor.form.editors["truncation"].edited.emit(0.5)
    assert bench.state.race.lanes[3] == gan.Sample(model="gan", truncation=0.5)
    assert bench.state.race.lanes[1] == LANES[1]


def test_another_model_brings_its_own_recipe_and_one_of_the_same_kind_keeps_it(bench: RaceBench) -> None:
    editor = bench.controls.candidates
    bench.edit(chosen=1)
    editor.model.activated.emit(_pick(editor.model, "latent"))
    assert bench.state.race.lanes[1] == change(LANES[1], model="latent")
    editor.model.activated.emit(_pick(editor.model, "gan"))
    assert bench.state.race.lanes[1] == gan.Sample(model="gan")
    bench.settle()
    assert bench.scene.grid.complete


def test_lanes_are_added_removed_and_reset(bench: RaceBench) -> None:
    editor = bench.controls.candidates
    editor.add.click()
    assert len(bench.state.race.lanes) == len(LANES) + 1 and bench.state.lane == len(LANES)
    editor.remove.click()
    assert bench.state.race.lanes == LANES
    for _ in range(len(LANES) - 1):
        editor.remove.click()
    assert len(bench.state.race.lanes) == 1 and not editor.remove.isEnabled()
    for _ in range(12):
        editor.add.click()
    assert len(bench.state.race.lanes) == 12 and not editor.add.isEnabled()
    editor.reset.click()
    assert bench.state.race.lanes == RaceState().race.lanes
    bench.settle()


def test_the_costs_are_in_the_order_of_the_places(bench: RaceBench) -> None:
    bench.edit(panel="costs")
    assert bench.view.isVisible() and bench.view.accessibleName() == "What each lane costs"
    for clock in ("evaluations", "milliseconds"):
        bench.edit(clock=clock, position=0.3, shows="x")
        shown = bench.view.lanes
        assert [lane.place for lane in shown] == sorted(lane.place for lane in shown)
        assert {lane.lane for lane in shown} == set(range(len(LANES)))
        costs = [lane.total_nfe if clock == "evaluations" else lane.total_milliseconds for lane in shown]
        assert costs == sorted(costs)


def test_a_whole_race_is_shown_and_measured_anew(bench: RaceBench) -> None:
    race = Race(lanes=LANES[1:3], label=0, count=3, seed=9, clock="milliseconds", measured=((0.0,), (0.0,)))
    state = bench.state.applying(race, RACE.views)
    assert state is not None
    bench.store.replace("apply", state)
    bench.settle()
    assert (bench.state.race.lanes, bench.state.race.label, bench.state.race.seed) == (LANES[1:3], 0, 9)
    assert bench.state.race.clock == "milliseconds"
    assert all(not asked.measured for asked in bench.asked)
    assert bench.scene.grid.complete
    assert bench.state.applying(LANES[0], RACE.views) is None


def test_another_device_measures_every_lane_anew(bench: RaceBench) -> None:
    bench.asked.clear()
    bench.link.place(Placement("onnx", "cuda"))
    bench.settle()
    assert bench.asked == []
    bench.steps(1, 4)
    assert {lane.model for lane in bench.run} == {lane.model for lane in LANES}
    assert bench.scene.grid.complete
    result = bench.scene.result(2)
    assert result is not None and result.frame.facts["device"] == "cuda"


def test_a_lane_that_fails_leaves_the_others_to_run(
    bench: RaceBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = bench.world.card

    def without(model: str) -> Card:
        if model == "gan":
            raise RecipeError("It cannot be run.")
        return card(model)

    monkeypatch.setattr(bench.world, "card", without)
    bench.edit(seed=5)
    assert [tape is None for tape in bench.scene.grid.tapes] == [lane.model == "gan" for lane in LANES]
    assert bench.reports == ["It cannot be run."] and "Not all lanes" in bench.words
    monkeypatch.undo()
    bench.panel.note.linkActivated.emit("again")
    bench.settle()
    assert bench.scene.grid.complete


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1000, 620), (430, 260)])
def test_every_row_is_drawn_in_both_themes_and_sizes(
    bench: RaceBench, theme: str, size: tuple[int, int]
) -> None:
    themes().prefer(theme)  # type: ignore[arg-type]
    try:
        bench.stage.resize(*size)
        bench.edit(position=0.5)
        QApplication.processEvents()
        view = bench.view
        image = view.grab().toImage()
        place = view._columns()
        for number in range(len(LANES)):
            rect = place.picture(number, 0)
            inside = {
                image.pixel(x, y)
                for x in range(rect.left() + 1, rect.right(), 3)
                for y in range(rect.top() + 1, rect.bottom(), 3)
            }
            ground = image.pixel(place.track - 3, rect.center().y())
            assert inside != {ground}, f"lane {number + 1} shows no picture"
    finally:
        themes().prefer("system")


def _pick(box, name: str) -> int:
    """Choose an entry as a click does."""
    index = int(box.findData(name))
    box.setCurrentIndex(index)
    return index


def test_nothing_runs_while_nobody_looks(bench: RaceBench) -> None:
    bench.stage.player.play()
    bench.stage.hide()
    assert not bench.stage.player.playing
    bench.store.edit("edit", label=0)
    bench.settle()
    # What is held shows its first frame and no other.
    assert bench.scene.progress < 0.1 and not bench.scene.grid.complete
    bench.stage.show()
    bench.settle()
    assert bench.scene.grid.complete
