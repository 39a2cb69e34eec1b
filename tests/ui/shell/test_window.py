"""The window as a whole: what its commands, keys, tabs and files do."""

from __future__ import annotations

import itertools
import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor, QGuiApplication, QKeySequence, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from playground.core.resources import Placement
from playground.engine.protocol import Died
from playground.ui.actions import MENUS
from playground.ui.shell.desk import CONTROLS, EXPLANATION
from playground.ui.shell.window import Window
from playground.ui.start.page import StartPage
from playground.ui.state.halt import Halt
from playground.ui.widgets.colours import READABLE, contrast
from playground.ui.widgets.messages import MARGIN
from playground.ui.widgets.theme import themes
from tests.support import dropping
from tests.ui.conftest import Desktop
from tests.ui.sketch import OtherTab, Spots, SpotsTab

pytestmark = pytest.mark.qt


def press(qtbot: QtBot, window: Window, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    """Press a key where the focus is."""
    held = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        held |= modifier
    qtbot.keyClick(QApplication.focusWidget() or window, key, held)


def test_the_tab_shows_what_the_engine_made(window: Window, tab: SpotsTab) -> None:
    assert tab.label.text() == "10 spots"
    assert window.status.engine_state == "ready"
    assert "1.25 ms per picture" in window.status.numbers.text()


def test_only_the_first_tab_is_built_until_another_is_visited(window: Window) -> None:
    assert list(window.desk.tabs) == ["spots"]
    window.commands["go-other"].trigger()
    assert isinstance(window.desk.current, OtherTab)
    assert window.windowTitle().startswith("Other")


def test_what_goes_on_in_a_tab_is_told_in_all_and_a_click_leads_there(
    qtbot: QtBot, window: Window, tab: SpotsTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = []
    monkeypatch.setattr(tab, "show_ongoing", lambda: shown.append(window.desk.current))
    button = window.status.ongoing
    assert not button.isVisible()
    tab.ongoing.emit("3 of 5 measured")
    window.commands["go-other"].trigger()
    assert button.isVisible() and button.text() == "3 of 5 measured" in button.accessibleName()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.desk.current is tab and shown == [tab]
    tab.ongoing.emit("")
    assert not button.isVisible()


def test_undo_returns_every_control_and_picture(desktop: Desktop, window: Window, tab: SpotsTab) -> None:
    before = tab.store.state
    tab.form.editors["count"].edited.emit(20)
    tab.form.editors["count"].released.emit()
    tab.form.editors["way"].edited.emit("curved")
    desktop.settle()
    assert tab.label.text() == "20 spots"
    assert window.commands["undo"].text() == "&Undo way"
    window.commands["undo"].trigger()
    window.commands["undo"].trigger()
    desktop.settle()
    assert tab.store.state == before
    assert tab.form.editors["count"].box.value() == 10
    assert tab.label.text() == "10 spots"
    assert not window.commands["undo"].isEnabled()
    window.commands["redo"].trigger()
    assert tab.store.state == Spots(count=20)


def test_undo_goes_to_the_tab_whose_edit_it_takes_back(window: Window, tab: SpotsTab) -> None:
    tab.store.edit("count", count=20)
    window.desk.visit("other")
    window.commands["undo"].trigger()
    assert window.desk.current is tab
    assert tab.store.state.count == 10


def test_a_message_with_too_little_room_ends_in_an_ellipsis(window: Window, tab: SpotsTab) -> None:
    status = window.status
    status.showMessage("Short.")
    assert status.shown_message() == "Short."
    sentence = "What a preset shows, in a sentence that goes on. " * 10
    status.showMessage(sentence)
    shown = status.shown_message()
    assert shown.endswith("…") and sentence.startswith(shown[:-1]) and len(shown) > 20
    assert status.currentMessage() == sentence
    # It ends before what is always shown.
    begin = min(label.x() for label in (status.numbers, status.rate, status.placement, status.engine))
    assert status.fontMetrics().horizontalAdvance(shown) < begin
    with_it = status.grab().toImage()
    status.showMessage(sentence[: len(shown) - 1])
    cut = status.grab().toImage()
    assert with_it.copy(begin, 0, 400, 40) == cut.copy(begin, 0, 400, 40) and with_it != cut


def test_messages_float_over_the_start_page_as_over_a_tab(window: Window, tab: SpotsTab) -> None:
    window.desk.show_start()
    QCursor.setPos(window.mapToGlobal(QPoint(0, 0)))  # a corner that holds the mouse is not taken
    for width in (1100, 1300):
        window.resize(width, 800)
        QApplication.processEvents()
        window.messages.clear()
        message = window.messages.show_message("It failed.")
        right = message.mapTo(window.middle, message.rect().bottomRight())
        assert right.x() == window.middle.width() - 1 - MARGIN


def test_reset_is_one_undoable_step(window: Window, tab: SpotsTab) -> None:
    tab.store.edit("count", count=20)
    tab.store.edit("way", way="curved")
    window.commands["reset"].trigger()
    assert tab.store.state == Spots()
    window.commands["undo"].trigger()
    assert tab.store.state == Spots(count=20, way="curved")


def test_every_command_has_a_key_of_its_own_and_a_menu_entry(window: Window) -> None:
    keys = [
        key for command in window.commands.commands for key in (command.shortcut, *command.more_shortcuts)
    ]
    assert all(keys)
    texts = [QKeySequence(key).toString() for key in keys]
    assert sorted(texts) == sorted(set(texts))
    entries = {action for title in MENUS for action in window.commands.menu(title).actions()}
    for command in window.commands.commands:
        action = window.commands[command.name]
        assert action in entries
        assert action.statusTip()


def test_every_command_does_something(window: Window) -> None:
    for command in window.commands.commands:
        action = window.commands[command.name]
        assert action.receivers("2triggered(bool)") > 0, command.name


def test_space_plays_and_arrows_step(qtbot: QtBot, window: Window, tab: SpotsTab) -> None:
    tab.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    tab.setFocus()
    press(qtbot, window, Qt.Key.Key_Right)
    press(qtbot, window, Qt.Key.Key_Right)
    press(qtbot, window, Qt.Key.Key_Left)
    assert tab.player.position == 1
    press(qtbot, window, Qt.Key.Key_End)
    assert tab.player.position == 48
    press(qtbot, window, Qt.Key.Key_Home)
    assert tab.player.position == 0
    press(qtbot, window, Qt.Key.Key_Space)
    assert tab.player.playing
    press(qtbot, window, Qt.Key.Key_Space)
    assert not tab.player.playing


def test_a_clicked_button_does_not_take_space_but_one_reached_by_tab_does(
    qtbot: QtBot, window: Window, tab: SpotsTab
) -> None:
    clicks: list[bool] = []
    tab.button.clicked.connect(lambda: clicks.append(True))
    tab.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    tab.setFocus()
    qtbot.mouseClick(tab.button, Qt.MouseButton.LeftButton)
    press(qtbot, window, Qt.Key.Key_Space)
    assert len(clicks) == 1
    assert tab.player.playing
    tab.player.pause()
    tab.button.setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, window, Qt.Key.Key_Space)
    assert len(clicks) == 2
    assert not tab.player.playing


def test_a_slider_keeps_the_arrows_and_a_number_box_lets_space_play(
    qtbot: QtBot, window: Window, tab: SpotsTab
) -> None:
    editor = tab.form.editors["spread"]
    editor.slider.setFocus()
    press(qtbot, window, Qt.Key.Key_Right)
    assert tab.store.state.spread == pytest.approx(1.05)
    assert tab.player.position == 0
    editor.box.setFocus()
    press(qtbot, window, Qt.Key.Key_Space)
    assert tab.player.playing
    tab.form.editors["model"].line.setFocus()
    press(qtbot, window, Qt.Key.Key_Space)
    assert tab.player.playing
    assert " " in tab.store.state.model


def test_undo_in_a_number_box_is_the_windows_once_the_number_is_entered(
    qtbot: QtBot, window: Window, tab: SpotsTab
) -> None:
    box, shift = tab.form.editors["spread"].box, Qt.KeyboardModifier.ShiftModifier
    control = Qt.KeyboardModifier.ControlModifier
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "1.5")
    press(qtbot, window, Qt.Key.Key_Return)
    press(qtbot, window, Qt.Key.Key_Up)
    stepped = tab.store.state.spread
    assert 1.5 < stepped == box.value()
    press(qtbot, window, Qt.Key.Key_Z, control)
    assert tab.store.state.spread == box.value() == 1.0
    press(qtbot, window, Qt.Key.Key_Z, control, shift)
    assert tab.store.state.spread == stepped
    # What is typed and not entered yet is the box's to take back.
    box.selectAll()
    qtbot.keyClicks(box, "0.7")
    press(qtbot, window, Qt.Key.Key_Z, control)
    assert tab.store.state.spread == stepped and box.cleanText() != "0.7"


