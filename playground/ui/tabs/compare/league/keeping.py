"""A league that is over is kept for the table, outside the window's thread."""

from __future__ import annotations

from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from playground.core.errors import PlaygroundError
from playground.paradigms.league.results import LeagueResult


class _Writing(QRunnable):
    """Writes one league."""

    def __init__(self, keeper: Keeper, found: LeagueResult) -> None:
        super().__init__()
        self._keeper, self._found = keeper, found

    def run(self) -> None:
        """Write it, and say where it is or why it is nowhere."""
        from datetime import UTC, datetime

        from playground.core.machine import this_machine
        from playground.evaluate.leagues import keep

        date = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        told = msgspec.structs.replace(self._found, machine=this_machine().sentence, date=date)
        try:
            self._keeper.kept.emit(keep(told, self._keeper.folder), told)
        except PlaygroundError as error:
            self._keeper.failed.emit(error.sentence, "")


class Keeper(QObject):
    """Keeps leagues in a folder."""

    kept = Signal(object, object)
    """(file, league)"""

    failed = Signal(str, str)
    """(sentence, details)"""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)

    def keep(self, found: LeagueResult) -> None:
        """Write a league soon."""
        self._pool.start(_Writing(self, found))

    def wait(self) -> bool:
        """Wait until all is written, a few seconds at most."""
        return self._pool.waitForDone(5000)
