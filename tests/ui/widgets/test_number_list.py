"""Lists of numbers as text."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.core.fields import Field
from playground.ui.widgets.number_list import NumberListEditor, counts, parse

pytestmark = pytest.mark.qt


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1, 2,4", (1, 2, 4)),
        ("8 2; 2", (2, 8)),
        ("0, 5, 1001, -3, x, 2.5", (5,)),
        ("999999999999999999999", ()),
        ("", ()),
    ],
)
def test_a_text_is_read_as_rising_numbers_within_bounds(text: str, expected: tuple[int, ...]) -> None:
    assert parse(text, counts(1, 1000)) == expected


@pytest.fixture
def editor(qtbot: QtBot) -> NumberListEditor:
    field = Field(name="compared", title="Steps", help="Numbers of steps.", kind="vector", default=(1, 2))
    editor = NumberListEditor(field, counts(1, 50), 3)
    qtbot.addWidget(editor)
    editor.show_value((1, 2))
    return editor


def test_what_was_typed_is_reported_when_the_line_is_left(editor: NumberListEditor) -> None:
    told: list[object] = []
    editor.edited.connect(told.append)
    editor.line.setText("4, 1, 9, 30")
    editor.line.editingFinished.emit()
    assert told == [(1, 4, 9)]


@pytest.mark.parametrize("text", ["nonsense", "", "1, 2", "2 1"])
def test_what_says_nothing_new_changes_nothing(editor: NumberListEditor, text: str) -> None:
    told: list[object] = []
    editor.edited.connect(told.append)
    editor.line.setText(text)
    QTest.keyClick(editor.line, "\r")
    assert told == []
    assert editor.line.text() == "1, 2"


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("1, 2, 51", "Left out: 51; at most 3 whole numbers from 1 to 50"),
        ("4, 1, 9, 30", "Left out: 30; at most 3 whole numbers from 1 to 50"),
        ("1e3 x", "Left out: 1e3, x; at most 3 whole numbers from 1 to 50"),
        ("2 02, 3", ""),
        ("", ""),
    ],
)
def test_what_is_left_out_is_said(editor: NumberListEditor, text: str, remark: str) -> None:
    editor.edited.connect(editor.show_value)
    editor.line.setText(text)
    editor.line.editingFinished.emit()
    assert editor.remark.words == remark and editor.remark.isHidden() == (not remark)
    editor.line.setFocus()
    QTest.keyClicks(editor.line, " ")
    assert editor.remark.isHidden()
