"""Quality and cost in a window: the plot under mouse and keys, pictures, settings, opening and exports."""

from __future__ import annotations

import csv
import io
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QToolTip
from pytestqt.qtbot import QtBot

from playground.core import folders
from playground.core.captioned import captioned
from playground.core.errors import ExportError, RecipeError
from playground.core.heldout import DATA_FACT
from playground.core.recipe import change, decode
from playground.core.resources import Placement
from playground.evaluate.sweep.jobs import Job
from playground.evaluate.sweep.points import COSTS, MEASURES
from playground.evaluate.sweep.spreadsheet import csv_of
from playground.evaluate.sweep.store import Store, collect, write_collection
from playground.evaluate.sweep.store import decode as decode_collection
from playground.export.metadata import read_recipe
from playground.paradigms import recipe_types
from playground.paradigms.cards import read_card
from playground.ui.state.link import Link
from playground.ui.tab import Context
from playground.ui.tabs.compare import TAB
from playground.ui.tabs.compare.explain import CompareBinding
from playground.ui.tabs.compare.quality.dots import SIZE
from playground.ui.tabs.compare.quality.state import MOST_SETTINGS, QualityState, Setting
from tests.support.compare_results import REAL, measure, result, some, without_frechet
from tests.support.double_click import double_click
from tests.support.undoing import undo_stack
from tests.ui.tabs.compare.quality_world import Engine, World, cards

RESULTS = some()


class Bench:
    """A shown tab with results, an engine that draws, and what was asked for."""

    def __init__(self, folder: Path) -> None:
        store = Store(folder)
        for each in RESULTS[:-2]:
            store.put(each)
        write_collection(folder.parent / "shipped.json", collect(RESULTS[-2:]))
        self.link = Link()
        self.tab = TAB(Context(self.link, undo_stack(), cards()))
        self.opened, self.reports, self.asked = [], [], []
        self.tab.recipe_chosen.connect(self.opened.append)
        self.tab.report.connect(lambda sentence, _details: self.reports.append(sentence))
        self.tab.resize(900, 700)
        self.tab.show()
        self.world = World(self.tab.context.cards)
        self.engine = Engine(self.link, self.world)
        self.stage = self.tab.open_stage("quality")
        self.form = self.tab.controls()
        self.form.show()
        measuring = self.stage.board.measuring
        measuring.start = lambda arguments: self.asked.append(arguments)

    @property
    def state(self) -> QualityState:
        return self.tab.store.state.quality

    @property
    def controls(self):
        return self.tab.forms["quality"]

    def mark(self, model: str, steps: int | None = None):
        found = (mark for mark in self.stage.plot.marks if mark.known.result.model == model)
        return next(mark for mark in found if steps is None or mark.known.result.steps == steps)

    def place(self, mark) -> QPoint:
        """Where a mark is, in pixels of the plot's viewport."""
        plot = self.stage.plot
        return plot._plot.viewport().mapFrom(plot, plot.pixel_of(mark.key).toPoint())

    def jobs(self) -> list[Job]:
        """What the last sweep was asked to measure."""
        arguments = self.asked[-1]
        path = Path(arguments[arguments.index("--jobs") + 1])
        return msgspec.json.decode(path.read_bytes(), type=list[Job])


@pytest.fixture
def bench(qtbot, folder):
    made = Bench(folder)
    qtbot.addWidget(made.tab)
    qtbot.addWidget(made.form)
    qtbot.waitExposed(made.tab)
    yield made
    made.link.close()


def test_own_and_shipped_results_are_points_and_the_legend_names_their_families(bench):
    shown = bench.stage.plot.marks
    assert {mark.key for mark in shown} == {each.key for each in RESULTS}
    assert {mark.key for mark in shown if mark.known.shipped} == {each.key for each in RESULTS[-2:]}
    titles = [entry.name for entry in bench.stage.legend.entries]
    assert titles == ["GAN", "DDPM", "DDIM", "flow matching", "consistency"]
    told = bench.stage.bar.words.toolTip()
    assert "2 hollow: came with the program, measured on 2026-11-25 on 2 cores of Test CPU" in told


def test_at_first_the_best_point_that_is_soon_drawn_is_pointed_at(bench, qtbot):
    assert bench.stage.plot.lit == bench.mark("fashion-flow", 10).key
    assert not bench.stage.settled()
    qtbot.waitUntil(lambda: bench.link.busy, timeout=5000)
    bench.engine.settle()
    assert bench.stage.settled() and bench.stage.detail.strip.isVisible()


