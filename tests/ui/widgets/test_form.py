"""A form shows the store, edits it by the user's doing alone, and makes one undo step of a gesture."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from playground.core.recipe import change
from playground.ui.state.store import Store
from playground.ui.widgets.form import Form
from playground.ui.widgets.inputs import CheckBox
from playground.ui.widgets.label import Label
from playground.ui.widgets.plain import strong
from playground.ui.widgets.theme import themes
from tests.support.double_click import double_click
from tests.support.undoing import undo_stack
from tests.ui.sketch import Spots

pytestmark = pytest.mark.qt


class Desk:
    """A shown form with its store and undo stack."""

    def __init__(self, qtbot: QtBot) -> None:
        self.undo = undo_stack()
        self.store = Store(Spots(spread=0.123456), self.undo)
        self.form = Form(self.store)
        self.touched: list[str] = []
        self.form.touched.connect(self.touched.append)
        qtbot.addWidget(self.form)
        self.form.resize(280, 700)
        self.form.show()
        qtbot.waitExposed(self.form)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    yield Desk(qtbot)


def test_showing_a_state_edits_nothing(desk: Desk) -> None:
    for count in (1, 7, 999):
        desk.store.load(change(desk.store.state, count=count, spread=1.0 / 3, rate=0.0123, seed=5))
    assert desk.undo.count() == 0
    assert desk.store.state.spread == 1.0 / 3
    assert desk.form.editors["count"].box.value() == 999


def test_a_form_shows_what_whoever_was_told_before_it_made_of_a_change(qtbot: QtBot) -> None:
    store = Store(Spots(count=3), undo_stack())
    store.changed.connect(lambda _old, new: store.load(change(new, count=min(new.count, 5))))
    form = Form(store)
    qtbot.addWidget(form)
    store.edit("count", count=7)
    assert store.state.count == form.editors["count"].box.value() == 5


def test_leaving_a_box_untouched_does_not_round_the_value(desk: Desk) -> None:
    box = desk.form.editors["spread"].box
    box.setFocus()
    desk.form.editors["count"].box.setFocus()
    assert desk.store.state.spread == 0.123456
    assert desk.undo.count() == 0


def test_typing_is_one_edit(qtbot: QtBot, desk: Desk) -> None:
    box = desk.form.editors["count"].box
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "321")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert desk.store.state.count == 321
    assert isinstance(desk.store.state.count, int)
    assert desk.undo.count() == 1


def test_a_drag_is_one_undo_step(qtbot: QtBot, desk: Desk) -> None:
    slider = desk.form.editors["spread"].slider
    middle = slider.height() // 2
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(30, middle))
    for x in range(40, 200, 10):
        qtbot.mouseMove(slider, QPoint(x, middle))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(200, middle))
    dragged = desk.store.state.spread
    assert dragged > 0.5
    assert desk.undo.count() == 1
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 2, middle))
    assert desk.store.state.spread == 2.0
    assert desk.undo.count() == 2
    desk.undo.undo()
    assert desk.store.state.spread == dragged
    desk.undo.undo()
    assert desk.store.state.spread == 0.123456


def test_keys_nudge_a_slider(qtbot: QtBot, desk: Desk) -> None:
    desk.store.load(change(desk.store.state, spread=1.0))
    slider = desk.form.editors["spread"].slider
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    qtbot.keyClick(slider, Qt.Key.Key_Left)
    assert desk.store.state.spread == pytest.approx(1.05)
    assert desk.undo.count() == 1


def test_a_passing_wheel_changes_nothing(desk: Desk) -> None:
    for editor in (
        desk.form.editors["spread"].slider,
        desk.form.editors["count"].box,
        desk.form.editors["data"].box,
    ):
        editor.clearFocus()
        centre = QPointF(editor.rect().center())
        event = QWheelEvent(
            centre,
            editor.mapToGlobal(centre),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(editor, event)
        assert not event.isAccepted()
    assert desk.undo.count() == 0


def test_choices_switches_and_texts(qtbot: QtBot, desk: Desk) -> None:
    curved = desk.form.editors["way"].buttons.button(1)
    qtbot.mouseClick(curved, Qt.MouseButton.LeftButton)
    assert desk.store.state.way == "curved"
    shown = desk.form.editors["shown"].box
    qtbot.mouseClick(shown, Qt.MouseButton.LeftButton, pos=QPoint(8, shown.height() // 2))
    assert desk.store.state.shown is False
    data = desk.form.editors["data"].box
    data.setFocus()
    qtbot.keyClick(data, Qt.Key.Key_Down)
    assert desk.store.state.data == "moons"
    qtbot.keyClicks(desk.form.editors["model"].line, "s")
    assert desk.store.state.model == "ones"
    desk.undo.undo()
    desk.undo.undo()
    assert (desk.store.state.data, data.currentText()) == ("ring", "Ring")


def test_a_new_seed_is_another_seed_that_can_be_undone(qtbot: QtBot, desk: Desk) -> None:
    button = desk.form.editors["seed"].findChild(QAbstractButton)
    seeds = {0}
    for _ in range(5):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        seeds.add(desk.store.state.seed)
    assert len(seeds) > 2
    while desk.undo.canUndo():
        desk.undo.undo()
    assert desk.store.state.seed == 0


def test_a_double_click_on_the_name_brings_the_default_back(qtbot: QtBot, desk: Desk) -> None:
    editor = desk.form.editors["spread"]
    title = editor.grid.itemAtPosition(0, 0).widget().findChildren(QLabel)[0]
    double_click(title)
    assert desk.store.state.spread == 1.0


def test_touching_names_the_field(qtbot: QtBot, desk: Desk) -> None:
    desk.form.editors["spread"].slider.setFocus()
    assert desk.touched[-1] == "spread"
    desk.form.editors["count"].box.setFocus()
    assert desk.touched[-1] == "count"
    desk.form.editors["count"].box.stepUp()
    assert desk.touched[-1] == "count"


def test_less_used_fields_are_folded(desk: Desk) -> None:
    assert not desk.form.editors["rate"].isVisible()
    assert desk.form.editors["spread"].isVisible()
    assert "where" not in desk.form.editors


def test_units_and_help_are_shown(desk: Desk) -> None:
    editor = desk.form.editors["spread"]
    assert editor.box.text().endswith(" σ")
    assert editor.statusTip() == "How wide."
    assert editor.slider.accessibleName() == "Spread"


def test_a_chosen_button_follows_the_theme_and_the_text_size(desk: Desk) -> None:
    buttons = desk.form.editors["way"].buttons.buttons()
    before = themes().preference, themes().scale
    try:
        for preference in ("dark", "light"):
            themes().prefer(preference)
            QApplication.processEvents()
            chosen, other = (button.palette().button().color() for button in buttons)
            assert chosen == desk.form.palette().highlight().color()
            assert other == desk.form.palette().button().color()
        themes().set_scale(1.6)
        QApplication.processEvents()
        assert {button.font().pointSizeF() for button in buttons} == {desk.form.font().pointSizeF()}
    finally:
        themes().prefer(before[0])
        themes().set_scale(before[1])


def test_a_row_can_be_lit_and_takes_the_keyboard(qtbot: QtBot, desk: Desk) -> None:
    row = desk.form.editors["spread"]
    plain = row.grab().toImage().pixelColor(1, row.height() // 2)
    row.set_lit(True)
    assert row.grab().toImage().pixelColor(1, row.height() // 2) != plain
    row.take_keyboard()
    assert row.isAncestorOf(QApplication.focusWidget())


def test_a_box_is_seen_to_be_empty_or_full_on_every_theme(desk: Desk) -> None:
    box = desk.form.editors["shown"].box
    before = themes().preference
    try:
        for preference in ("dark", "light"):
            themes().prefer(preference)
            QApplication.processEvents()
            seen = []
            for checked in (False, True):
                box.setChecked(checked)
                picture = box.grab().toImage()
                seen.append({picture.pixelColor(x, box.height() // 2).name() for x in range(14)})
            assert themes().theme.selection in seen[1] - seen[0]
            assert themes().theme.window in seen[0] and len(seen[0]) > 1
    finally:
        themes().prefer(before)


def test_a_fold_is_there_while_something_in_it_is(desk: Desk) -> None:
    heading = next(each for each in desk.form.findChildren(QAbstractButton) if each.text() == "More")
    assert heading.isVisible()
    desk.form.set_shown("rate", False)
    assert not heading.isVisible()
    desk.form.set_shown("rate", True)
    assert heading.isVisible()
    heading.click()
    assert desk.form.editors["rate"].isVisible()
    desk.form.set_shown("rate", False)
    assert not heading.isVisible()


def test_a_heading_is_there_while_something_under_it_is(desk: Desk) -> None:
    heading = next(each for each in desk.form.findChildren(Label) if each.said == strong("Drawing"))
    under = [name for name, editor in desk.form.editors.items() if editor.field.group == "Drawing"]
    for name in under:
        assert heading.isVisible()
        desk.form.set_shown(name, False)
    assert not heading.isVisible()
    desk.form.set_shown(under[-1], True)
    assert heading.isVisible()


def test_a_box_of_which_some_is_chosen_looks_like_neither(qtbot: QtBot) -> None:
    box = CheckBox("Some")
    qtbot.addWidget(box)
    box.setTristate(True)
    looks = set()
    for state in Qt.CheckState:
        box.setCheckState(state)
        looks.add(bytes(box.grab().toImage().constBits()))
    assert len(looks) == 3
