"""*Open points…*: a table's columns become what a lab learns, with units that are told and come back."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from playground.core.links import StateLink, read_link, write_link
from playground.core.recipe import from_json, identity, to_json
from playground.paradigms.lab.fields import DRAWN, Standard, unpacked
from playground.ui.lab.controls import LabControls
from playground.ui.lab.open_points import PointsDialog, told
from playground.ui.lab.parts import in_units
from tests.ui.lab.conftest import LABS, LabBench

pytestmark = pytest.mark.qt


@pytest.fixture
def controls(bench: LabBench) -> LabControls:
    found = bench.stage.controls()
    assert isinstance(found, LabControls)
    return found


@pytest.fixture
def table(tmp_path: Path) -> Path:
    random = np.random.default_rng(1)
    rows = random.uniform([0, 150, 40], [9, 190, 90], (60, 3)).tolist()
    lines = ["id,height,weight", *(",".join(map(repr, row)) for row in rows), "7,180,"]
    path = tmp_path / "people.csv"
    path.write_text("\n".join(lines))
    return path


def opened(controls: LabControls, path: Path, qtbot: QtBot) -> PointsDialog:
    dialog = controls.points.open(path)
    qtbot.waitUntil(lambda: not dialog.busy, timeout=30_000)
    return dialog


def choose(dialog: PointsDialog, x: str, y: str) -> None:
    for box, name in zip(dialog.axes.values(), (x, y), strict=True):
        box.setCurrentIndex(box.findText(name))


def take(controls: LabControls, path: Path, qtbot: QtBot) -> None:
    dialog = opened(controls, path, qtbot)
    choose(dialog, "height", "weight")
    dialog.take.click()


@pytest.mark.parametrize("bench", list(LABS), indirect=True)
def test_two_columns_become_what_is_learned(bench: LabBench, controls, table: Path, qtbot: QtBot) -> None:
    before = bench.state.run
    dialog = opened(controls, table, qtbot)
    assert [dialog.axes["x"].itemText(at) for at in range(3)] == ["id", "height", "weight"]
    choose(dialog, "height", "weight")
    assert "60 points, standardised. 1 row without a number" in dialog.told.said
    dialog.take.click()
    run = bench.state.run
    assert run.data == DRAWN and run.units.names == ("height", "weight")
    points = unpacked(run.drawing)
    assert points.shape == (60, 2)
    bench.turn()
    assert bench.stage.scene.feed.frame is not None and bench.reports == []
    assert controls.canvas.units.said.startswith("x = (height − 1")
    assert controls.canvas.isVisibleTo(controls) and controls.canvas.units.isVisibleTo(controls)
    bench.undo.undo()
    assert bench.state.run == before
    bench.undo.redo()
    assert bench.state.run == run


def test_units_go_with_the_recipe_and_come_back(bench: LabBench, controls, table: Path, qtbot: QtBot) -> None:
    take(controls, table, qtbot)
    run = bench.state.run
    assert from_json(to_json(run), (type(run),))[0] == run
    link = StateLink("flow", to_json(run).encode())
    assert read_link(write_link(link)) == link
    plain = msgspec.structs.replace(run, units=None)
    assert identity(plain) != identity(run)
    points = unpacked(run.drawing)
    columns = in_units({"x": points[:, 0], "y": points[:, 1]}, run, ("x", "y"))
    rows = np.genfromtxt(table, delimiter=",", skip_header=1)[:60]
    np.testing.assert_allclose(columns["x (height)"], rows[:, 1], rtol=1e-6)
    np.testing.assert_allclose(columns["y (weight)"], rows[:, 2], rtol=1e-6)
    numbered = in_units({"x_1": points[:, 0], "x_2": points[:, 1], "stick_1": points[:, 0]}, run)
    np.testing.assert_array_equal(numbered["x_2 (weight)"], columns["y (weight)"])
    assert in_units({"x": points[:, 0]}, msgspec.structs.replace(run, data="ring")).keys() == {"x"}
    bench.turn()
    ends = [each for each in bench.stage._figures() if each.stem == "points"]
    assert [list(each.columns)[-2:] for each in ends] == [["x (height)", "y (weight)"]]


@pytest.mark.parametrize(("mean", "sd", "formula"), [
    (-3.25, 2.0, "(t + 3.25) / 2"),
    (0.0, 0.5, "(t − 0) / 0.5"),
    (123_456.0, 1e6, "(t − 123,500) / 1,000,000"),
    (2e9, 3e-7, "(t − (2 · 10⁹)) / (3 · 10⁻⁷)"),
])  # fmt: skip
def test_units_are_numbers_that_can_be_read(mean: float, sd: float, formula: str) -> None:
    units = Standard(names=("t", "t"), mean=(mean, mean), sd=(sd, sd))
    assert told(units) == f"x = {formula}\ny = {formula}"


def test_clearing_forgets_the_units(bench: LabBench, controls, table: Path, qtbot: QtBot) -> None:
    take(controls, table, qtbot)
    bench.turn()
    controls.canvas.clear.click()
    assert bench.state.run.units is None and bench.state.run.drawing == b""
    assert not controls.canvas.units.isVisibleTo(controls)


@pytest.mark.parametrize(("text", "told"), [
    ("height\n1\n2\n3\n", "people.csv has one column with two numbers or more, and points"),
    ("a,b\n1,2\n", "people.csv has no column with two numbers"),
    ("a,b\nNaN,\n,x\n", "people.csv has no column with two numbers"),
    ("a,b\n1,\n2,\n,3\n,4\n", "a and b have no two rows with a number in both."),
    ("a,b\n1,5\n2,5\n", "All numbers of b are the same"),
    ("a,b\n\0\n", "it is no table of text."),
])  # fmt: skip
def test_what_holds_no_points_is_one_sentence(
    bench: LabBench, controls, table: Path, qtbot: QtBot, text: str, told: str
) -> None:
    before = bench.state.run
    table.write_text(text)
    dialog = opened(controls, table, qtbot)
    assert told in dialog.told.said and "\n" not in dialog.told.said
    assert not dialog.take.isEnabled()
    dialog.reject()
    assert bench.state.run == before


def test_a_table_can_be_dropped(controls, table: Path, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(table))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    controls.points.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, left, none))
    dialog = controls.points.window().findChild(PointsDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: not dialog.busy, timeout=30_000)
    assert dialog.take.isEnabled()
    dialog.reject()