def test_a_point_under_the_mouse_tells_its_numbers_and_shows_ten_pictures(bench, qtbot):
    mark = bench.mark("fashion-flow", 10)
    viewport = bench.stage.plot._plot.viewport()
    QTest.mouseMove(viewport, bench.place(mark) + QPoint(3, -2))
    assert bench.stage.plot.lit == mark.key
    detail = bench.stage.detail
    assert "0.220 (0.200–0.240)" in detail.facts.text().replace("\u00a0", " ")
    assert "Your own: measured on 2026-11-25 on 2 cores of Test CPU" in detail.facts.text()
    qtbot.waitUntil(lambda: bench.link.busy, timeout=5000)
    bench.engine.settle()
    (ran,) = bench.world.ran
    assert (ran.count, ran.model, ran.sampler, ran.steps) == (10, "fashion-flow", "ab2", 10)
    assert detail.strip.isVisible() and len(detail.strip.shown) == 10


def test_pictures_that_were_drawn_are_not_drawn_again(bench, qtbot):
    one, other = bench.mark("fashion-flow", 10), bench.mark("fashion-flow", 5)
    for mark in (one, other):
        bench.stage.plot.point_at(mark.key)
        qtbot.waitUntil(lambda: bench.link.busy, timeout=5000)
        bench.engine.settle()
    assert len(bench.world.ran) == 2
    bench.stage.plot.point_at(one.key)
    assert bench.stage.detail.strip.isVisible()
    bench.engine.settle()
    assert len(bench.world.ran) == 2


def test_a_model_that_is_not_here_draws_nothing_and_says_so(bench):
    bench.stage.plot.point_at(bench.mark("fashion-gan").key)
    assert "“fashion-gan” is not here" in bench.stage.detail.why.text()
    assert not bench.stage.detail.strip.isVisible()


def test_a_result_of_another_version_of_the_model_is_remarked(bench):
    bench.stage.plot.point_at(bench.mark("fashion-flow", 10).key)
    assert "another one now" in bench.stage.detail.facts.text()


def test_a_click_keeps_a_point_until_there_is_another_or_none(bench):
    left, viewport = Qt.MouseButton.LeftButton, bench.stage.plot._plot.viewport()
    mark, other = bench.mark("fashion-ddpm", 50), bench.mark("fashion-flow", 10)
    QTest.mouseMove(viewport, bench.place(other))
    assert bench.stage.plot.lit == other.key
    QTest.mouseClick(viewport, left, pos=bench.place(mark))
    QTest.mouseMove(viewport, bench.place(other))
    assert bench.stage.plot.lit == bench.stage.detail.key == mark.key and not bench.opened
    QTest.mouseClick(viewport, left, pos=QPoint(3, 3))
    QTest.mouseMove(viewport, bench.place(mark))
    QTest.mouseMove(viewport, bench.place(other))
    assert bench.stage.plot.lit == other.key


def test_a_point_that_was_measured_elsewhere_can_be_measured_here_alone(bench, monkeypatch):
    asked = []
    monkeypatch.setattr(bench.stage.board, "measure", lambda jobs, workers: asked.append(jobs))
    marks = {mark.known.shipped: mark for mark in bench.stage.plot.marks}
    for shipped, mark in marks.items():
        bench.stage.plot.point_at(mark.key)
        assert bench.stage.detail.measure.isHidden() == (not shipped)
    assert len(marks) == 2
    bench.stage.plot.point_at(marks[True].key)
    bench.stage.detail.measure.click()
    assert asked == [[marks[True].known.result.job]]


def test_two_clicks_open_the_recipe_in_its_tab_with_as_many_pictures_as_that_draws(bench):
    mark = bench.mark("fashion-ddpm", 50)
    viewport = bench.stage.plot._plot.viewport()
    double_click(viewport, bench.place(mark))
    (recipe,) = bench.opened
    assert (recipe.model, recipe.sampler, recipe.steps, recipe.count) == ("fashion-ddpm", "ddim", 50, 16)
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert len(bench.opened) == 1


def test_the_arrow_keys_walk_over_the_points_and_enter_opens_one(bench):
    plot = bench.stage.plot
    plot.setFocus()
    QTest.keyClick(plot, Qt.Key.Key_Right)
    first = plot.lit
    assert first
    seen = {first}
    for _ in range(20):
        QTest.keyClick(plot, Qt.Key.Key_Right)
        seen.add(plot.lit)
    places = {mark.key: plot.pixel_of(mark.key) for mark in plot.marks}
    assert places[plot.lit].x() == max(place.x() for place in places.values())
    for _ in range(20):
        QTest.keyClick(plot, Qt.Key.Key_Left)
        seen.add(plot.lit)
    assert places[plot.lit].x() == min(place.x() for place in places.values())
    assert len(seen) > 2
    QTest.keyClick(plot, Qt.Key.Key_Return)
    assert len(bench.opened) == 1


def test_a_click_on_a_family_shows_it_alone_and_can_be_undone(bench):
    legend = bench.stage.legend
    legend.entries[3].click()
    assert {mark.family for mark in bench.stage.plot.marks} == {"flow"}
    bench.tab.context.undo.undo()
    assert len(bench.stage.plot.marks) == len(RESULTS)


