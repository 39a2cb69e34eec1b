"""The status line: help for what the mouse is on, then runtime, device, the engine, and its numbers."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Literal

from PySide6.QtCore import QElapsedTimer, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStatusBar, QStyle, QStyleOption

from playground.core import plain_text
from playground.core.frames import Scalar
from playground.core.resources import Placement
from playground.core.words import number, plain, time_left
from playground.engine import pulse
from playground.ui.state.link import Link
from playground.ui.timers import once
from playground.ui.widgets.buttons import tool
from playground.ui.widgets.label import Label
from playground.ui.widgets.messages import remaining
from playground.ui.widgets.plain import set_tip, unmarked

EngineState = Literal[
    "starting", "ready", "busy", "restarting", "stopped", "not answering", "still in a call"
]

_EVERY_MS = 500
_REST_MS = 150
"""Between answers that are shorter apart the compute process is said to be busy all the while."""
_GLANCE_MS = 4000
_MARGIN = 6
"""Pixels at both ends of a message."""
_LONG = 0.8
"""Seconds after which a run is worth a word."""
_CALL = 1.0
"""Seconds that the step of a run that was given up may take without a word."""
_NFE = "NFE: how often the network was asked for each picture (number of function evaluations)"


class StatusLine(QStatusBar):
    """Follows a link; numbers come from the current tab, what goes on for long from any."""

    ongoing_wanted = Signal(str)
    """Somebody wants to see what goes on in the tab of this name."""

    def __init__(self, link: Link) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self._link = link
        self._state: EngineState = "starting"
        self._drawn = 0
        self._given_up = 0.0
        self._clock = QElapsedTimer()
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self._count_frames)
        self._ongoing: dict[str, str] = {}
        self.ongoing = tool("", "Show where this goes on", name="Goes on", flat=True)
        self.ongoing.clicked.connect(lambda: self.ongoing_wanted.emit(next(iter(self._ongoing))))
        self.addPermanentWidget(self.ongoing)
        self.ongoing.hide()
        self.progress = self._label("Progress")
        self.numbers = self._label("Numbers")
        self.rate = self._label("Frames per second")
        self.placement = self._label("Runtime and device")
        self.engine = self._label("Compute process")
        self._rest = once(self, _REST_MS, self._show_engine)
        link.busy_changed.connect(self._follow)
        link.drew.connect(self._count_on)
        self.show_placement(link.placement)
        self.set_engine("starting")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a message that has too little room with an ellipsis, where Qt would cut it off."""
        shown = self.shown_message()
        if shown == self.currentMessage():
            super().paintEvent(event)
            return
        painter, option = QPainter(self), QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelStatusBar, option, painter, self)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self._room(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.end()

    def shown_message(self) -> str:
        """So much of the message as there is room for."""
        room = self._room().width()
        return self.fontMetrics().elidedText(self.currentMessage(), Qt.TextElideMode.ElideRight, room)

    def _room(self) -> QRect:
        """Where a message stands: at the left of all that is always shown."""
        lasting = (self.ongoing, self.progress, self.numbers, self.rate, self.placement, self.engine)
        right = min((each.x() for each in lasting if each.isVisible()), default=self.width())
        return QRect(_MARGIN, 0, max(0, right - 2 * _MARGIN), self.height())

    @property
    def engine_state(self) -> EngineState:
        """The compute process's state."""
        if self._state != "ready":
            return self._state
        if self._link.silence() >= pulse.LONG:
            return "not answering"
        if self._link.busy:
            return "busy"
        return "still in a call" if self.given_up else "ready"

    def set_engine(self, state: EngineState) -> None:
        """The compute process came or went."""
        self._state = state
        self._show_engine()

    def give_up(self) -> None:
        """Nobody waits any more for what the compute process is doing, which may do it for a while yet."""
        self._given_up = time.monotonic()
        self._count_on()
        self._show_engine()

    @property
    def given_up(self) -> bool:
        """Whether it is still doing what nobody waits for any more."""
        silence = self._link.silence()
        return not self._link.busy and silence >= max(_CALL, time.monotonic() - self._given_up)

    def show_placement(self, placement: Placement) -> None:
        """Show runtime and device."""
        self.placement.setText(placement.title)

    def show_numbers(self, numbers: Mapping[str, Scalar]) -> None:
        """Show the tab's numbers by their names."""
        self.numbers.setText("   ".join(f"{_written(value)} {name}" for name, value in numbers.items()))
        set_tip(self.numbers, _NFE if "NFE" in numbers else "")

    def say(self, sentence: str) -> None:
        """Show a sentence for as long as a glance at it takes."""
        self.showMessage(sentence, _GLANCE_MS)

    def show_ongoing(self, tab: str, text: str) -> None:
        """Show what goes on in a tab; of several, what began first."""
        self._ongoing[tab] = text
        self._ongoing = {name: words for name, words in self._ongoing.items() if words}
        shown = next(iter(self._ongoing.values()), "")
        self.ongoing.setText(unmarked(shown))
        self.ongoing.setAccessibleName(plain_text.line(f"Goes on: {shown}") if shown else "Goes on")
        self.ongoing.setVisible(bool(shown))

    def _follow(self, busy: bool) -> None:
        # A drag asks a hundred times a second: a word that changed as often would be laid out as often.
        if not busy:
            self._rest.start()
        elif self._rest.isActive():
            self._rest.stop()
        else:
            self._show_engine()

    def _show_engine(self) -> None:
        self._rest.stop()
        self.engine.setText(self.engine_state)
        if not self._link.busy:
            self.progress.setText("")
        if self._link.busy:
            self._count_on()

    def _count_on(self) -> None:
        """Count what is drawn from now on, unless it is being counted."""
        if not self._timer.isActive():
            self._drawn = self._link.drawn
            self._clock.start()
            self._timer.start()

    def _count_frames(self) -> None:
        drawn = self._link.drawn - self._drawn
        seconds = self._clock.restart() / 1000
        self._drawn = self._link.drawn
        self._show_progress()
        if not self._rest.isActive():
            self.engine.setText(self.engine_state)
        if drawn == 0 and not self._link.busy and not self._link.silence():
            self._timer.stop()
        self.rate.setText(f"{drawn / seconds:.0f} frames/s" if drawn and seconds > 0 else "")

    def _show_progress(self) -> None:
        """Say how far the slowest run has come, if it is a long one."""
        run = self._link.slowest()
        spent = 0.0 if run is None else time.monotonic() - run.began
        silence = self._link.silence()
        if run is None or spent < _LONG:
            self.progress.setText("")
        elif silence >= pulse.LONG:
            self.progress.setText(f"no answer for {silence:.0f} s, Esc stops waiting")
        elif run.done and run.total:
            left = time_left(remaining(spent, run.done, run.total))
            # A share: what is counted are steps here, pictures there, and a first frame may be neither.
            share = min(run.done / run.total, 0.99)
            self.progress.setText(f"{share:.0%} done{left}, Esc stops")
        else:
            self.progress.setText("computing, Esc stops")

    def _label(self, name: str) -> Label:
        label = Label(name=name)
        label.setContentsMargins(8, 0, 8, 0)
        self.addPermanentWidget(label)
        return label


def _written(value: Scalar) -> str:
    """Three digits of what is measured, all of what is counted."""
    if isinstance(value, float):
        return plain(value, 3)
    return number(value, 0) if isinstance(value, int) else str(value)
