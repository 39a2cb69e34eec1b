"""What is copied as Python and as a command makes what the window shows: both are run; and grids of it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground import cli
from playground.core import folders
from playground.core.recipe import Recipe, change
from playground.engine.inprocess import InProcessEngine
from playground.engine.workbench import PlaygroundWorkbench
from playground.export.reading import read_arrays
from playground.paradigms.cards import rules
from playground.paradigms.grid.recipes import grid_of
from playground.paradigms.vae_images.recipes import Sample
from playground.runtimes.catalogue import catalogue
from playground.ui import tabs
from playground.ui.shell.grid_dialog import GridDialog
from playground.ui.shell.history import HistoryDialog
from playground.ui.shell.session import Session, SessionFile
from playground.ui.shell.window import Window
from playground.ui.stage.stage import Stage
from playground.ui.stage.tab import StagedTab
from tests.support.resting import come_to_rest

pytestmark = pytest.mark.qt


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.setattr(folders, "user_data", lambda: tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    cards = tuple(entry.card for entry in catalogue(folders.model_folders(()), rules()).entries)
    window = Window(tabs.discover(), cards, SessionFile(tmp_path / "settings"), Session(tab="compare"))
    window.show()
    yield window
    window.close()
    window.link.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def opened(window: Window, name: str, **values: object) -> Stage:
    """The Images stage of a tab with all computed that it shows."""
    workbench = PlaygroundWorkbench(folders.model_folders(()), lambda _: None)
    window.link.attach(lambda listener: InProcessEngine(listener, lambda _: workbench))
    tab = window.desk.visit(name)
    assert isinstance(tab, StagedTab)
    state = tab.store.state
    tab.store.load(change(state, stage="images", images=state.images.with_values(**values)))
    settle(window)
    stage = tab.stage
    assert isinstance(stage, Stage)
    return stage


def settle(window: Window) -> None:
    engine = window.link.engine
    assert isinstance(engine, InProcessEngine)
    come_to_rest(engine.pump, lambda: window.link.busy, 20_000)


def copied(window: Window, command: str) -> str:
    window.commands[command].trigger()
    return QGuiApplication.clipboard().text()


@pytest.mark.parametrize(
    ("name", "view", "values"),
    [
        ("flow", "samples", {"panel": "denoise", "steps": 2, "samples.count": 2, "seed": 5}),
        ("vae", "sample", {"panel": "sample", "sample.count": 3, "sample.seed": 4}),
        ("gan", "sample", {"panel": "sample", "sample.count": 3, "seed": 4}),
    ],
)
def test_what_is_copied_makes_what_is_shown(window, name, view, values, tmp_path) -> None:
    stage = opened(window, name, **values)
    shown = stage.scene.current(view)
    exec(copied(window, "copy-python"), {})
    (path,) = tmp_path.glob("*.png")
    path.rename(tmp_path / "by-python.png")
    words = shlex.split(copied(window, "copy-command"))
    assert words[0] == "playground"
    assert cli.main(words[1:]) == 0
    assert path.read_bytes() == (tmp_path / "by-python.png").read_bytes()
    *words, _out = words
    assert cli.main([*words[1:], "--out=x.npz"]) == 0
    assert np.array_equal(read_arrays(Path("x.npz"))["images"], shown.frame.arrays["images"])


def test_where_no_recipe_makes_what_is_shown_nothing_is_copied(window) -> None:
    QGuiApplication.clipboard().setText("before")
    window.desk.visit("compare")
    assert copied(window, "copy-python") == "before"
    assert copied(window, "copy-command") == "before"


def test_a_grid_of_what_is_shown_is_drawn_and_its_cells_open(window, tmp_path) -> None:
    stage = opened(window, "vae", panel="sample", **{"sample.count": 2, "sample.seed": 4})
    window.commands["grid"].trigger()
    dialog = window.findChild(GridDialog)
    names = [row.field.currentData() for row in dialog.rows]
    assert names == ["temperature", "seed", ""] and dialog.told.text() == "9 cells"
    dialog.rows[1].values.setText("4, five")
    assert "seed" in dialog.told.text() and not dialog.draw.isEnabled()
    dialog.rows[1].values.setText("4, 9")
    dialog.draw.click()
    settle(window)
    assert dialog.told.text() == "6 cells"
    assert dialog.sheet.cell_at(QPoint(1, 1)) == -1
    opened_by_click: list[Recipe] = []
    dialog.recipe_chosen.connect(opened_by_click.append)
    QTest.mouseClick(dialog.sheet, Qt.MouseButton.LeftButton, pos=dialog.sheet.rect_of(5).center())
    (chosen,) = opened_by_click
    assert chosen == dialog.grid.at(dialog.grid.cells()[5])
    settle(window)
    assert stage.scene.recipe("sample") == chosen
    before = dialog.grid.base
    dialog.count.stepUp()
    assert dialog.grid.base == change(before, count=3)
    dialog.rows[2].field.setCurrentIndex(dialog.rows[2].field.findData("count"))
    assert not dialog.count.isEnabled()
    dialog.rows[2].field.setCurrentIndex(0)
    assert dialog.count.isEnabled()
    sheet = dialog.sheet.size()
    dialog.measure.setCurrentIndex(dialog.measure.findData("nfe"))
    dialog.draw.click()
    settle(window)
    assert dialog.told.text() == "6 cells" and dialog.sheet.size() != sheet
    assert dialog.sheet.cell_at(dialog.sheet.rect_of(5).center()) == 5
    dialog.reject()


def test_a_grid_offers_no_field_that_its_model_cannot_vary(window) -> None:
    opened(window, "consistency", panel="denoise", **{"samples.count": 1})
    window.commands["grid"].trigger()
    dialog = window.findChild(GridDialog)
    assert [row.field.currentData() for row in dialog.rows] == ["steps", "seed", ""]
    assert dialog.rows[0].field.findData("guidance") == -1
    dialog.reject()


def test_of_a_grid_that_is_opened_what_its_cells_share_is_shown(window) -> None:
    stage = opened(window, "vae", panel="interpolate")
    base = Sample(model="fashion-vae-2d", count=3, seed=8)
    window.opener.apply(grid_of(base, {"temperature": (0.5, 1.0)}))
    assert stage.scene.state.panel == "sample"
    assert stage.scene.recipe("sample") == base
    assert "over temperature" in window.messages.messages[-1].sentence


def test_what_was_drawn_is_found_again_and_compared(window) -> None:
    stage = opened(window, "vae", panel="sample", **{"sample.count": 2, "sample.seed": 4})
    window.recorder.keep()
    first = stage.scene.current("sample")
    for seed in (5, 6):
        stage.scene.edit("another", **{"sample.seed": seed})
        settle(window)
    window.commands["history"].trigger()
    dialog = window.findChild(HistoryDialog)
    assert dialog.strip.count() == 2  # What was drawn while others followed at once is not kept.
    assert "seed 6" in dialog.told.text() and not dialog.slider.isEnabled()
    dialog.strip.selectAll()
    newest, oldest = (QImage(str(path)) for path in dialog.chosen)
    dialog.slider.setValue(100)
    assert dialog.wipe.shown.pixel(3, 3) == newest.convertToFormat(QImage.Format.Format_RGB32).pixel(3, 3)
    dialog.slider.setValue(0)
    right = oldest.convertToFormat(QImage.Format.Format_RGB32)
    assert dialog.wipe.shown == right
    dialog.difference.setChecked(True)
    seen, one, other = dialog.wipe.shown, newest, oldest
    for x, y in np.ndindex(seen.width(), seen.height()):
        expected = abs(one.pixelColor(x, y).red() - other.pixelColor(x, y).red())
        assert seen.pixelColor(x, y).red() == expected
    dialog.strip.clearSelection()
    dialog.strip.setCurrentRow(1)
    dialog.pinner.click()
    assert dialog.strip.item(1).text() == "pinned" and dialog.pinner.text() == "Unpin"
    dialog.opener.click()
    settle(window)
    assert stage.scene.recipe("sample") == first.recipe
    dialog.reject()
