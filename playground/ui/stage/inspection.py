"""A look into a model's files by a process of its own: no file of others is taken apart in the window's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Signal

from playground.core import child
from playground.core.errors import ModelFileError
from playground.export.about import decode
from playground.ui.state.environment import environment
from playground.ui.timers import once

_LIMIT_MS = 120_000
"""Hashing gigabytes takes its time."""
_MOST_BYTES = 4_000_000
_END_MS = 1000


class Inspection(QObject):
    """Runs ``playground models --about`` once, with a limit of time and of what it may say."""

    told = Signal(object)
    """An :class:`~playground.export.about.About`."""

    failed = Signal(str)
    """Why nothing is known, in one sentence."""

    def __init__(self, name: str, places: Sequence[Path], parent: QObject) -> None:
        super().__init__(parent)
        self._name, self._places = name, tuple(places)
        self._process: QProcess | None = None
        self._said = bytearray()
        self._limit = once(self, _LIMIT_MS, self._stop)
        self.begun = False

    def start(self, program: Sequence[str] | None = None) -> None:
        """Begin; ``program`` is run in the place of this program's own ``models --about``."""
        self.begun = True
        folders = [word for place in self._places for word in ("--models", str(place))]
        own = child.python("-m", "playground", "models", "--json", *folders, f"--about={self._name}")
        command, *rest = own if program is None else program
        process = self._process = QProcess(self)
        process.setProcessEnvironment(environment())
        process.setStandardErrorFile(QProcess.nullDevice())
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._finish)
        process.errorOccurred.connect(self._note_error)
        self._limit.start()
        process.start(command, rest)

    def end(self) -> None:
        """Give up."""
        process, self._process = self._process, None
        if process is not None:
            self._limit.stop()
            process.kill()
            process.waitForFinished(_END_MS)

    def _stop(self) -> None:
        self.end()
        self.failed.emit("Looking into its graphs took too long, and was stopped.")

    def _read(self) -> None:
        if self._process is not None:
            self._said += bytes(self._process.readAllStandardOutput().data())
            if len(self._said) > _MOST_BYTES:
                self.end()
                self.failed.emit("There is more to say of its graphs than can be shown.")

    def _note_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self._process is not None:
            self._process = None
            self._limit.stop()
            self.failed.emit("Its graphs could not be looked into: no process could be started.")

    def _finish(self, code: int, _status: QProcess.ExitStatus) -> None:
        if self._process is None:
            return
        self._read()
        self._process = None
        self._limit.stop()
        try:
            found = decode(bytes(self._said))
        except ModelFileError:
            self.failed.emit(f"Its graphs could not be looked into (status {code}).")
            return
        self.told.emit(found)
