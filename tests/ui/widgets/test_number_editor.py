"""A number's box shows the number that is there, wherever it came from."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStyle, QStyleOptionSpinBox
from pytestqt.qtbot import QtBot

from playground.core.fields import Field, fields
from playground.core.noise import MAX_SEED
from playground.paradigms import recipe_types
from playground.ui.widgets.editors import NumberEditor, SeedEditor, ticks

pytestmark = pytest.mark.qt


def _numbers() -> dict[tuple[object, ...], Field]:
    found = {}
    for kind in recipe_types():
        for field in fields(kind):
            if field.kind in ("number", "integer") and field.widget != "seed":
                same = msgspec.structs.replace(field, default=0, title="", help="", group="", folded=False)
                found[msgspec.structs.astuple(same)] = field
    return found


@pytest.mark.parametrize("field", [pytest.param(field, id=field.name) for field in _numbers().values()])
def test_the_box_shows_every_number_that_the_slider_gives(qtbot: QtBot, field: Field) -> None:
    editor = NumberEditor(field)
    qtbot.addWidget(editor)
    given: list[float] = []
    editor.edited.connect(given.append)
    for index, tick in enumerate(ticks(field)):
        editor.slider.picked.emit(index)
        editor.show_value(given[-1])
        assert given[-1] == tick
        assert float(editor.box.text().removesuffix(editor.box.suffix())) == pytest.approx(tick, rel=1e-9)


@pytest.mark.parametrize("typed", ["2.35", "2.355", "0.7", "3"])
def test_what_is_typed_is_what_is_set_and_shown(qtbot: QtBot, typed: str) -> None:
    field = Field("x", "X", "", "number", 1.0, low=0.0, high=10.0, step=0.25)
    editor = NumberEditor(field)
    qtbot.addWidget(editor)
    given: list[float] = []
    editor.edited.connect(given.append)
    editor.box.selectAll()
    qtbot.keyClicks(editor.box, typed)
    qtbot.keyClick(editor.box, Qt.Key.Key_Return)
    assert given == [float(typed)]
    editor.show_value(given[0])
    assert float(editor.box.text()) == float(typed)


def test_numbers_of_a_row_have_the_same_digits(qtbot: QtBot) -> None:
    field = Field("x", "X", "", "number", 1.0, low=0.0, high=10.0, step=0.25)
    editor = NumberEditor(field)
    qtbot.addWidget(editor)
    shown = []
    for value in (0.0, 0.25, 0.5, 10.0):
        editor.show_value(value)
        shown.append(editor.box.text())
    assert shown == ["0.00", "0.25", "0.50", "10.00"]


def test_there_is_room_for_the_longest_number_of_a_slider(qtbot: QtBot) -> None:
    field = Field("x", "X", "", "number", 1e-3, low=1e-5, high=0.1, scale="log")
    editor = NumberEditor(field)
    qtbot.addWidget(editor)
    box = editor.box
    box.resize(box.sizeHint())
    option = QStyleOptionSpinBox()
    box.initStyleOption(option)
    room = box.style().subControlRect(
        QStyle.ComplexControl.CC_SpinBox, option, QStyle.SubControl.SC_SpinBoxEditField, box
    )
    for tick in ticks(field):
        editor.show_value(tick)
        assert box.fontMetrics().horizontalAdvance(box.text()) <= room.width()


@pytest.mark.parametrize(
    ("typed", "meant"), [("1", 0.1), ("25", 0.1), ("0", 1e-5), ("-3", 1e-5), ("0.02", 0.02), ("-", 0.003)]
)
@pytest.mark.parametrize("unit", ["", "σ"])
def test_what_is_typed_beyond_a_bound_becomes_the_bound(
    qtbot: QtBot, typed: str, meant: float, unit: str
) -> None:
    field = Field("x", "X", "", "number", 0.003, low=1e-5, high=0.1, scale="log", unit=unit)
    editor = NumberEditor(field)
    qtbot.addWidget(editor)
    given: list[float] = []
    editor.edited.connect(given.append)
    editor.show_value(0.003)
    editor.box.selectAll()
    qtbot.keyClicks(editor.box, typed)
    qtbot.keyClick(editor.box, Qt.Key.Key_Return)
    assert editor.box.value() == pytest.approx(meant) and given == [pytest.approx(meant)]


def test_whole_numbers_typed_beyond_a_bound_become_the_bound(qtbot: QtBot) -> None:
    field = Field("x", "X", "", "integer", 5, low=1, high=64)
    editor = NumberEditor(field)
    qtbot.addWidget(editor)
    given: list[float] = []
    editor.edited.connect(given.append)
    for typed, meant in (("1000", 64), ("0", 1)):
        editor.box.selectAll()
        qtbot.keyClicks(editor.box, typed)
        qtbot.keyClick(editor.box, Qt.Key.Key_Return)
        assert given[-1] == meant and editor.box.text() == str(meant)


@pytest.mark.parametrize(
    ("typed", "meant", "remark"),
    [
        ("1e-3", 0.001, ""),
        ("0,02", 0.02, ""),
        ("1e9", 0.1, "At most 0.1"),
        ("1e-9", 1e-5, "At least 0.00001"),
        ("0.0123456789", 0.012345679, "Rounded to 0.012345679"),
        ("1e", 0.003, "“1e” is not a number"),
        ("", 0.003, ""),
    ],
)
def test_it_is_said_where_the_number_is_not_the_one_that_was_typed(
    qtbot: QtBot, typed: str, meant: float, remark: str
) -> None:
    field = Field("x", "X", "", "number", 0.003, low=1e-5, high=0.1, scale="log")
    editor = NumberEditor(field)
    qtbot.addWidget(editor)
    editor.edited.connect(editor.show_value)
    editor.show_value(0.003)
    write(qtbot, editor, typed)
    assert editor.box.value() == pytest.approx(meant, rel=1e-12)
    assert said(editor) == remark


def test_a_remark_goes_with_the_next_number(qtbot: QtBot) -> None:
    editor = NumberEditor(Field("x", "X", "", "integer", 5, low=1, high=64))
    qtbot.addWidget(editor)
    editor.edited.connect(editor.show_value)
    ways_on: tuple[Callable[[], None], ...] = (
        editor.box.stepDown,
        lambda: editor.show_value(7),
        lambda: write(qtbot, editor, "8"),
    )
    for past in ways_on:
        write(qtbot, editor, "1,000")
        assert editor.box.value() == 64 and said(editor) == "At most 64"
        past()
        assert said(editor) == ""
    write(qtbot, editor, "2.6")
    assert editor.box.value() == 3 and said(editor) == "Rounded to 3"


def test_a_remark_moves_nothing_while_somebody_clicks_elsewhere(qtbot: QtBot) -> None:
    field = Field("x", "Latent size", "", "integer", 2, low=1, high=2)
    editor = NumberEditor(field)
    qtbot.addWidget(editor)
    editor.resize(250, editor.sizeHint().height())
    editor.show()
    before = editor.sizeHint().height(), editor.box.geometry(), editor.slider.geometry()
    write(qtbot, editor, "100")
    qtbot.waitUntil(editor.box.remark.isVisible)
    assert said(editor) == "At most 2"
    assert (editor.sizeHint().height(), editor.box.geometry(), editor.slider.geometry()) == before


def test_a_seed_beyond_the_last_becomes_the_last_and_says_so(qtbot: QtBot) -> None:
    editor = SeedEditor(Field("seed", "Seed", "", "integer", 0, low=0, high=MAX_SEED, widget="seed"))
    qtbot.addWidget(editor)
    editor.edited.connect(editor.show_value)
    write(qtbot, editor, "3e9")
    assert editor.box.value() == MAX_SEED and said(editor) == "At most 2,147,483,647"


def write(qtbot: QtBot, editor: NumberEditor | SeedEditor, typed: str) -> None:
    """Type into the box in the place of what it holds."""
    editor.box.lineEdit().selectAll()
    qtbot.keyClick(editor.box, Qt.Key.Key_Delete)
    qtbot.keyClicks(editor.box, typed)
    qtbot.keyClick(editor.box, Qt.Key.Key_Return)


def said(editor: NumberEditor | SeedEditor) -> str:
    """What is remarked of the number that was typed."""
    return "" if editor.box.remark.isHidden() else editor.box.remark.words
