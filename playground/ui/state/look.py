"""A command of this program that is asked something once, with a limit of time and of what it may say."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QProcess, Signal

from playground.core import child
from playground.ui.state.environment import environment
from playground.ui.timers import once

_LIMIT_MS = 120_000
"""Hashing gigabytes takes its time."""
_MOST_BYTES = 4_000_000
_END_MS = 1000


class Look(QObject):
    """Files of others are taken apart in the command's process and never in the window's."""

    told = Signal(int, bytes)
    """(status, what it printed)."""

    failed = Signal(str)
    """Why it told nothing, as the end of a sentence."""

    def __init__(self, words: Sequence[str], parent: QObject) -> None:
        """``words`` follow the program's name."""
        super().__init__(parent)
        self._command = child.python("-m", "playground", *words)
        self._process: QProcess | None = None
        self._said = bytearray()
        self._limit = once(self, _LIMIT_MS, self._stop)

    def start(self, program: Sequence[str] | None = None) -> None:
        """Begin; ``program`` is run in the place of this program's own."""
        command, *rest = self._command if program is None else program
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
        self.failed.emit("it took too long, and was stopped")

    def _read(self) -> None:
        if self._process is not None:
            self._said += bytes(self._process.readAllStandardOutput().data())
            if len(self._said) > _MOST_BYTES:
                self.end()
                self.failed.emit("there is more to say than can be shown")

    def _note_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self._process is not None:
            self._process = None
            self._limit.stop()
            self.failed.emit("no process could be started")

    def _finish(self, code: int, _status: QProcess.ExitStatus) -> None:
        self._read()
        if self._process is not None:
            self._process = None
            self._limit.stop()
            self.told.emit(code, bytes(self._said))