def test_points_of_other_heights_stay_in_sight_on_either_scale(bench):
    plot = bench.stage.plot
    for logarithmic in (True, False):
        bench.tab.store.load(
            change(bench.tab.store.state, quality=change(bench.state, logarithmic=logarithmic))
        )
        for mark in plot.marks:
            assert plot.rect().contains(plot.pixel_of(mark.key).toPoint())
    lowest = min(plot.marks, key=lambda mark: mark.value)
    highest = max(plot.marks, key=lambda mark: mark.value)
    assert plot.pixel_of(lowest.key).y() > plot.pixel_of(highest.key).y()


def test_what_is_chosen_is_measured_and_nothing_else(bench):
    bounds = [each for each in bench.stage.board.choices(bench.state) if each.job.task == "likelihood"]
    bench.controls.list.boxes[bounds[0].key].click()
    chosen = [choice for choice in bench.stage.board.choices(bench.state) if choice.chosen]
    bench.stage.bar.button.click()
    jobs = bench.jobs()
    assert [job.recipe for job in jobs] == [choice.job.recipe for choice in chosen]
    assert {job.task for job in jobs} == {"pictures", "likelihood"}
    assert {job.samples for job in jobs if job.task == "pictures"} == {2000}
    arguments = bench.asked[-1]
    assert arguments[arguments.index("--results") + 1] == str(bench.stage.board.results.folder)
    assert arguments[arguments.index("--runtime") + 1] == "onnx"


def test_the_sweep_gets_the_windows_own_model_folders_and_workers(bench, monkeypatch):
    monkeypatch.setattr(bench.stage.board, "_folders", (Path("one"), Path("two")))
    bench.tab.store.edit("x", quality=change(bench.state, workers=3))
    bench.stage.measure()
    arguments = bench.asked[-1]
    given = [arguments[at + 1] for at, name in enumerate(arguments) if name == "--models"]
    assert given == ["one", "two"] and arguments[arguments.index("--workers") + 1] == "3"


def test_settings_are_chosen_by_their_boxes_and_those_of_a_model_together(bench):
    boxes, models = bench.controls.list.boxes, bench.controls.list.models
    assert set(models) == {"fashion-flow", "fashion-ddpm", "fashion-consistency"}
    for model in ("fashion-flow", "fashion-ddpm"):
        models[model].click()
        if models[model].checkState() != Qt.CheckState.Unchecked:
            models[model].click()
    kept = [choice for choice in bench.stage.board.choices(bench.state) if choice.chosen]
    assert {choice.job.model for choice in kept} == {"fashion-consistency"}
    boxes[kept[0].key].click()
    bench.stage.measure()
    assert [job.recipe for job in bench.jobs()] == [choice.job.recipe for choice in kept[1:]]
    assert models["fashion-consistency"].checkState() == Qt.CheckState.PartiallyChecked
    bench.tab.context.undo.undo()
    assert boxes[kept[0].key].isChecked()
    for choice in kept:
        if boxes[choice.key].isChecked():
            boxes[choice.key].click()
    assert not bench.stage.bar.button.isEnabled()


def test_what_takes_long_is_chosen_by_its_own_box_alone(bench):
    listed, board = bench.controls.list, bench.stage.board
    dear = {choice.key for choice in board.choices(bench.state) if choice.dear}
    cheap = {choice.key for choice in board.choices(bench.state)} - dear
    assert dear and cheap

    def chosen():
        return {choice.key for choice in board.choices(bench.state) if choice.chosen}

    assert chosen() == cheap
    listed.choose_every(False)
    assert chosen() == set() and bench.controls.total.text() == "Nothing is chosen"
    for box in listed.models.values():
        box.click()
    assert chosen() == cheap
    one = sorted(dear)[0]
    listed.boxes[one].click()
    assert chosen() == cheap | {one}
    listed.choose_every(True)
    assert chosen() == cheap | {one}
    whole = sum(
        choice.seconds or 0 for choice in board.choices(bench.state) if choice.chosen and not choice.measured
    )
    assert bench.controls.total.longest.endswith(f"about {whole / 60:.0f} min")


def test_what_takes_very_long_is_left_out_unless_it_is_asked_for(bench):
    slow = result("fashion-ddpm", "ddim", evaluations=5, sampler="ddim", steps=5, milliseconds=5000.0)
    machine = bench.stage.board._machine
    bench.stage.board.results.add(msgspec.structs.replace(slow, machine=machine))
    choices = {choice.key: choice for choice in bench.stage.board.choices(bench.state)}
    dear = [choice for choice in choices.values() if choice.job.recipe.get("sampler") == "ddpm"]
    assert dear and not any(choice.chosen for choice in dear)
    bench.controls.list.boxes[dear[0].key].click()
    assert dear[0].key in bench.state.insisted
    assert next(c for c in bench.stage.board.choices(bench.state) if c.key == dear[0].key).chosen