def test_the_transport_drives_the_tab_that_is_shown(window: Window, tab: SpotsTab) -> None:
    window.commands["play"].trigger()
    assert tab.player.playing
    other = window.desk.visit("other")
    assert other is not None
    assert not tab.player.playing
    window.transport.slider.picked.emit(7)
    assert (tab.player.position, other.player.position) == (0, 7)
    assert window.transport.text.text() == "8 / 49"
    other.player.set_count(49, first=0)  # positions that are steps: the first is none of them
    assert window.transport.text.text() == "7 / 48"
    other.player.set_count(49)
    assert window.transport.text.text() == "8 / 49"
    window.commands["faster"].trigger()
    assert other.player.speed == 2.0
    assert window.transport.speed.currentText() == "2×"
    other.player.set_count(1)
    assert not window.transport.isEnabled()


def test_the_transport_names_what_it_moves_and_leaves_where_it_moves_nothing(
    window: Window, tab: SpotsTab, qtbot: QtBot
) -> None:
    transport = window.transport
    assert transport.name.isVisible() and transport.name.text() == "Through spots"
    height = window.desk.height()
    tab.player.set_moves("")
    assert transport.isVisible() and not transport.slider.isVisible()
    qtbot.waitUntil(lambda: window.desk.height() > height)
    tab.player.set_moves("Through layers")
    assert transport.slider.isVisible() and transport.name.text() == "Through layers"


