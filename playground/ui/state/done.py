"""What somebody has done so far: it outlives the window."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

_MOST = 1000
"""So many names fit into a session."""


class Done(QObject):
    """What somebody has done so far, by names such as ``vae/border``."""

    changed = Signal()

    def __init__(self, done: Iterable[str] = ()) -> None:
        super().__init__()
        self._done = dict.fromkeys(done)

    def __contains__(self, name: str) -> bool:
        return name in self._done

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that is done, in the order in which it was."""
        return tuple(self._done)

    def note(self, name: str) -> None:
        """This is done."""
        if name not in self._done and len(self._done) < _MOST:
            self._done[name] = None
            self.changed.emit()
