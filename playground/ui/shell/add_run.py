"""``playground data add`` beside the window: how far it is, how it ends, and that it leaves nothing half."""

from __future__ import annotations

import threading
from collections.abc import Iterable

import msgspec
from PySide6.QtCore import QObject, Signal

from playground.core import folders, leftovers
from playground.ui.state.command_run import CommandRun

_BROKE_OFF = "The reading broke off, and nothing was kept."


class _Far(msgspec.Struct, frozen=True):
    done: int
    total: int


class AddRun(QObject):
    """Makes one data set at a time."""

    went_on = Signal(int, int)
    """(done, total) pictures."""

    ended = Signal(str)
    """Why there is no data set; empty where there is one."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._run: CommandRun | None = None

    @property
    def busy(self) -> bool:
        """Whether pictures are being read."""
        return self._run is not None

    def start(self, words: Iterable[str]) -> None:
        """Begin; it ends with ``ended``."""
        self._run = CommandRun(words, self)
        self._run.line.connect(self._take_line)
        self._run.ended.connect(self._take_end)
        self._run.gone.connect(_sweep)
        self._run.start()

    def end(self) -> None:
        """Give up; once the process has gone, nothing is left of it."""
        run, self._run = self._run, None
        if run is not None:
            run.give_up()

    def _take_line(self, line: str) -> None:
        try:
            far = msgspec.json.decode(line, type=_Far)
        except msgspec.MsgspecError:
            return  # The last line is the data set itself, which is read where it lies.
        self.went_on.emit(far.done, far.total)

    def _take_end(self, done: bool, sentence: str) -> None:
        self._run = None
        self.ended.emit("" if done else sentence or _BROKE_OFF)


def _sweep() -> None:
    # The dialog may be gone, and a disk slow. Where the program ends, that waits for it: what is half would
    # lie there until the next start.
    threading.Thread(target=leftovers.sweep, args=(folders.own_data_sets(),)).start()