def test_a_setting_is_added_and_taken_out_again(bench):
    adding = bench.controls.adding
    adding.model.setCurrentIndex(adding.model.findData("fashion-flow"))
    adding.model.activated.emit(adding.model.currentIndex())
    assert adding.form.editors["sampler"].box.currentText() == "Adams–Bashforth 2"
    adding.store.edit("sampler", sampler="heun", steps=7)
    before = len(bench.controls.list.boxes)
    adding.button.click()
    assert len(bench.controls.list.boxes) == before + 1
    (setting,) = bench.state.added
    assert decode(msgspec.json.encode(setting.recipe), recipe_types()) == adding.recipe
    bench.stage.measure()
    assert setting.recipe in [job.recipe for job in bench.jobs()]
    adding.button.click()
    assert len(bench.state.added) == 1
    key = next(choice.key for choice in bench.stage.board.choices(bench.state) if choice.added)
    bench.controls.list.removed.emit(key)
    assert bench.state.added == () and len(bench.controls.list.boxes) == before
    bench.tab.context.undo.undo()
    assert bench.state.added == (setting,)


def test_more_settings_than_are_kept_are_not_added(bench):
    many = tuple(Setting(recipe={"kind": "none", "number": each}) for each in range(MOST_SETTINGS))
    bench.stage.store.edit("many", added=many)
    adding = bench.controls.adding
    adding.model.setCurrentIndex(adding.model.findData("fashion-flow"))
    adding.model.activated.emit(adding.model.currentIndex())
    adding.store.edit("sampler", sampler="heun", steps=7)
    adding.button.click()
    assert "may hold at most 200; it holds 201" in adding.note.words
    assert bench.state.added == many


def test_what_a_sampler_does_not_use_is_left_out_of_a_setting(bench):
    adding = bench.controls.adding
    adding.model.setCurrentIndex(adding.model.findData("fashion-flow"))
    adding.model.activated.emit(adding.model.currentIndex())

    def shown() -> set[str]:
        return {name for name, editor in adding.form.editors.items() if not editor.isHidden()}

    adding.store.edit("sampler", sampler="ddim")
    assert {"eta", "clip", "ending", "stride"} <= shown() and not {"variance", "clip_limit"} & shown()
    adding.store.edit("clip", clip="range")
    assert "clip_limit" in shown() and "clip_share" not in shown()
    adding.store.edit("clip", clip="quantile")
    assert {"clip_limit", "clip_share"} <= shown()
    adding.store.edit("sampler", sampler="heun")
    assert "coordinates" in shown()
    assert not {"eta", "clip", "clip_limit", "clip_share", "ending", "stride"} & shown()


