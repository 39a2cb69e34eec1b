"""A widget that is told when somebody begins to look at it, and when nobody does any more."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget


class Watched(QWidget):
    """A stage of a tab, which computes only while it is shown; a minimised window counts as seen."""

    report = Signal(str, str)
    """(sentence, details): something for the message bar."""

    halted = Signal(str, object)
    """(channel, halt): why what went on there has ended, ``None`` once it goes on again."""

    untrusted = Signal(str)
    """The model of this name is not used before somebody allows it."""

    status = Signal(dict)
    """Numbers for the status line."""

    def watch(self, watched: bool) -> None:
        """Compute while somebody looks, and hold still while nobody does."""
        raise NotImplementedError

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks."""
        super().showEvent(event)
        self.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.watch(False)