def test_a_failed_run_is_one_message_that_counts(desktop: Desktop, window: Window, tab: SpotsTab) -> None:
    tab.store.edit("count", count=13)
    desktop.settle()
    tab.channel.request_again()
    desktop.settle()
    (message,) = window.messages.messages
    assert message.text.text() == "Thirteen spots cannot be made; choose another number. (×2)"
    assert tab.label.text() == "10 spots"
    window.commands["dismiss"].trigger()
    assert window.messages.messages == []


def test_the_progress_of_a_run_goes_with_it(desktop: Desktop, window: Window, tab: SpotsTab) -> None:
    tab.store.edit("Count", count=5)
    assert window.link.busy
    channel = window.link.slowest()
    assert channel is not None
    # What the first of a thousand parts took tells nothing of the others.
    for done, share in ((1, "0% done,"), (155, "15% done (about"), (1001, "99% done (about")):
        channel.began = time.monotonic() - 10
        channel.done, channel.total = done, 1001
        window.status._show_progress()
        text = window.status.progress.text()
        # What is counted differs from run to run, and from what its panel counts: a share is the same to all.
        assert text.startswith(share) and text.endswith("Esc stops") and "1001" not in text
    channel.pause(True)
    window.status._show_progress()
    assert window.status.progress.text() == "" and window.status.engine_state == "ready"
    channel.pause(False)
    desktop.settle()
    assert window.status.progress.text() == ""


