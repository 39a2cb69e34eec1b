"""The transport: plays, steps and scrubs the current tab's player, and says what that moves."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton, QWidget

from playground.ui.state.player import SPEEDS, Player
from playground.ui.widgets.icons import icon
from playground.ui.widgets.inputs import ChoiceBox, Slider
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.plain import set_tip
from playground.ui.widgets.restyled import Restyled
from playground.ui.widgets.still_label import RoomyLabel


class Transport(Restyled, QWidget):
    """Buttons for the transport's actions, a slider over all positions, and the speed; nothing is there
    where the player moves nothing."""

    def __init__(self, actions: Mapping[str, QAction]) -> None:
        """``actions`` by their icons become buttons, in this order; the icon “play” turns into “pause”."""
        super().__init__()
        self._nothing = Player(parent=self)
        self.player = self._nothing
        """What is driven now: where nothing is, a player that has but one position."""
        self._actions = dict(actions)
        buttons = [_button(action, stands_out=name == "play") for name, action in actions.items()]
        self._rest = [button for name, button in zip(actions, buttons, strict=True) if name != "play"]
        self.name = Label()
        self.slider = Slider()
        self.slider.setAccessibleName("Position")
        self.slider.setStatusTip("Drag to any of the pictures; the arrow keys go one on or back.")
        self.slider.picked.connect(self._seek)
        self.text = RoomyLabel("t = 1,000 of 1,000", align=Qt.AlignmentFlag.AlignCenter)
        self.speed = ChoiceBox()
        self.speed.addItems([f"{speed:g}×" for speed in SPEEDS])
        self.speed.setAccessibleName("Speed")
        set_tip(self.speed, "Speed")
        self.speed.activated.connect(lambda index: self.set_speed(SPEEDS[index]))
        row = across(*buttons, 6, self.name, (self.slider, 1), self.text, self.speed, spacing=4)
        self._row = lay_out(QWidget(), row, margins=(8, 4, 8, 4))
        lay_out(self, down(self._row))
        self._follow_player()

    def set_simple(self, simple: bool) -> None:
        """Show what plays and where it is, or all."""
        for each in (*self._rest, self.speed):
            each.setHidden(simple)

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
        """Drive another player, or none, pausing the one before."""
        before, self.player = self.player, self._nothing if player is None else player
        self.player.loops = before.loops
        before.pause()
        before.moved.disconnect(self._show_position)
        before.count_changed.disconnect(self._show_count)
        before.playing_changed.disconnect(self._ink)
        self._follow_player()

    def _follow_player(self) -> None:
        self.player.moved.connect(self._show_position)
        self.player.count_changed.connect(self._show_count)
        self.player.playing_changed.connect(self._ink)
        self.speed.setCurrentIndex(SPEEDS.index(self.player.speed))
        self._show_count(self.player.count)
        self._ink()

    def go_first(self) -> None:
        """Go to the first position."""
        self._seek(0)

    def go_last(self) -> None:
        """Go to the last position."""
        self._seek(self.slider.maximum())

    def set_loops(self, loops: bool) -> None:
        """Play to the end and back, again and again, or once to the end."""
        self.player.loops = loops

    def set_speed(self, speed: float) -> None:
        """Play at this speed."""
        self.player.speed = speed
        self.speed.setCurrentIndex(SPEEDS.index(speed))

    def change_speed(self, steps: int) -> None:
        """Play faster or slower by some steps."""
        index = SPEEDS.index(self.player.speed) + steps
        self.set_speed(SPEEDS[min(max(index, 0), len(SPEEDS) - 1)])

    def _ink(self, *_: object) -> None:
        for name, action in self._actions.items():
            shape = "pause" if name == "play" and self.player.playing else name
            action.setIcon(icon(shape, self.palette()))

    def _seek(self, position: int) -> None:
        self.player.pause()
        self.player.seek(position)

    def _show_count(self, count: int) -> None:
        self.setEnabled(count > 1)
        self._row.setHidden(not self.player.moves)
        self.name.setText(self.player.moves)
        self.slider.setAccessibleDescription(self.player.moves)
        self.slider.setRange(0, count - 1)
        self.slider.setPageStep(max(1, count // 10))
        self._show_position(self.player.position)

    def _show_position(self, position: int) -> None:
        self.slider.setValue(position)
        first = self.player.first
        reads = self.player.reads
        shown = f"{position + first} / {self.slider.maximum() + first}" if reads is None else reads(position)
        self.text.setText(shown if self.isEnabled() else "")


_PLAY = QSize(44, 28)
"""Pixels that the button which plays has at least: it comes first."""


def _button(action: QAction, *, stands_out: bool) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAutoRaise(not stands_out)
    if stands_out:
        button.setMinimumSize(_PLAY)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(action.text().replace("&", ""))
    return button
