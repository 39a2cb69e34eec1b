"""The transport: plays, steps and scrubs the current tab's player."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton, QWidget

from playground.ui.state.player import SPEEDS, Player
from playground.ui.widgets.icons import icon
from playground.ui.widgets.inputs import ChoiceBox, Slider
from playground.ui.widgets.layouts import across, lay_out
from playground.ui.widgets.plain import set_tip
from playground.ui.widgets.restyled import Restyled
from playground.ui.widgets.roomy_label import RoomyLabel


class Transport(Restyled, QWidget):
    """Buttons for the transport's actions, a slider over all positions, and the speed."""

    def __init__(self, actions: Mapping[str, QAction]) -> None:
        """``actions`` by their icons become buttons, in this order; the icon “play” turns into “pause”."""
        super().__init__()
        self.player: Player | None = None
        """What is driven now."""
        self._actions = dict(actions)
        buttons = [_button(action) for action in actions.values()]
        self.slider = Slider()
        self.slider.setAccessibleName("Position")
        self.slider.setStatusTip("Drag to any of the pictures; the arrow keys go one on or back.")
        self.slider.picked.connect(self._seek)
        self.text = RoomyLabel("0000 / 0000")
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.speed = ChoiceBox()
        self.speed.addItems([f"{speed:g}×" for speed in SPEEDS])
        self.speed.setAccessibleName("Speed")
        set_tip(self.speed, "Speed")
        self.speed.activated.connect(lambda index: self.set_speed(SPEEDS[index]))
        row = across(*buttons, 6, (self.slider, 1), self.text, self.speed, spacing=4)
        lay_out(self, row, margins=(8, 4, 8, 4))
        self.drive(None)

    def come_last(self, window: QWidget) -> None:
        """Let the Tab key reach the transport after everything that is in the window by now."""
        before: QWidget = window.previousInFocusChain() or window
        while before.window() is not window:  # the list that a combo box drops down
            before = before.previousInFocusChain() or window
        for control in self.findChildren(QWidget):
            if control.focusPolicy() != Qt.FocusPolicy.NoFocus and control.window() is window:
                QWidget.setTabOrder(before, control)
                before = control

    def drive(self, player: Player | None) -> None:
        """Drive another player, pausing the one before."""
        if self.player is not None:
            self.player.pause()
            self.player.moved.disconnect(self._show_position)
            self.player.count_changed.disconnect(self._show_count)
            self.player.playing_changed.disconnect(self._ink)
        self.player = player
        if player is not None:
            player.moved.connect(self._show_position)
            player.count_changed.connect(self._show_count)
            player.playing_changed.connect(self._ink)
            self.speed.setCurrentIndex(SPEEDS.index(player.speed))
        self._show_count(player.count if player is not None else 1)
        self._ink()

    def toggle(self) -> None:
        """Play or pause."""
        if self.player is not None:
            self.player.toggle()

    def step(self, by: int) -> None:
        """Pause and go some positions on."""
        if self.player is not None:
            self.player.step(by)

    def go_first(self) -> None:
        """Go to the first position."""
        self._seek(0)

    def go_last(self) -> None:
        """Go to the last position."""
        self._seek(self.slider.maximum())

    def set_speed(self, speed: float) -> None:
        """Play at this speed."""
        if self.player is not None:
            self.player.speed = speed
            self.speed.setCurrentIndex(SPEEDS.index(speed))

    def change_speed(self, steps: int) -> None:
        """Play faster or slower by some steps."""
        if self.player is not None:
            index = SPEEDS.index(self.player.speed) + steps
            self.set_speed(SPEEDS[min(max(index, 0), len(SPEEDS) - 1)])

    def _ink(self, *_: object) -> None:
        playing = self.player is not None and self.player.playing
        for name, action in self._actions.items():
            action.setIcon(icon("pause" if name == "play" and playing else name, self.palette()))

    def _seek(self, position: int) -> None:
        if self.player is not None:
            self.player.pause()
            self.player.seek(position)

    def _show_count(self, count: int) -> None:
        self.setEnabled(count > 1)
        self.slider.setRange(0, count - 1)
        self.slider.setPageStep(max(1, count // 10))
        self._show_position(self.player.position if self.player is not None else 0)

    def _show_position(self, position: int) -> None:
        self.slider.setValue(position)
        first = 1 if self.player is None else self.player.first
        shown = f"{position + first} / {self.slider.maximum() + first}"
        self.text.setText(shown if self.isEnabled() else "")


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(action.text().replace("&", ""))
    return button