def test_the_placement_is_the_whole_sessions(desktop: Desktop, window: Window) -> None:
    picker = window.desk.placement
    assert [picker.runtime.itemText(index) for index in range(2)] == ["ONNX Runtime", "PyTorch"]
    picker.device.setCurrentIndex(1)
    picker.device.activated.emit(1)
    desktop.settle()
    assert window.link.placement == Placement("onnx", "cuda")
    assert window.status.placement.text() == "ONNX Runtime · CUDA GPU"
    assert "because the device “cuda” failed" in window.messages.messages[0].sentence
    assert window.messages.messages[0].severity == "warning"
    picker.runtime.setCurrentIndex(1)
    picker.runtime.activated.emit(1)
    assert window.link.placement == Placement("torch", "cpu")
    window.commands["next-placement"].trigger()
    assert window.link.placement == Placement("onnx", "cpu")


def test_the_death_of_the_engine_is_told_and_pictures_remain(
    desktop: Desktop, window: Window, tab: SpotsTab
) -> None:
    window.link.message.emit(
        Died(-9, "The compute process was killed (SIGKILL); it was restarted.", None, True)
    )
    assert window.status.engine_state == "restarting"
    assert "SIGKILL" in window.messages.messages[0].sentence
    assert tab.label.text() == "10 spots"
    desktop.engines[0].restart()
    desktop.settle()
    assert window.status.engine_state == "ready"


def test_an_engine_that_stays_down_can_be_restarted(desktop: Desktop, window: Window) -> None:
    window.link.message.emit(Died(-11, "The compute process crashed again and again.", None, False))
    assert window.status.engine_state == "stopped"
    (restart,) = [
        button
        for button in window.messages.messages[0].findChildren(QAbstractButton)
        if button.text() == "Restart"
    ]
    restart.click()
    desktop.settle()
    assert window.status.engine_state == "ready"
    assert window.messages.messages == []


def test_panels_fold_and_come_back(window: Window) -> None:
    window.commands["explanation"].trigger()
    assert not window.desk.is_unfolded(EXPLANATION)
    assert window.desk.columns()[EXPLANATION] == 0
    window.commands["explain"].trigger()
    assert window.desk.is_unfolded(EXPLANATION)
    assert window.commands["explanation"].isChecked()
    window.commands["controls"].trigger()
    assert not window.desk.is_unfolded(CONTROLS)


def test_themes_and_text_size_change_at_once(window: Window) -> None:
    window.commands["theme-light"].trigger()
    QApplication.processEvents()
    light = window.palette().window().color()
    window.commands["theme-dark"].trigger()
    QApplication.processEvents()
    assert themes().theme.name == "dark"
    assert window.palette().window().color().lightness() < light.lightness()
    window.commands["theme-light"].trigger()
    QApplication.processEvents()
    assert window.palette().window().color() == light
    size = window.font().pointSizeF()
    window.commands["larger"].trigger()
    QApplication.processEvents()
    assert window.font().pointSizeF() > size
    window.commands["normal"].trigger()
    QApplication.processEvents()
    assert window.font().pointSizeF() == size


def drop(window: Window, qtbot: QtBot, *paths: str) -> None:
    assert dropping.drop(window, paths)
    qtbot.waitUntil(lambda: not window.dropping.busy and not window.opener.busy)


def test_a_dropped_file_that_carries_nothing_is_one_sentence(window: Window, qtbot: QtBot) -> None:
    drop(window, qtbot, __file__)
    (message,) = window.messages.messages
    assert message.severity == "error"
    assert "test_window.py" in message.sentence


def test_of_several_files_the_first_is_opened_and_the_rest_told(window: Window, qtbot: QtBot) -> None:
    drop(window, qtbot, __file__, "/elsewhere/other.png")
    first, second = window.messages.messages
    assert "test_window.py cannot be read" in first.sentence
    assert second.sentence == "Of the 2 files dropped only test_window.py was opened; drop one at a time."


def test_nothing_is_unfolded_where_nothing_can_be_explained(window: Window) -> None:
    window.desk.unfold(EXPLANATION, False)
    window.commands["start"].trigger()
    window.commands["explain"].trigger()
    assert not window.desk.is_unfolded(EXPLANATION)
    assert "Open a paradigm first" in window.status.currentMessage()


def test_details_for_a_report_are_copied(window: Window) -> None:
    window.commands["copy-details"].trigger()
    text = QGuiApplication.clipboard().text()
    assert "python: 3." in text
    assert "models run on: ONNX Runtime · CPU" in text


