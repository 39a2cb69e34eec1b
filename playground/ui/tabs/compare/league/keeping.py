"""A league is kept for the table, and to go on with, outside the window's thread."""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QThreadPool, Signal

from playground.core.errors import PlaygroundError
from playground.paradigms.league.recipes import League
from playground.paradigms.league.results import LeagueResult
from playground.paradigms.league.resuming import Known, known_of


class Keeper(QObject):
    """Keeps leagues in a folder."""

    kept = Signal(object, object, bool)
    """(file, league, whether the table of paradigms tells of it)"""

    failed = Signal(str, str)
    """(sentence, details)"""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)

    def known(self, recipe: League) -> Known:
        """What the folder knows already of a league, measured here."""
        from playground.core.machine import this_machine
        from playground.evaluate.sweep.stability import read_leagues

        leagues, _problems = read_leagues(self.folder)
        return known_of(recipe, leagues, this_machine().sentence)

    def keep(self, recipe: League, found: LeagueResult) -> None:
        """Write a league soon."""
        self._pool.start(lambda: self._write(recipe, found))

    def _write(self, recipe: League, found: LeagueResult) -> None:
        from playground.core.machine import this_machine
        from playground.evaluate.leagues import command_of, keep, now
        from playground.evaluate.sweep.stability import largest, leagues_at_hand

        told = msgspec.structs.replace(
            found, machine=this_machine().sentence, date=now(), command=command_of(recipe)
        )
        # Whoever asked may be gone by now, with window or test; the league is kept all the same.
        with contextlib.suppress(RuntimeError):
            try:
                path = keep(told, self.folder)
            except PlaygroundError as error:
                self.failed.emit(error.sentence, "")
                return
            own, shipped, _problems = leagues_at_hand(self.folder)
            self.kept.emit(path, told, largest([*own, *shipped]) == told)

    def wait(self) -> bool:
        """Wait until all is written, a few seconds at most."""
        return self._pool.waitForDone(5000)
