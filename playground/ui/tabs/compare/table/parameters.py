"""How many numbers models have learned, asked of ``playground models --parameters``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal

from playground.core.cards import Card
from playground.ui.state.look import Look


class Parameters(QObject):
    """Counts in a process of its own: the window's reads no weights."""

    changed = Signal()
    """More is known."""

    def __init__(self, places: Sequence[Path], parent: QObject) -> None:
        super().__init__(parent)
        folders = [word for place in places for word in ("--models", str(place))]
        self._look = Look(("models", "--json", *folders, "--parameters"), self)
        self._look.told.connect(lambda _status, said: self._take(said))
        self._look.failed.connect(lambda _why: self._take(b""))
        self._known: dict[str, int | str] = {}
        self._asked: set[str] = set()
        self._busy = False

    def count(self, card: Card) -> int | str:
        """The count, or a sentence where it is not known, or not yet: ``changed`` tells when."""
        if card.hash not in self._known:
            self._asked.add(card.hash)
            if not self._busy:
                self._busy = True
                self._look.start()
            return f"The numbers of {card.name} are being counted."
        return self._known[card.hash]

    def end(self) -> None:
        """Count no further."""
        self._look.end()

    def _take(self, said: bytes) -> None:
        try:
            found = msgspec.json.decode(said, type=dict[str, int | str])
        except (msgspec.MsgspecError, UnicodeDecodeError):
            found = {}
        unknown = dict.fromkeys(self._asked, "The weights of this model cannot be read here.")
        self._known |= unknown | found
        self._asked.clear()
        self._busy = False
        self.changed.emit()
