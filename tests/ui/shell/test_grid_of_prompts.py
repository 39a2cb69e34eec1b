"""A grid of what is drawn from words, in its dialog."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from playground.core.fields import fields
from playground.core.recipe import change
from playground.paradigms.words.recipes import Sample
from playground.ui.shell.grid_dialog import GridDialog
from playground.ui.state.link import Link
from playground.ui.tab import Made

pytestmark = pytest.mark.qt

RECIPE = Sample(model="tiny", prompt="red heart, (blue:2) circle\nsun", style="noto")


def _row(dialog: GridDialog, number: int, name: str) -> str:
    row = dialog.rows[number]
    row.field.setCurrentIndex(row.field.findData(name))
    return row.values.text()


def test_prompts_and_styles_can_be_axes(qtbot: QtBot) -> None:
    link = Link()
    dialog = GridDialog(Made(RECIPE), link, lambda _export: None, None)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    assert _row(dialog, 0, "prompt") == "red heart\\, (blue:2) circle, sun"
    assert _row(dialog, 1, "style") == "noto"
    dialog.rows[1].values.setText(", noto, fluent")
    assert dialog.told.text() == "6 cells"
    grid = dialog.grid
    assert [axis.values for axis in grid.axes] == [
        ("red heart, (blue:2) circle", "sun"), ("", "noto", "fluent")
    ]  # fmt: skip
    assert grid.at(grid.cells()[1]) == change(RECIPE, prompt="sun", style="")
    assert dialog.rows[0].field.findData("negative") > 0
    texts = {field.name for field in fields(Sample) if field.kind == "text"} - {"model"}
    assert all(dialog.rows[0].field.findData(name) > 0 for name in texts)
    dialog.rows[0].values.setText("(red")
    assert dialog.draw.isEnabled()  # What cannot be read is said where it is drawn.
    link.close()