@pytest.fixture
def area(bench, qtbot):
    """The form in a window that is too low for it, as at the left of the program's."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(bench.form)
    area.resize(280, 300)
    area.show()
    qtbot.waitExposed(area)
    yield area
    area.takeWidget()
    area.close()


def in_sight(area, box):
    return area.viewport().rect().contains(box.mapTo(area.viewport(), box.rect().center()))


def test_an_added_setting_is_brought_into_sight(bench, area, qtbot):
    adding = bench.controls.adding
    bench.controls.fold.unfold()
    adding.model.setCurrentIndex(adding.model.findData("fashion-ddpm"))
    adding.model.activated.emit(adding.model.currentIndex())
    adding.store.edit("sampler", sampler="ddim", steps=7)
    area.verticalScrollBar().setValue(0)
    adding.button.click()
    (key,) = (choice.key for choice in bench.stage.board.choices(bench.state) if choice.added)
    qtbot.waitUntil(lambda: in_sight(area, bench.controls.list.boxes[key]))
    assert area.focusWidget() is bench.controls.list.boxes[key] and adding.note.isHidden()


def test_a_setting_that_is_in_the_list_already_is_shown_there_and_nothing_is_to_be_undone(bench, area, qtbot):
    adding = bench.controls.adding
    bench.controls.fold.unfold()
    adding.model.setCurrentIndex(adding.model.findData("fashion-ddpm"))
    adding.model.activated.emit(adding.model.currentIndex())
    usual = next(
        choice
        for choice in bench.stage.board.choices(bench.state)
        if choice.job.recipe.get("sampler") == "ddim" and choice.job.recipe["steps"] == 20
    )
    adding.store.edit("sampler", sampler="ddim", steps=20, guidance=usual.job.recipe["guidance"])
    steps, undo = bench.tab.context.undo.count(), bench.tab.context.undo
    adding.button.click()
    assert undo.count() == steps and bench.state.added == ()
    assert "already" in adding.note.text() and not adding.note.isHidden()
    qtbot.waitUntil(lambda: in_sight(area, bench.controls.list.boxes[usual.key]))
    adding.store.edit("steps", steps=21)
    assert adding.note.isHidden()
    bench.controls.list.boxes[usual.key].click()
    adding.store.edit("steps", steps=20)
    adding.button.click()
    assert bench.controls.list.boxes[usual.key].isChecked()


def test_how_many_pictures_there_are_stands_above_the_settings(bench):
    bench.form.show()
    bench.form.resize(280, 4000)
    top = {
        widget: widget.mapTo(bench.form, QPoint(0, 0)).y()
        for widget in (bench.controls.measured, bench.controls.fold, bench.controls.list)
    }
    assert sorted(top.values()) == list(top.values())


def test_what_cannot_be_run_cannot_be_added_and_says_why(bench):
    adding = bench.controls.adding
    adding.model.setCurrentIndex(adding.model.findData("fashion-consistency"))
    adding.model.activated.emit(adding.model.currentIndex())
    assert adding.button.isEnabled()
    adding.store.edit("sampler", sampler="ddpm")
    assert not adding.button.isEnabled()
    assert adding.note.text()


def test_a_new_result_becomes_a_point_and_its_setting_is_called_measured(bench):
    found = bench.stage.board.choices(bench.state)
    recipe = dict(next(each.job.recipe for each in found if each.job.model == "fashion-consistency"))
    del recipe["model"]
    fresh = result("fashion-consistency", "consistency", evaluations=1, distance=0.5, **recipe)
    bench.stage.board.measuring.measured.emit(fresh)
    assert fresh.key in {mark.key for mark in bench.stage.plot.marks}
    notes = [note.text() for note in bench.controls.list.notes.values()]
    assert sum("measured" in note for note in notes) == 1


def test_a_setting_is_called_measured_only_with_the_runtime_that_it_was_measured_with(bench):
    def measured():
        return {key for key, note in bench.controls.list.notes.items() if "measured" in note.text()}

    found = bench.stage.board.choices(bench.state)
    recipe = dict(next(each.job.recipe for each in found if each.job.model == "fashion-consistency"))
    del recipe["model"]
    torch = result("fashion-consistency", "consistency", evaluations=1, runtime="torch", **recipe)
    bench.stage.board.measuring.measured.emit(torch)
    assert measured() == set()
    bench.link.place(Placement("torch"))
    assert len(measured()) == 1
    bench.link.place(Placement())
    assert measured() == set()


def offered(bench):
    """What the menu of the button offers to remove, by its text."""
    return {action.text(): action for action in bench.stage.detail.remove.menu().actions()}


def trials(bench):
    """Three own results of 147 pictures, two of them of one setting."""
    found = [
        result(sampler="euler", steps=3, samples=147),
        result(sampler="euler", steps=3, samples=147, runtime="torch"),
        result(sampler="euler", steps=7, samples=147, distance=3.0),
    ]
    for each in found:
        Store(bench.stage.board.results.folder).put(each)
    bench.stage.board.results.refresh()
    return found


def test_an_own_result_is_removed_with_its_file_and_undone(bench, folder):
    before = {each.key for each in Store(folder)}
    mark, seen = bench.mark("fashion-flow", 10), []
    bench.tab.changed_unseen.connect(lambda: seen.append(len(bench.stage.plot.marks)))
    bench.stage.plot.point_at(mark.key)
    offered(bench)["This result"].trigger()
    assert mark.key not in {each.key for each in bench.stage.plot.marks}
    assert {each.key for each in Store(folder)} == before - {mark.key}
    assert bench.stage.plot.lit == "" and bench.stage.detail.key == ""
    bench.tab.context.undo.undo()
    assert mark.key in {each.key for each in bench.stage.plot.marks}
    assert Store(folder).get(mark.key) == mark.known.result
    bench.tab.context.undo.redo()
    assert {each.key for each in Store(folder)} == before - {mark.key}
    assert seen == [len(RESULTS) - 1, len(RESULTS), len(RESULTS) - 1]


def test_results_of_a_setting_or_of_a_trial_are_removed_together(bench, folder):
    before = {each.key for each in Store(folder)}
    one, torch, other = trials(bench)
    bench.stage.plot.point_at(one.key)
    assert set(offered(bench)) == {
        "This result", "All 2 own results of this setting", "All 3 own results of 147 pictures",
    }  # fmt: skip
    offered(bench)["All 2 own results of this setting"].trigger()
    assert {each.key for each in Store(folder)} == before | {other.key}
    bench.tab.context.undo.undo()
    bench.stage.plot.point_at(torch.key)
    offered(bench)["All 3 own results of 147 pictures"].trigger()
    assert {each.key for each in Store(folder)} == before


def test_delete_removes_the_own_result_that_is_pointed_at_and_no_shipped_one(bench, folder):
    before = {each.key for each in Store(folder)}
    plot = bench.stage.plot
    shipped = next(mark for mark in plot.marks if mark.known.shipped)
    plot.point_at(shipped.key)
    assert not bench.stage.detail.remove.isVisible()
    QTest.keyClick(plot, Qt.Key.Key_Delete)
    assert {each.key for each in Store(folder)} == before
    own = bench.mark("fashion-flow", 5)
    plot.point_at(own.key)
    assert bench.stage.detail.remove.isVisible()
    QTest.keyClick(plot, Qt.Key.Key_Delete)
    assert {each.key for each in Store(folder)} == before - {own.key}


def test_what_cannot_be_removed_stays_and_is_told_and_leaves_no_step_to_undo(bench, monkeypatch):
    def refuse(_store, key):
        raise ExportError(f"The result {key} cannot be removed: it is locked.")

    monkeypatch.setattr(Store, "remove", refuse)
    mark, steps = bench.mark("fashion-flow", 10), bench.tab.context.undo.count()
    bench.stage.plot.point_at(mark.key)
    offered(bench)["This result"].trigger()
    assert mark.key in {each.key for each in bench.stage.plot.marks}
    assert bench.tab.context.undo.count() == steps and "locked" in bench.reports[-1]


def test_results_that_a_command_wrote_meanwhile_are_there_when_the_stage_is_shown_again(bench, folder):
    late = result("fashion-flow", evaluations=3, distance=0.3, sampler="euler", steps=3)
    Store(folder).put(late)
    bench.stage.hide()
    bench.stage.show()
    assert late.key in {mark.key for mark in bench.stage.plot.marks}


def test_a_damaged_result_is_set_aside_with_one_sentence(bench, folder):
    (folder / "0123.json").write_text("{", encoding="utf-8")
    bench.stage.board.results.refresh()
    (sentence,) = bench.reports
    assert "0123.json" in sentence
    assert len(bench.stage.plot.marks) == len(RESULTS)


def test_damaged_shipped_results_are_told_of_and_the_own_ones_are_shown(bench, folder):
    (folder.parent / "shipped.json").write_text("nonsense", encoding="utf-8")
    bench.stage.board.results.load()
    (sentence,) = bench.reports
    assert "shipped.json" in sentence
    assert len(bench.stage.plot.marks) == len(RESULTS) - 2


def test_exports_hold_what_is_shown(bench, tmp_path):
    exports = {export.title: export for export in bench.tab.exports()}
    written = {}
    for title, suffixes in (("Quality and cost", (".png", ".svg")), ("Results", (".csv", ".json"))):
        for suffix in suffixes:
            path = tmp_path / f"out{suffix}"
            exports[title].save(path, False, lambda _done, _total: None)
            written[suffix] = path.read_bytes()
    shown = [mark.known.result for mark in bench.stage.plot.marks]
    assert written[".csv"].decode() == csv_of(shown)
    rows = list(csv.DictReader(io.StringIO(written[".csv"].decode())))
    values = {row["key"]: float(row["frechet_distance"]) for row in rows}
    assert values == {mark.key: mark.value for mark in bench.stage.plot.marks}
    found = decode_collection(written[".json"]).results
    assert sorted(each.key for each in found) == sorted(each.key for each in shown)
    assert b"<svg" in written[".svg"] and b"playground-results" in written[".svg"]
    with Image.open(io.BytesIO(written[".png"])) as picture:
        colours = picture.convert("RGB").getcolors(1 << 24)
        assert len(colours) > 20 and "playground-results" in picture.info["playground"]
    for suffix in (".png", ".svg", ".json"):
        with pytest.raises(RecipeError, match="its format is “playground-results-1”"):
            read_recipe(tmp_path / f"out{suffix}")


def written_texts(bench, path):
    """All texts of the plot as SVG."""
    (plot,) = (export for export in bench.tab.exports() if export.title == "Quality and cost")
    plot.save(path, True, lambda _done, _total: None)
    return ["".join(each.itertext()) for each in ElementTree.parse(path).findall(".//{*}text")]


FAMILIES = {"flow matching", "DDPM", "DDIM", "consistency", "GAN"}
MEANINGS = {
    "filled: measured here", "hollow: came with the program", "95 % interval", "more and more steps",
    "Pareto front",
}  # fmt: skip


def test_the_exported_plot_says_what_its_symbols_are(bench, tmp_path):
    texts = written_texts(bench, tmp_path / "plot.svg")
    assert set(texts) >= FAMILIES | MEANINGS and not any("small" in text for text in texts)
    bench.stage.legend.families_hidden.emit(("gan", "consistency"))
    bench.stage.store.edit("plain", front=False, lines=False, intervals=False)
    few = set(written_texts(bench, tmp_path / "plot.svg"))
    assert FAMILIES & few == {"flow matching", "DDPM", "DDIM"}
    assert MEANINGS & few == {"filled: measured here"}


@pytest.mark.parametrize("width", [900, 420])
def test_the_legend_of_the_exported_plot_has_as_many_lines_as_it_needs(bench, tmp_path, width):
    bench.tab.resize(width, 700)
    written_texts(bench, tmp_path / "plot.svg")
    own, whole = bench.stage.plot.picture().boundingRect(), bench.stage.picture().boundingRect()
    metrics = bench.stage.plot.fontMetrics()
    below = [
        (float(each.get("x")), float(each.get("y")), "".join(each.itertext()))
        for each in ElementTree.parse(tmp_path / "plot.svg").findall(".//{*}text")
        if float(each.get("y")) > own.bottom()
    ]
    assert {text for _, _, text in below} == FAMILIES | MEANINGS and len(below) == len(FAMILIES | MEANINGS)
    assert all(x + metrics.horizontalAdvance(text) <= whole.right() for x, _, text in below)
    assert all(y <= whole.bottom() for _, y, _ in below)
    assert len({y for _, y, _ in below}) == (2 if width == 900 else 4)


def test_the_copied_plot_is_the_exported_one(bench, tmp_path):
    (plot,) = (export for export in bench.tab.exports() if export.title == "Quality and cost")
    plot.save(tmp_path / "plot.png", False, lambda _done, _total: None)
    assert bench.stage.copy()
    copied = QGuiApplication.clipboard().image()
    assert copied.size() == QImage(str(tmp_path / "plot.png")).size()


def test_the_points_of_the_plot_are_written_as_csv_too(bench, tmp_path):
    (plot,) = (export for export in bench.tab.exports() if export.title == "Quality and cost")
    plot.save(tmp_path / "plot.csv", False, lambda _done, _total: None)
    shown = [mark.known.result for mark in bench.stage.plot.marks]
    assert (tmp_path / "plot.csv").read_text(encoding="utf-8") == csv_of(shown)


def test_results_are_exported_as_the_command_writes_them_likelihood_included(bench, tmp_path):
    flow = result(kind="flow-likelihood", samples=256)
    job = msgspec.structs.replace(flow.job, task="likelihood")
    bits = {"bits_per_dim": measure(3.2, 0.1, 256)}
    report = msgspec.structs.replace(flow.report, measures=bits, real={})
    bits_of_flow = msgspec.structs.replace(flow, key="bits", job=job, report=report)
    bench.stage.board.results.add(bits_of_flow)
    known = [one.result for one in bench.stage.board.results.known]
    assert len(known) == len(RESULTS) + 1
    quality = change(bench.state, measure="class agreement")
    bench.tab.store.load(change(bench.tab.store.state, quality=quality))
    exports = {export.title: export for export in bench.tab.exports()}
    path = tmp_path / "out.csv"
    exports["Results"].save(path, False, lambda _done, _total: None)
    assert path.read_text(encoding="utf-8") == csv_of(known)
    bench.tab.store.load(change(bench.tab.store.state, quality=change(quality, hidden=("flow",))))
    exports = {export.title: export for export in bench.tab.exports()}
    exports["Results"].save(path, True, lambda _done, _total: None)
    rest = [each for each in known if each.family != "flow"]
    assert path.read_text(encoding="utf-8") == csv_of(rest)


def test_a_measurement_beside_fewer_real_pictures_moves_no_level_and_alone_has_none_and_says_why(bench):
    stage = bench.stage
    assert stage.plot.real.value == REAL["frechet_distance"] and stage.why.isHidden()

    def beside_fewer(each, distance):
        real = {"frechet_distance": measure(distance, 0.01, 1000)}
        return msgspec.structs.replace(each, report=msgspec.structs.replace(each.report, real=real))

    own = beside_fewer(result("fashion-gan", "gan", kind="gan-sample", truncation=1.0, distance=0.1), 0.102)
    stage.board.results.add(msgspec.structs.replace(own, key="own"))
    assert stage.plot.real.value == REAL["frechet_distance"] and stage.why.isHidden()
    results = stage.board.results
    results._shipped = {}
    results._own = {each.key: beside_fewer(each, 0.102) for each in RESULTS}
    results.changed.emit()
    assert stage.plot.real is None and len(stage.plot.marks) == len(RESULTS)
    assert "only 1,000 are held out here" in stage.why.text() and stage.why.isVisible()


def test_an_empty_window_says_what_to_do(tab):
    stage = tab.open_stage("quality")
    assert stage.plot.marks == () and tab.exports() == ()
    assert stage.bar.words.text().startswith("Nothing has been measured yet")
    assert not stage.bar.button.isEnabled()


def test_the_whole_title_of_the_measure_comes_up_over_its_axis_and_over_no_point(bench, monkeypatch):
    tips = []
    monkeypatch.setattr(QToolTip, "showText", lambda _where, text, *_more: tips.append(text))
    plot = bench.stage.plot._plot
    axis = plot.mapFromScene(plot.getAxis("left").sceneBoundingRect()).boundingRect()
    mark = bench.place(bench.mark("fashion-flow", 10))
    for place in (axis.center(), mark, plot.viewport().rect().center()):
        event = QHelpEvent(QEvent.Type.ToolTip, place, plot.viewport().mapToGlobal(place))
        QApplication.sendEvent(plot.viewport(), event)
    assert tips == ["Fréchet distance (fashion-classifier features)", "", ""]


@pytest.mark.parametrize("measure", [name for name, key in MEASURES.items() if key in REAL])
@pytest.mark.parametrize("cost", list(COSTS))
def test_the_label_of_the_real_pictures_covers_no_point(bench, qtbot, measure, cost):
    crowd = [
        result("fashion-ddpm", "ddpm", evaluations=700 + 100 * index, distance=distance, steps=700 + index)
        for index, distance in enumerate((0.03, 0.035, 0.04, 0.05, 0.06))
    ]
    for each in crowd:
        bench.stage.board.results.add(each)
    bench.stage.store.edit("show", measure=measure, cost=cost)
    for size in ((900, 700), (620, 560)):
        bench.tab.resize(*size)
        QTest.qWait(0)
        tag, plot = bench.stage.plot._tag, bench.stage.plot
        label = tag.boundingRect().translated(tag.scenePos())
        area = plot._plot.getViewBox().sceneBoundingRect()
        assert area.adjusted(-1, -1, 1, 1).contains(label), (area, label)
        for mark in plot.marks:
            spot = plot._plot.getViewBox().mapViewToScene(plot._place(mark.cost, mark.value))
            assert not label.contains(spot), (mark.cost, mark.value)


def test_marks_of_one_evaluation_stand_apart_and_no_other_is_moved(bench):
    plot = bench.stage.plot
    to_scene = plot._plot.getViewBox().mapViewToScene
    spots, of_one, moved = plot._spots(), [], 0
    for mark in plot.marks:
        exact, spot = to_scene(plot._place(mark.cost, mark.value)), spots[mark.key]
        assert spot.y() == exact.y() and (mark.cost == 1 or spot == exact)
        moved += spot != exact
        of_one += [spot] if mark.cost == 1 else []
    for one, other in combinations(of_one, 2):
        assert max(abs((one - other).x()), abs((one - other).y())) >= 0.9 * SIZE
    assert moved


def test_the_line_of_real_pictures_is_where_the_reports_say(bench):
    plot = bench.stage.plot
    assert plot.real.value == 0.03
    middle = plot._plot.getViewBox().mapSceneToView(QPointF(0, 0))
    assert middle.x() < plot._plot.getViewBox().viewRange()[0][1]
    low, high = plot._plot.getViewBox().viewRange()[1]
    assert 10**low < 0.03 < 10**high


def test_of_ones_own_pictures_the_kernel_distance_is_shown_in_features_that_the_axis_names(bench):
    shown = without_frechet(result("mine-flow", features="mine-classifier", distance=0.7))
    report = msgspec.structs.replace(
        shown.report,
        held_out="51 held-out images of mine", facts={**shown.report.facts, DATA_FACT: "a" * 64},
        features_worth="a classifier of mine (held-out accuracy 0.97)",
    )  # fmt: skip
    bench.stage.board.results.add(msgspec.structs.replace(shown, report=report))
    assert bench.stage.measured_by == "Fréchet distance" and not bench.stage.why.text()
    form = bench.controls.form
    measure = form.editors["measure"]
    assert measure.box.currentText() == "Fréchet distance" and form.editors["logarithmic"].isVisibleTo(form)
    bench.stage.store.act("Show other data", data="mine")
    (mark,) = bench.stage.plot.marks
    assert mark.value == pytest.approx(0.07)
    assert "mine-classifier, a classifier of mine (held-out accuracy 0.97)" in mark.known.basis
    assert measure.box.currentText() == "Kernel distance" and not form.editors["logarithmic"].isVisibleTo(
        form
    )
    measure.edited.emit("Fréchet distance")
    assert measure.box.currentText() == "Kernel distance", "it says what is shown"
    assert "held out" in bench.stage.why.text() and bench.stage.measured_by == "kernel distance"
    assert "kernel distance (mine-classifier features)" in bench.stage.plot.accessibleName()
    assert CompareBinding().shown(bench.tab)[0] == "compare_kernel"


def test_other_data_are_measured_of_as_many_pictures_as_is_usual_for_them(qtbot: QtBot) -> None:
    words = [read_card(folders.shipped_models() / name) for name in ("emoji-words", "emoji-pair")]
    undo = undo_stack()
    tab = TAB(Context(Link(), undo, (*cards(), *words)))
    qtbot.addWidget(tab)
    tab.open_stage("quality")
    controls = tab.controls()
    qtbot.addWidget(controls)
    data = tab.forms["quality"].form.editors["data"]

    def choose(name: str) -> int:
        data.edited.emit(name)
        data.released.emit()
        return tab.store.state.quality.pictures

    held_out = len(captioned("emoji").held_out)
    assert tab.store.state.quality.pictures == 2000
    assert choose("emoji") == held_out
    undo.undo()
    assert (tab.store.state.quality.data, tab.store.state.quality.pictures) == ("fashion-mnist", 2000)
    undo.redo()
    assert choose("fashion-mnist") == 2000
    tab.forms["quality"].measured.editors["pictures"].edited.emit(700)
    assert choose("emoji") == 700
