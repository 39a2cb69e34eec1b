"""The tab's texts, equations and lessons fit what it shows."""

from __future__ import annotations

import pytest

from playground.core.recipe import change
from playground.evaluate.sweep.columns import COLUMNS, NATURES
from playground.evaluate.sweep.jobs import VARIANTS
from playground.evaluate.sweep.known import Known
from playground.evaluate.sweep.points import MEASURES
from playground.evaluate.sweep.store import Store
from playground.ui.explain import content
from playground.ui.tabs.compare.explain import CompareBinding
from playground.ui.tabs.compare.quality.equations import QUALITY_EQUATIONS, equations_of, values_of
from playground.ui.tabs.compare.state import CompareState
from tests.support.compare_results import result, some, without_frechet

LESSONS = content.load_lessons("compare")
STAGES = ("quality", "table", "league", "race")


@pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.id for lesson in LESSONS])
def test_a_lesson_sets_a_legal_state(lesson):
    state = content.apply_preset(lesson, CompareState())
    assert state.stage == lesson.preset["stage"]
    assert lesson.question.endswith("?")
    assert set(state.quality.hidden) <= set(VARIANTS)
    if state.stage == "table" and state.table.row:
        assert state.table.row in NATURES
        assert state.table.column in {column.key for column in COLUMNS}


def test_there_are_at_least_four_lessons_for_what_is_measured():
    stages = [lesson.preset["stage"] for lesson in LESSONS]
    assert stages.count("quality") >= 3 and stages.count("table") >= 1


@pytest.mark.parametrize("stage", ("quality", "table"))
def test_every_stage_is_explained_with_help(stage):
    section = content.load_explanation("compare").section(stage)
    assert section.text and section.help


def test_every_term_in_text_and_binding_is_in_an_equation():
    terms = {term for name in QUALITY_EQUATIONS for term in content.load_equation(name).terms}
    for names in CompareBinding.terms.values():
        assert set(names) <= {
            term for name in CompareBinding.equations for term in content.load_equation(name).terms
        }
    quality = content.load_explanation("compare").section("quality")
    linked = {part.partition(")")[0] for part in f"{quality.text} {quality.more}".split("(term:")[1:]}
    assert linked and linked <= terms


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_has_its_equation_with_the_number_of_the_point(measure):
    known = Known(result(distance=0.126, words=True), False)
    values = values_of(measure, known)
    (equation,) = values
    (term,) = values[equation]
    assert equation in equations_of(measure)
    assert term in content.load_equation(equation).terms
    assert values_of(measure, None) == {}


def test_the_equation_follows_the_measure_and_its_value_the_mouse(tab, folder, qtbot):
    store = Store(folder)
    for each in some():
        store.put(each)
    stage = tab.open_stage("quality")
    stage.board.results.load()
    explanation = tab.explanation()
    qtbot.addWidget(explanation)
    explanation.show()
    view = explanation.panel.equations["compare_frechet"]
    assert view.isVisible()
    key = next(mark.key for mark in stage.plot.marks if mark.known.result.steps == 50)
    stage.plot.point_at(key)
    qtbot.waitUntil(lambda: "frechet" in view.values, timeout=5000)
    shown = next(mark.value for mark in stage.plot.marks if mark.key == key)
    assert float(view.values["frechet"]) == pytest.approx(shown, abs=5e-4)
    tab.store.edit("x", quality=change(tab.store.state.quality, measure="coverage"))
    assert not view.isVisible()
    assert explanation.panel.equations["compare_coverage"].isVisible()


def test_the_equation_follows_a_measure_that_new_results_choose(tab, qtbot):
    stage = tab.open_stage("quality")
    explanation = tab.explanation()
    qtbot.addWidget(explanation)
    explanation.show()
    views = explanation.panel.equations
    assert views["compare_frechet"].isVisible() and not views["compare_kernel"].isVisible()
    measured = without_frechet(result(distance=0.7))
    stage.board.results.add(measured)
    assert stage.measured_by == "kernel distance" and stage.state.measure == "Fréchet distance"
    qtbot.waitUntil(views["compare_kernel"].isVisible, timeout=5000)
    assert not views["compare_frechet"].isVisible()
    stage.plot.point_at(measured.key)
    qtbot.waitUntil(lambda: views["compare_kernel"].values.get("kernel") == "0.0700", timeout=5000)
    stage.board.results.add(result(distance=0.2, steps=3))
    qtbot.waitUntil(views["compare_frechet"].isVisible, timeout=5000)
    assert not views["compare_kernel"].isVisible()


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_shows_its_own_equations_and_one_without_any_none(tab, qtbot, stage):
    tab.store.load(change(tab.store.state, stage=stage))
    explanation = tab.explanation()
    qtbot.addWidget(explanation)
    explanation.show()
    shown = {name for name, view in explanation.panel.equations.items() if view.isVisible()}
    of_stage = {"quality": {"compare_frechet"}, "league": {"league_distance", "league_kl"}}
    assert shown == of_stage.get(stage, set())


def test_what_is_pointed_at_before_anybody_listens_has_its_number_too(tab, folder, qtbot):
    store = Store(folder)
    for each in some():
        store.put(each)
    tab.store.load(change(tab.store.state, stage="table"))
    explanation = tab.explanation()
    qtbot.addWidget(explanation)
    explanation.show()
    view = explanation.panel.equations["compare_frechet"]
    tab.shared.results.load()
    tab.store.load(change(tab.store.state, stage="quality"))
    tab.stage.plot.point_at(tab.stage.plot.marks[0].key)
    qtbot.waitUntil(lambda: "frechet" in view.values, timeout=5000)


@pytest.mark.parametrize("lesson", [each for each in LESSONS if each.preset["stage"] in ("quality", "table")])
def test_trying_a_lesson_is_one_step_that_can_be_undone(tab, qtbot, lesson):
    explanation = tab.explanation()
    qtbot.addWidget(explanation)
    before = tab.store.state
    explanation.guide.choose(lesson)
    assert tab.store.state.stage == lesson.preset["stage"]
    if tab.store.state != before:
        tab.context.undo.undo()
    assert tab.store.state == before
