"""Own results are taken away in the table, too, which shows what the plot does not: likelihoods."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground.core.machine import Machine
from playground.core.recipe import change
from playground.evaluate.sweep.cells import Cell
from playground.evaluate.sweep.jobs import Result
from playground.evaluate.sweep.store import Store, collect, write_collection
from tests.support.compare_results import measure, of_now, result, some
from tests.ui.tabs.compare.quality_world import cards
from tests.ui.tabs.compare.table_world import opened


def likelihood(bits: float, images: int = 500, seed: int = 0) -> Result:
    """An own result of the flow's likelihood of so many held-out images."""
    pictures = result(sampler="rk4", steps=20, samples=images, date=f"2026-11-25T1{seed}:00:00Z", seed=seed)
    report = msgspec.structs.replace(pictures.report, measures={"bits_per_dim": measure(bits)})
    job = msgspec.structs.replace(pictures.job, task="likelihood")
    (found,) = of_now([msgspec.structs.replace(pictures, job=job, report=report)], cards())
    return found


OWN = (likelihood(3.3), likelihood(3.4, seed=1), likelihood(3.5, images=100, seed=2))
PICTURES = of_now(some(), cards())
SHIPPED = msgspec.structs.replace(
    likelihood(3.9, images=50, seed=3), machine=Machine(processor="Another", cores=9, system="", python="")
)


@pytest.fixture
def stage(qtbot, folder):
    """The table of own results, with one likelihood more that came with the program."""
    for each in (*OWN, *PICTURES):
        Store(folder).put(each)
    write_collection(folder.parent / "shipped.json", collect([SHIPPED]))
    with opened(qtbot, 680) as made:
        yield made


def open_cell(stage, row, column) -> Cell:
    """Open a cell, and give it."""
    stage.tab.store.edit("x", table=change(stage.state, row=row, column=column))
    return stage.model.cell(stage.view.currentIndex())[2]


def offered(stage):
    """What the menu of the button offers to remove, by its text."""
    return {action.text(): action for action in stage.detail.remove.menu().actions()}


def keys(folder) -> set[str]:
    """Those of the results in a folder."""
    return {each.key for each in Store(folder)}


def test_a_likelihood_is_removed_with_its_file_and_undone(stage, folder):
    before, seen = keys(folder), []
    stage.tab.changed_unseen.connect(lambda: seen.append(len(keys(folder))))
    assert open_cell(stage, "flow", "likelihood").text == "exact: 3.30"
    assert stage.detail.remove.isVisible()
    offered(stage)["This result"].trigger()
    assert keys(folder) == before - {OWN[0].key}
    assert open_cell(stage, "flow", "likelihood").text == "exact: 3.40"
    stage.tab.context.undo.undo()
    assert keys(folder) == before and open_cell(stage, "flow", "likelihood").text == "exact: 3.30"
    assert seen == [len(before) - 1, len(before)]


def test_likelihoods_go_together_and_leave_the_pictures_of_the_same_setting(stage, folder):
    open_cell(stage, "flow", "likelihood")
    assert set(offered(stage)) == {
        "This result", "All 3 own results of this setting", "All 2 own results of 500 held-out images",
    }  # fmt: skip
    offered(stage)["All 2 own results of 500 held-out images"].trigger()
    assert open_cell(stage, "flow", "likelihood").text == "exact: 3.50"
    stage.tab.context.undo.undo()
    open_cell(stage, "flow", "likelihood")
    offered(stage)["All 3 own results of this setting"].trigger()
    assert keys(folder) == {each.key for each in PICTURES}


def test_what_came_with_the_program_stays(stage, folder):
    for each in OWN:
        Store(folder).remove(each.key)
    stage.results.refresh()
    before = keys(folder)
    assert open_cell(stage, "flow", "likelihood").text == "exact: 3.90"
    assert stage.detail.remove.isHidden()
    QTest.keyClick(stage.view, Qt.Key.Key_Delete)
    assert keys(folder) == before


def test_delete_removes_the_result_of_the_open_cell(stage, folder):
    before = keys(folder)
    open_cell(stage, "flow", "likelihood")
    QTest.keyClick(stage.view, Qt.Key.Key_Delete)
    assert keys(folder) == before - {OWN[0].key}


def test_the_pictures_behind_a_cell_are_removed_in_the_same_way(stage, folder):
    before = keys(folder)
    open_cell(stage, "gan", "coverage")
    (gone,) = (each for each in PICTURES if each.family == "gan")
    offered(stage)["This result"].trigger()
    assert keys(folder) == before - {gone.key}


@pytest.mark.parametrize("column", ["parameters", "type", "spread"])
def test_a_cell_that_no_result_stands_behind_offers_nothing(stage, folder, column):
    before = keys(folder)
    open_cell(stage, "flow", column)
    assert stage.detail.remove.isHidden()
    QTest.keyClick(stage.view, Qt.Key.Key_Delete)
    assert keys(folder) == before


def test_the_buttons_stand_under_the_title_where_there_is_little_room(stage, qtbot):
    open_cell(stage, "flow", "likelihood")
    for width, beside in ((1000, True), (500, False)):
        stage.tab.resize(width, 680)
        qtbot.waitUntil(lambda width=width: abs(stage.detail.width() - width) < 50)
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        title, button = stage.detail.title.geometry(), stage.detail.remove.rect()
        button.moveTo(stage.detail.remove.mapTo(stage.detail, button.topLeft()))
        assert (button.left() > title.right()) == beside and (button.top() > title.bottom()) != beside
        assert stage.detail.rect().contains(button)
