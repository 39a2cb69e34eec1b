"""What the window says about the engine: notices, deaths, and where the models run."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject

from playground.core.resources import Placement
from playground.engine import protocol
from playground.ui.link import Link
from playground.ui.widgets.messages import MessageBar
from playground.ui.widgets.placement import PlacementPicker
from playground.ui.widgets.status import StatusLine

_log = logging.getLogger(__name__)


class EngineWatch(QObject):
    """Shows the link's messages in the message bar, the status line and the placement picker."""

    def __init__(
        self, link: Link, messages: MessageBar, status: StatusLine, picker: PlacementPicker, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._link = link
        self._messages = messages
        self._status = status
        self._picker = picker
        self.offered: tuple[Placement, ...] = (link.placement,)
        link.message.connect(self._take)
        picker.chosen.connect(self.place)

    def place(self, placement: Placement) -> None:
        """Run the models there from now on."""
        self._picker.show_placement(placement)
        self._status.show_placement(placement)
        self._link.place(placement)

    def place_next(self) -> None:
        """Go on to the next of the placements that are offered."""
        now = self._link.placement
        index = self.offered.index(now) if now in self.offered else -1
        self.place(self.offered[(index + 1) % len(self.offered)])

    def restart(self) -> None:
        """Begin the compute process anew."""
        self._status.set_engine("restarting")
        self._link.restart()

    def _take(self, message: object) -> None:
        match message:
            case protocol.Ready():
                self.offered = message.placements
                self._picker.offer(message.placements)
                self._status.set_engine("ready")
            case protocol.Notice():
                _log.warning("%s", message.text)
                self._messages.show_message(message.text, severity="warning")
            case protocol.Died():
                self._mourn(message)

    def _mourn(self, message: protocol.Died) -> None:
        _log.error("%s (exit code %s)", message.sentence, message.exit_code)
        self._status.set_engine("restarting" if message.restarting else "stopped")
        choices = {} if message.restarting else {"Restart": self.restart}
        self._messages.show_message(message.sentence, f"exit code: {message.exit_code}", choices=choices)