def test_help_pages_hold_the_window_until_escape(qtbot: QtBot, window: Window) -> None:
    for name, expected in (("shortcuts", "Ctrl+Shift+Z"), ("about", "MIT licence")):
        window.commands[name].trigger()
        page = next(child for child in window.children() if isinstance(child, QWidget) and child.isWindow())
        text = page.findChild(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        assert expected in text.toPlainText()  # type: ignore[union-attr]
        assert page.windowModality() == Qt.WindowModality.WindowModal and page.isVisible()
        qtbot.keyClick(page.focusWidget() or page, Qt.Key.Key_Escape)
        assert not page.isVisible()
        page.deleteLater()
        QApplication.sendPostedEvents(page, 52)


def test_everything_that_can_be_used_has_a_name(window: Window) -> None:
    window.desk.visit("other")
    nameless = [
        (type(widget).__name__, type(widget.parent()).__name__)
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not isinstance(widget, QScrollBar)
        and type(widget.parent()) is not QFrame  # the list that a combo box drops down
        and not widget.objectName().startswith("qt_")
        and not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
    ]
    assert nameless == []


def test_tab_reaches_the_controls_from_top_to_bottom(window: Window, tab: SpotsTab) -> None:
    window.desk.tab_bar.setFocus()
    order: list[QWidget] = []
    for _ in range(40):
        focused = QApplication.focusWidget()
        assert focused is not None
        order.append(focused)
        window.focusNextChild()
    form = [widget for widget in order if tab.form.isAncestorOf(widget)]
    heights = [widget.mapTo(window, QPoint()).y() for widget in form[:8]]
    assert all(one <= other for one, other in itertools.pairwise(heights)), heights
    places = [order.index(each) for each in (form[0], tab.button)]
    assert [*places, order.index(window.transport.slider)] == sorted(
        [*places, order.index(window.transport.slider)]
    )


@pytest.mark.parametrize("preference", ["light", "dark"])
def test_all_text_is_readable(window: Window, preference: str) -> None:
    window.commands[f"theme-{preference}"].trigger()
    QApplication.processEvents()
    role = QPalette.ColorRole
    for widget in (window, window.desk, window.status, *window.findChildren(QAbstractButton)):
        for text, ground in (
            (role.WindowText, role.Window),
            (role.ButtonText, role.Button),
            (role.Text, role.Base),
            (role.PlaceholderText, role.Window),
            (role.HighlightedText, role.Highlight),
            (role.ToolTipText, role.ToolTipBase),
            (role.Link, role.Window),
        ):
            palette, active = widget.palette(), QPalette.ColorGroup.Active
            assert contrast(palette.color(active, text), palette.color(active, ground)) >= READABLE, text


def test_what_ended_is_told_of_once_and_until_it_goes_on_again(window: Window) -> None:
    tab = window.desk.current
    assert tab is not None
    begun: list[int] = []
    window.messages.show_message("Something else.")
    for round_ in (3, 7):
        halt = Halt(f"It broke after {round_} rounds.", "line 1", {"Begin again": lambda: begun.append(1)})
        tab.halted.emit("spots", halt)
    told = ["It broke after 7 rounds.", "Something else."]
    assert [message.sentence for message in window.messages.messages] == told
    tab.halted.emit("another", None)
    assert len(window.messages.messages) == 2
    buttons = {button.text(): button for button in window.messages.messages[0].findChildren(QAbstractButton)}
    buttons["Begin again"].click()
    assert begun == [1] and [message.sentence for message in window.messages.messages] == told[1:]
    tab.halted.emit("spots", Halt("It broke.", "", {}))
    tab.halted.emit("spots", None)
    assert [message.sentence for message in window.messages.messages] == told[1:]


def test_the_start_page_leads_to_the_studio(desktop: Desktop) -> None:
    window = desktop.open(start=True)
    page = window.desk.start_page
    assert isinstance(page, StartPage)
    page.studio.click()
    assert window.desk.place is window.studio.place
