"""A look into a model's files by a process of its own: no file of others is taken apart in the window's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from playground.core.errors import ModelFileError
from playground.export.about import decode
from playground.ui.state.look import Look


class Inspection(QObject):
    """Runs ``playground models --about`` once."""

    told = Signal(object)
    """An :class:`~playground.export.about.About`."""

    failed = Signal(str)
    """Why nothing is known, in one sentence."""

    def __init__(self, name: str, places: Sequence[Path], parent: QObject) -> None:
        super().__init__(parent)
        folders = [word for place in places for word in ("--models", str(place))]
        self._look = Look(("models", "--json", *folders, f"--about={name}"), self)
        self._look.told.connect(self._take)
        self._look.failed.connect(
            lambda why: self.failed.emit(f"Its graphs could not be looked into: {why}.")
        )
        self.begun = False

    def start(self, program: Sequence[str] | None = None) -> None:
        """Begin; ``program`` is run in the place of this program's own ``models --about``."""
        self.begun = True
        self._look.start(program)

    def end(self) -> None:
        """Give up."""
        self._look.end()

    def _take(self, code: int, said: bytes) -> None:
        try:
            found = decode(said)
        except ModelFileError:
            self.failed.emit(f"Its graphs could not be looked into (status {code}).")
            return
        self.told.emit(found)
