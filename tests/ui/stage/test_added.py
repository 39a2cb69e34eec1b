"""The tab of a plug-in that cannot be made says so, and the window goes on."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from playground.paradigms.families import families
from playground.ui.stage.added import added_tab
from playground.ui.state.link import Link
from playground.ui.tab import Context

pytestmark = pytest.mark.qt


@pytest.mark.parametrize(
    ("tab", "why"),
    [
        ("there_is_no_such.spec:SPEC", "No module named"),
        ("playground.ui.tabs.vae.spec:NOTHING", "has no attribute"),
        ("playground.ui.tabs.vae.state:VaeState", "is no TabSpec"),
    ],
)
def test_a_tab_that_cannot_be_made_is_a_sentence(qtbot: QtBot, tab: str, why: str) -> None:
    record = replace(families()[0], name="toy", title="Toy", tab=tab)
    link = Link()
    made = added_tab(record, Context(link=link, undo=QUndoStack(link), cards=()))
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.report) as told:
        pass
    assert (made.name, made.title) == ("toy", "Toy")
    assert why in told.args[0] and "Traceback" in told.args[1]
    assert any(why in label.text() for label in made.findChildren(QLabel))
