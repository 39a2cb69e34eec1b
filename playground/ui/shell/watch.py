"""What the window says about the engine: notices, deaths, and where the models run."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, QTimer, Signal

from playground.core.resources import Placement, RuntimeName
from playground.engine import protocol, pulse
from playground.ui.actions import COMMANDS, shortcut_text
from playground.ui.state.link import Link
from playground.ui.widgets.messages import EVERYWHERE, MessageBar
from playground.ui.widgets.placement import PlacementPicker
from playground.ui.widgets.status import EngineState, StatusLine

_log = logging.getLogger(__name__)


_EVERY_MS = 500
_STARTING = 20.0
"""Seconds of silence at the start of the compute process that are worth a word."""
_SILENCE = "silence"
_RESTART = next(command for command in COMMANDS if command.name == "restart")


class EngineWatch(QObject):
    """Shows the link's messages in the message bar, the status line and the placement picker.

    Where the engine does not answer, a message says so for as long as that lasts, and offers a restart. What
    takes long may be sound, so nothing else ends it.
    """

    offers_changed = Signal()
    """It is known now where models can run."""

    def __init__(
        self, link: Link, messages: MessageBar, status: StatusLine, picker: PlacementPicker, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._link = link
        self._messages = messages
        self._status = status
        self._picker = picker
        self.offered: tuple[Placement, ...] = (link.placement,)
        self._ready, self._told, self._drawn = False, False, 0
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.listen)
        link.busy_changed.connect(self._listen_on)
        link.drew.connect(self._listen_on)
        link.message.connect(self._take)
        picker.chosen.connect(self.place)

    def place(self, placement: Placement) -> None:
        """Run the models there from now on."""
        self._picker.show_placement(placement)
        self._status.show_placement(placement)
        self._link.place(placement)

    def devices(self, runtime: RuntimeName) -> tuple[str, ...]:
        """The devices of a runtime that are known by now."""
        return tuple(each.device for each in self.offered if each.runtime == runtime)

    def place_next(self) -> None:
        """Go on to the next of the placements that are offered."""
        now = self._link.placement
        index = self.offered.index(now) if now in self.offered else -1
        self.place(self.offered[(index + 1) % len(self.offered)])

    def restart(self) -> None:
        """Begin the compute process anew."""
        self._begin("restarting")
        self._link.restart()

    def give_up(self) -> None:
        """Say that what is being computed was stopped, as far as that can be said."""
        self._status.give_up()
        if self._is_long(self._link.silence()):
            self._told = False
            self.listen()
        else:
            self._status.say("Stopped. What was being computed is taken up again when you change it.")

    def listen(self) -> None:
        """Say for how long the engine has not answered, if that is long."""
        silence, drawn = self._link.silence(), self._link.drawn
        if not self._is_long(silence):
            self._messages.withdraw(_SILENCE)
            self._told = False
        elif message := self._messages.find_message(_SILENCE):
            message.reword(self._silence(silence))
        elif not self._told:
            self._told = True
            said, choices = self._silence(silence), {"Restart it": self.restart}
            self._messages.show_message(
                said, severity="warning", choices=choices, tab=EVERYWHERE, about=_SILENCE
            )
        if not silence and not self._link.busy and drawn == self._drawn:
            self._timer.stop()
        self._drawn = drawn

    def _listen_on(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _is_long(self, silence: float) -> bool:
        return silence >= (pulse.LONG if self._ready else _STARTING)

    def _silence(self, seconds: float) -> str:
        said = "The compute process has not answered"
        if self._status.given_up:
            said = "Stopped waiting, but the compute process is still in a call,"
        return (
            f"{said} for {seconds:.0f} s: it may be loading a large model, or hang. "
            f"You can wait, or restart it ({shortcut_text(_RESTART)})."
        )

    def _begin(self, state: EngineState) -> None:
        self._ready = state == "ready"
        self._messages.withdraw(_SILENCE)
        self._told = False
        self._status.set_engine(state)

    def _take(self, message: object) -> None:
        match message:
            case protocol.Ready():
                self.offered = message.placements
                self._picker.offer(message.placements)
                self.offers_changed.emit()
                self._begin("ready")
            case protocol.Notice():
                _log.warning("%s", message.text)
                self._messages.show_message(message.text, severity="warning", tab=EVERYWHERE)
            case protocol.Died():
                self._mourn(message)

    def _mourn(self, message: protocol.Died) -> None:
        _log.error("%s (exit code %s)", message.sentence, message.exit_code)
        self._begin("restarting" if message.restarting else "stopped")
        choices = {} if message.restarting else {"Restart": self.restart}
        self._messages.show_message(
            message.sentence, f"exit code: {message.exit_code}", choices=choices, tab=EVERYWHERE
        )
